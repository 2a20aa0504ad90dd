"""The blocks of a lesson as one person meets them: printed, asked, answered, played or noted down (L5, L6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from courses import places, scenes
from courses.models import ActivityVersion, Checklist, CheckResponse, Commitment, Enrolment, Reflection, if_then
from courses.policies import Policy, for_person
from lms.language import current as current_language
from lms.people.models import User
from lms.questions import asking, versions
from lms.questions.kinds import BadAnswer
from lms.questions.models import QuestionVersion


@dataclass(frozen=True)
class Moment:
    """What this request adds: the state in the address, an answer that is not stored, what could not be taken.

    `taken_back` is the block whose question was refused as withdrawn: what is kept in memory may not know it yet.
    """

    query: Mapping[str, str] = field(default_factory=dict)
    tried: CheckResponse | None = None
    errors: Mapping[str, BadAnswer] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    takes_focus: str = ""
    taken_back: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry of a checklist, as one person ticked it or not."""

    id: str
    text: str
    is_ticked: bool


@dataclass(frozen=True)
class Part:
    """One block, ready to be printed. `template` is empty for what stands still."""

    id: str
    type: str
    html: str | SafeString = ""
    template: str = ""
    asked: asking.Asked | None = None
    response: CheckResponse | None = None
    scene: scenes.Scene | None = None
    policy: Policy | None = None
    prompt: str = ""
    note: Reflection | None = None
    checklist: Checklist | None = None
    entries: tuple[Entry, ...] = ()
    plan: Commitment | None = None
    examples: tuple[Mapping[str, str], ...] = ()
    error: BadAnswer | None = None
    is_missing: bool = False
    is_tried: bool = False
    takes_focus: bool = False

    @property
    def anchor(self) -> str:
        """Where a redirect or a link in the error summary leads."""
        return f"check-{self.id}" if self.type == "check" else f"b-{self.id}"

    @property
    def prefix(self) -> str:
        """Makes the ids of a question's fields unique in the lesson."""
        return f"{self.anchor}-"

    @property
    def print_prefix(self) -> str:
        """The same for the second time that a question stands in the lesson: on paper."""
        return f"print-{self.prefix}"

    @cached_property
    def review(self) -> asking.Review | None:
        return self.asked.review(self.response.value) if self.asked and self.response else None

    @property
    def is_kept(self) -> bool:
        """Whether it stays in the record of a finished course: all that can be read, and what this person did."""
        return not self.template or bool(self.response or self.scene or self.note or self.entries or self.plan)

    @property
    def entered(self) -> Mapping[str, list[str]]:
        """What the form holds: what was just sent and could not be taken."""
        return self.error.kept if self.error else {}


def responses(enrolment: Enrolment, activity_key: UUID) -> dict[str, CheckResponse]:
    """The newest answer to each check of the activity, by block id. One query."""
    rows = CheckResponse.objects.filter(enrolment=enrolment, activity_id=activity_key)
    return {response.block_id: response for response in rows.select_related("question_version").order_by("id")}


def notes(enrolment: Enrolment, activity_key: UUID) -> dict[str, Reflection]:
    """The person's private notes in this activity, by block id. One query."""
    return {note.block_id: note for note in Reflection.objects.filter(enrolment=enrolment, activity_id=activity_key)}


def checklists(enrolment: Enrolment, activity_key: UUID) -> dict[str, Checklist]:
    """What the person ticked in this activity, by block id. One query."""
    return {one.block_id: one for one in Checklist.objects.filter(enrolment=enrolment, activity_id=activity_key)}


def plans(enrolment: Enrolment, activity_key: UUID) -> dict[str, Commitment]:
    """What the person planned in this activity, by block id. One query."""
    return {one.block_id: one for one in Commitment.objects.filter(enrolment=enrolment, activity_id=activity_key)}


