"""How one person stands with refreshers: what is known, what waits, and whether a session is offered today."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from quizzes import ladder
from quizzes.ladder import Past, Place, Waiting


@dataclass(frozen=True)
class Known:
    """One objective that was passed: by which completion, and where the person stands with it."""

    objective: UUID
    course: UUID
    completion: int
    place: Place
    is_must_know: bool
    is_stored: bool


@dataclass(frozen=True)
class Offer:
    """How one person stands with refreshers today."""

    today: date
    known: tuple[Known, ...]
    waiting: tuple[Waiting, ...]
    past: Past | None = None
    """None for people who have passed nothing that is refreshed."""
    open_since: datetime | None = None
    is_stopped: bool = False
    snoozed_until: date | None = None

    @property
    def chosen(self) -> list[Waiting]:
        """What a session that is started now would ask."""
        return ladder.choose(self.waiting, self.today)

    @property
    def questions(self) -> int:
        return len(self.chosen)

    @property
    def courses(self) -> int:
        return len({one.course for one in self.chosen})

    @property
    def is_open(self) -> bool:
        """A session was begun and can be gone on with."""
        return self.open_since is not None

    @property
    def is_offered(self) -> bool:
        if self.is_stopped or self.past is None:
            return False
        return self.is_open or ladder.is_offered(self.waiting, self.past, self.today)

    @property
    def is_on_home(self) -> bool:
        """Home shows it on any day: the card waits for whoever comes by, unless it was told to wait."""
        return self.is_offered and (self.snoozed_until is None or self.today >= self.snoozed_until)

    @property
    def next_on(self) -> date | None:
        """The next day on which one will be offered, when none is now."""
        if self.past is None or self.is_stopped or self.is_offered:
            return None
        return ladder.next_day(self.waiting, self.past, self.today)

    def again_on(self, due_on: date | None) -> date | None:
        """The day on which an objective that is due then will really come up again, as things stand."""
        if due_on is None or self.past is None:
            return None
        following = ladder.next_day(self.waiting, self.past, self.today)
        return max(due_on, following) if following else due_on
