"""Finding what is asked: the newest versions, their words in a language, and what a quiz may draw."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, ManyToOneRel, OuterRef, Q, QuerySet, Subquery, UUIDField

from lms import edition, sql
from lms.questions import kinds, tags
from lms.questions.models import Question, QuestionVersion, QuestionWording


def current(question_keys: Iterable[UUID]) -> dict[UUID, QuestionVersion]:
    """The newest version of each question. Keys that were never published are missing. One query, remembered."""
    return edition.remembered("question", question_keys, _current)


def _current(question_keys: list[UUID]) -> dict[UUID, QuestionVersion]:
    return {version.question_key: version for version in _newest(questions=question_keys)}


def asked(question_keys: Iterable[UUID]) -> dict[UUID, QuestionVersion]:
    """The same of those that may be asked: published, and not taken back since in the language that decides."""
    return edition.remembered("asked", question_keys, _asked)


def _asked(question_keys: list[UUID]) -> dict[UUID, QuestionVersion]:
    return {version.question_key: version for version in _newest_asked(questions=question_keys)}


@sql.once
def _newest_asked() -> QuerySet[QuestionVersion]:
    return _of_newest().filter(~Exists(taken_back()))


def taken_back() -> QuerySet[Question]:
    """Of a query for versions: the question of each, where its author (or a correction) unpublished it."""
    original = {"translation_key": OuterRef("question_key"), "locale__language_code": OuterRef("source_language")}
    return Question.objects.filter(**original, live=False)


@sql.once
def _newest() -> QuerySet[QuestionVersion]:
    return _of_newest()


def _of_newest() -> QuerySet[QuestionVersion]:
    newer = QuestionVersion.objects.filter(question_key=OuterRef("question_key"), number__gt=OuterRef("number"))
    return QuestionVersion.objects.filter(
        ~Exists(newer), question_key__in=sql.Given("questions", UUIDField(), many=True)
    )


def newest(question_key: UUID) -> QuestionVersion | None:
    """The newest version of one question."""
    return QuestionVersion.objects.filter(question_key=question_key).order_by("-number").first()


def written(question_key: UUID, language: str) -> QuerySet[QuestionWording]:
    """The words of every version of one question in this language, the newest first."""
    words = QuestionWording.objects.filter(version__question_key=question_key, language=language)
    return words.select_related("version").order_by("-version__number")


def wordings(version_ids: Iterable[int], language: str) -> dict[int, QuestionWording]:
    """The words of each version in this language, else in the one it was first written in. One query, remembered.

    Accepted short answers are those of all languages, this language's first: whoever switches language in a quiz has
    typed the answer in the other one.
    """
    keys = ((version_id, language) for version_id in version_ids)
    found = edition.remembered(
        "wording", keys, lambda missing: _wordings([key for key, _language in missing], language)
    )
    return {version_id: wording for (version_id, _language), wording in found.items()}


def _wordings(version_ids: list[int], language: str) -> dict[tuple[int, str], QuestionWording]:
    by_version: dict[int, list[QuestionWording]] = defaultdict(list)
    for wording in _written(versions=version_ids):
        by_version[wording.version_id].append(wording)
    return {(version_id, language): _best(written, language) for version_id, written in by_version.items()}


@sql.once
def _written() -> QuerySet[QuestionWording]:
    found = QuestionWording.objects.filter(version__in=sql.Given("versions", many=True))
    return found.annotate(source=F("version__source_language")).order_by("pk")


# Kind, question, objective, tags and difficulty as they are stored.
Described = tuple[str, UUID, UUID, str, str]


@dataclass(frozen=True)
class Drawable:
    """What rules choose a question by. The language it was first written in decides, as it does for the key."""

    key: UUID
    objective: UUID
    tags: frozenset[str]
    difficulty: str
    kind: str = ""

    def suits(self, objective: UUID | None, tag: str, difficulty: str) -> bool:
        """Whether a rule means this question. What a rule leaves empty does not count; of several tags all do."""
        return (
            objective in (None, self.objective)
            and self.tags.issuperset(tags.split(tag))
            and difficulty in ("", self.difficulty)
        )


def drawable(
    objective_keys: Iterable[UUID], tag_lines: Iterable[str] = (), *, also: Collection[UUID] = ()
) -> list[Drawable]:
    """What can be drawn of these objectives or with these tags: live in its first language, and marked. One query.

    Each of `tag_lines` holds the tags of one rule; `also` are questions that are wanted whether they are live or not.
    """
    objectives, tagged = set(objective_keys), [words[0] for words in map(tags.split, tag_lines) if words]
    if not tagged and not also:
        rows = _live(objectives=objectives)
    else:
        wanted = Q(objective__translation_key__in=objectives)
        for word in tagged:
            wanted |= Q(tags__contains=word)
        rows = list(_described(Q(live=True) & wanted | Q(translation_key__in=list(also))))
    return [one for one in _read(rows) if kinds.get(one.kind).is_marked]


def described(question_keys: Iterable[UUID]) -> dict[UUID, Drawable]:
    """What rules would choose these questions by, whether they can still be drawn or not. One query."""
    return {one.key: one for one in _read(_described(Q(translation_key__in=set(question_keys))))}


def draw_pool(objective_keys: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Question keys per objective, of all that can be drawn and are marked at once, by no trainer. One query."""
    pool: dict[UUID, list[UUID]] = {key: [] for key in objective_keys}
    for one in _read(_live(objectives=pool)):
        if kinds.get(one.kind).is_marked and not kinds.get(one.kind).is_marked_by_person:
            pool[one.objective].append(one.key)
    return pool


