"""Who was allowed more tries, in which cycle of the course; read once for all attempts."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from courses.models import Enrolment
from quizzes import allowing
from quizzes.models import Allowance


class AllowedTries:
    """Two queries for any number of people."""

    def __init__(self) -> None:
        self._given: dict[tuple[int, UUID], list[Allowance]] = defaultdict(list)
        for one in Allowance.objects.filter(extra_tries__gte=1):
            self._given[one.person_id, one.activity_id].append(one)
        ended = Enrolment.objects.filter(person__in={person for person, _quiz in self._given})
        self._ended: dict[tuple[int, UUID, int], datetime | None] = {
            (person, course, cycle): at
            for person, course, cycle, at in ended.values_list("person_id", "course_id", "cycle", "closed_at")
        }

    def at(self, enrolment: Enrolment, activity: UUID) -> list[Allowance]:
        """Those that hold for tries at this quiz in this enrolment, as for whoever starts one."""
        before = (enrolment.person_id, enrolment.course_id, enrolment.cycle - 1)
        return allowing.of_cycle(self._given[enrolment.person_id, activity], since=self._ended.get(before))
