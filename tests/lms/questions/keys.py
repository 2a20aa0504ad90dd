"""Every kind of question with its key at one place and at another, to find out whether a page tells them apart.

A new kind needs a row in KEYS. Its two forms differ only in what a learner must not know before release: what is right,
why, and what trainers note for themselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lms.questions import kinds
from lms.questions.models import Question, QuestionVersion, QuestionWording
from tests.lms.questions.bank import listed, option, reply

_ID = re.compile(r"[0-9a-f]{12}")
WHY, OTHER_WHY = "Canary sings.", "Another canary, and a longer song."


@dataclass(frozen=True)
class Keys:
    """One kind, written twice by its author."""

    authored: dict[str, Any]
    other: dict[str, Any]


KEYS = {
    "single": Keys(
        {"options": listed(option("Red", why=WHY), option("Green", right=True, why=WHY), option("Blue", why=WHY))},
        {"options": listed(option("Red", right=True, why=OTHER_WHY), option("Green"), option("Blue", why=OTHER_WHY))},
    ),
    "multiple": Keys(
        {"options": listed(option("One", right=True, why=WHY), option("Two", right=True), option("Three"))},
        {"options": listed(option("One", why=OTHER_WHY), option("Two"), option("Three", right=True))},
    ),
    "situation": Keys(
        {"options": listed(reply("At three", "best", WHY), reply("Soon", "acceptable"), reply("No", "poor"))},
        {"options": listed(reply("At three", "poor", OTHER_WHY), reply("Soon", "best"), reply("No", "acceptable"))},
    ),
    "order": Keys(
        {"items": listed("Listen", "Repeat", "Agree", "Write")}, {"items": listed("Agree", "Write", "Listen", "Repeat")}
    ),
    "match": Keys(
        {"pairs": listed(*({"term": term, "match": match} for term, match in zip("ABCD", "wxyz", strict=True)))},
        {"pairs": listed(*({"term": term, "match": match} for term, match in zip("ABCD", "xywz", strict=True)))},
    ),
    "short": Keys(
        {"accepted": listed("Reception", "Front desk"), "typo": True}, {"accepted": listed("Anteroom"), "typo": False}
    ),
    "reflection": Keys({"note": ""}, {"note": OTHER_WHY}),
    "numeric": Keys(
        {"value": "12.5", "tolerance": "0.5", "unit": "minutes"}, {"value": "1300", "tolerance": "0", "unit": "minutes"}
    ),
    "cloze": Keys(
        {"text": "Listen first, then [ask|tell|leave] and [repeat it in your words|go]."},
        {"text": "Listen first, then [leave|tell|ask] and [go|repeat it in your words]."},
    ),
    "written": Keys(
        {"guide": WHY, "points": 4, "needed": 3},
        {"guide": OTHER_WHY, "points": 4, "needed": 3},
    ),
}


def of(code: str) -> Keys:
    """The two forms of this kind."""
    if code not in KEYS:
        raise AssertionError(f"The kind “{code}” has no row in KEYS of {__name__}: write it with two different keys.")
    return KEYS[code]


def turn(question: Question) -> None:
    """The same version of the same question with the other key, other reasons and another explanation."""
    version = QuestionVersion.objects.get(question_key=question.translation_key)
    kind, keys = kinds.get(version.kind), of(version.kind)
    _body, texts = kind.shape(keys.authored, version.question_key)
    version.body, words = _renamed(kind.shape(keys.other, version.question_key), like=texts)
    version.save()
    for wording in QuestionWording.objects.filter(version=version):
        wording.texts = {**wording.texts, **words, "explanation": OTHER_WHY}
        wording.save()
    question.explanation = OTHER_WHY
    question.save()


def _renamed(shaped: tuple[dict[str, Any], dict[str, Any]], *, like: dict[str, Any]) -> Any:
    """Each word keeps the opaque id that it had: ids come from the place of a word in the form and mean nothing."""
    known = {(path, word): found for path, found, word in _ids(like)}
    names = {found: known.get((path, word), found) for path, found, word in _ids(shaped[1])}
    return tuple(_with_names(part, names) for part in shaped)


def _ids(texts: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """Path, id and word of everything that goes by an opaque id."""
    for name, value in (
        texts.items() if isinstance(texts, dict) else enumerate(texts if isinstance(texts, list) else ())
    ):
        if isinstance(name, str) and _ID.fullmatch(name):
            yield path, name, str(value.get("text") if isinstance(value, dict) else value)
        else:
            yield from _ids(value, (*path, name))


def _with_names(part: Any, names: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {names.get(key, key): _with_names(value, names) for key, value in part.items()}
    if isinstance(part, list):
        return [_with_names(value, names) for value in part]
    return names.get(part, part) if isinstance(part, str) else part