class Parts:
    """Puts the blocks of a version and what a person did with them together. A fixed number of queries."""

    def __init__(self, version: ActivityVersion, enrolment: Enrolment | None, moment: Moment, person: User) -> None:
        self.version, self.moment, self.enrolment = version, moment, enrolment
        self.blocks: list[dict[str, Any]] = version.body.get("blocks", [])
        checks = [block for block in self.blocks if block["type"] == "check" and block["question_key"]]
        self.responses = responses(enrolment, version.activity_id) if enrolment and checks else {}
        if moment.tried:
            self.responses[moment.tried.block_id] = moment.tried
        kinds = {block["type"] for block in self.blocks}
        self.notes = notes(enrolment, version.activity_id) if enrolment and "reflection" in kinds else {}
        self.checklists = checklists(enrolment, version.activity_id) if enrolment and "checklist" in kinds else {}
        self.policies = self._policies(person)
        self.plans = plans(enrolment, version.activity_id) if enrolment and "commitment" in kinds else {}
        keys = {block["id"]: UUID(block["question_key"]) for block in checks}
        self.newest = versions.asked(keys.values()) if keys else {}
        self.taken_back = self._taken_back(keys)
        can_be_asked = {block_id: key for block_id, key in keys.items() if key in self.newest}
        self.asked = self._asked({one: key for one, key in can_be_asked.items() if one not in self.taken_back})

    def _policies(self, person: User) -> dict[UUID, Policy]:
        """The policies that the lesson names, as this person stands with them."""
        keys = [UUID(block["policy_key"]) for block in self.blocks if block.get("policy_key")]
        found = for_person(keys, person, language=current_language()) if keys else []
        return {policy.key: policy for policy in found}

    def all(self) -> list[Part]:
        still = [block for block in self.blocks if "html" in block]
        html = dict(
            zip((block["id"] for block in still), places.linked([block["html"] for block in still]), strict=True)
        )
        parts = [self._part(block, html.get(block["id"], "")) for block in self.blocks]
        return [part for part in parts if part]

    def _part(self, block: dict[str, Any], html: str) -> Part | None:
        block_id, kind = block["id"], block["type"]
        if kind == "check":
            return self._check(block_id)
        if kind == "scenario":
            scene = scenes.play(block, self.moment.query.get(block_id, ""))
            return Part(
                block_id, kind, template="courses/_scenario.html", scene=scene,
                takes_focus=self.moment.takes_focus == block_id,
            )  # fmt: skip
        if kind == "policy":
            policy = self.policies.get(UUID(block["policy_key"])) if block["policy_key"] else None
            is_missing = block_id in self.moment.missing
            return Part(block_id, kind, template="courses/_policy.html", policy=policy, is_missing=is_missing)
        if kind == "reflection":
            return Part(
                block_id, kind, template="courses/_reflection.html", prompt=block["prompt"],
                note=self.notes.get(block_id), error=self.moment.errors.get(block_id),
                takes_focus=self.moment.takes_focus == block_id,
            )  # fmt: skip
        if kind == "checklist":
            return self._checklist(block)
        if kind == "commitment":
            return Part(
                block_id, kind, template="courses/_commitment.html", prompt=block["prompt"],
                examples=tuple({"sentence": if_then(one["when"], one["will"])} | one for one in block["examples"]),
                plan=self.plans.get(block_id),
                error=self.moment.errors.get(block_id), takes_focus=self.moment.takes_focus == block_id,
            )  # fmt: skip
        # Compiled by our own templates, cleaned by an allow-list at publishing, and immutable since.
        return Part(block_id, kind, html=mark_safe(html))  # noqa: S308

    def _check(self, block_id: str) -> Part | None:
        if block_id in self.taken_back and self._was_met(block_id):
            return Part(
                block_id, "check", template="courses/_check_withdrawn.html",
                takes_focus=self.moment.takes_focus == block_id,
            )  # fmt: skip
        if block_id not in self.asked:
            return None
        error = self.moment.errors.get(block_id)
        return Part(
            block_id, "check", template="courses/_check.html", asked=self.asked[block_id],
            response=None if self._is_open_again(block_id) else self.responses.get(block_id), error=error,
            is_missing=block_id in self.moment.missing, is_tried=self.moment.tried is not None,
            takes_focus=self.moment.takes_focus == block_id,
        )  # fmt: skip

    def _checklist(self, block: dict[str, Any]) -> Part:
        kept = self.checklists.get(block["id"])
        ticked = kept.ticked if kept else []
        return Part(
            block["id"], "checklist", template="courses/_checklist.html", prompt=block["title"], checklist=kept,
            entries=tuple(Entry(item["id"], item["text"], item["id"] in ticked) for item in block["items"]),
        )  # fmt: skip

    def _asked(self, checks: dict[str, UUID]) -> dict[str, asking.Asked]:
        """Each check with the version that was answered, or the newest one. One query for any number of checks."""
        shown = {block_id: self._answered(block_id) or self.newest[key] for block_id, key in checks.items()}
        if not shown:
            return {}
        wordings = versions.wordings([version.pk for version in shown.values()], self.version.language)
        # Answers are mixed per enrolment and block, and stay so for this person.
        owner = self.enrolment.pk if self.enrolment else "preview"
        return {
            block_id: asking.ask(version, wordings[version.pk], seed=f"{owner}:{block_id}")
            for block_id, version in shown.items()
            if version.pk in wordings
        }

    def _taken_back(self, checks: dict[str, UUID]) -> set[str]:
        """The checks whose question was published once and is not any more; a draft is no such question."""
        unasked = [key for key in checks.values() if key not in self.newest]
        published = versions.current(unasked) if unasked else {}
        return {block_id for block_id, key in checks.items() if key in published} | {self.moment.taken_back}

    def _was_met(self, block_id: str) -> bool:
        """Whether this person has to be told that a question was taken back: they answered it, or it is their lesson
        to mend. Everybody else misses nothing."""
        return self.enrolment is None or block_id in self.responses or self.moment.taken_back == block_id

    def _answered(self, block_id: str) -> QuestionVersion | None:
        """The version that was answered, unless the check is open again."""
        response = None if self._is_open_again(block_id) else self.responses.get(block_id)
        return response.question_version if response else None

    def _is_open_again(self, block_id: str) -> bool:
        return block_id in self.moment.errors or self.moment.query.get("again") == block_id