@sql.once
def _live() -> QuerySet[Question, Described]:
    return _described(Q(live=True, objective__translation_key__in=sql.Given("objectives", UUIDField(), many=True)))


def originals() -> QuerySet[Question]:
    """Each question in the language it was first written in, which decides for all; only what was published has one."""
    return Question.objects.filter(locale__language_code=Subquery(_newest_first().values("source_language")[:1]))


def _newest_first() -> QuerySet[QuestionVersion]:
    return QuestionVersion.objects.filter(question_key=OuterRef("translation_key")).order_by("-number")


def _described(wanted: Q) -> QuerySet[Question, Described]:
    """In the order of codes."""
    return (
        originals()
        .filter(wanted)
        .annotate(version_kind=Subquery(_newest_first().values("kind")[:1]))
        .order_by("code", "pk")
        .values_list("version_kind", "translation_key", "objective__translation_key", "tags", "difficulty")
    )


def _read(rows: Iterable[Described]) -> list[Drawable]:
    return [
        Drawable(key, objective, frozenset(tags.split(words)), difficulty, kind)
        for kind, key, objective, words, difficulty in rows
    ]


def answered(question_keys: Iterable[UUID]) -> set[UUID]:
    """Which of these questions stand on a paper or have an answer: what records point at any version with PROTECT."""
    wanted = set(question_keys)
    found: set[UUID] = set()
    for relation in QuestionVersion._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.related_model is not QuestionWording:
            path = f"{relation.field.name}__question_key"
            records = relation.related_model._base_manager.filter(**{f"{path}__in": wanted})
            found.update(records.order_by().values_list(path, flat=True).distinct())
    return found


def _best(written: list[QuestionWording], language: str) -> QuestionWording:
    by_language = {wording.language: wording for wording in written}
    best = by_language.get(language) or by_language.get(written[0].source) or written[0]  # type: ignore[attr-defined]
    if "accepted" in best.texts:
        everywhere = [answer for wording in [best, *written] for answer in wording.texts.get("accepted", ())]
        best.texts = {**best.texts, "accepted": list(dict.fromkeys(everywhere))}
    return best
