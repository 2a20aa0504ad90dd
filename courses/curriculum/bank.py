"""questions.yaml: the questions of a course, each with the answers of its kind."""

from collections.abc import Callable
from typing import Any

from courses.curriculum import fields
from courses.curriculum.fields import Fields
from courses.curriculum.identity import stored
from courses.curriculum.problems import Place, Problems
from courses.curriculum.texts import QuestionText
from lms.questions import kinds, tags
from lms.questions.models import Difficulty


def questions(source: str, place: Place, problems: Problems) -> list[QuestionText]:
    """All questions of the file. Ids have to be unique in the course."""
    rows = fields.load(source, place, problems)
    if not isinstance(rows, list):
        problems.add(place, "Write the questions as a list: each begins with “- id:”.")
        return []
    found = [_question(Fields(row, place, problems, what="a question")) for row in rows]
    seen: dict[str, Place] = {}
    for question in found:
        if question.id in seen:
            line = seen[question.id].line
            problems.add(question.place, f"The id “{question.id}” is taken in line {line}. Choose another.")
        seen.setdefault(question.id, question.place)
    return found


def _question(form: Fields) -> QuestionText:
    name = form.text("id", longest=60)
    form.what = f"the question “{name}”"
    before = len(form.problems.found)
    kind = form.choice("kind", ANSWERS)
    use = form.choice("use", ("quiz", "check"))
    if use == "check" and kinds.get(kind).is_marked_by_person:
        form.wrong("use", f"A trainer marks a “{kind}” question later, so no lesson can ask it. Write “use: quiz”.")
    question = QuestionText(
        id=name,
        kind=kind,
        use=use,
        objective=form.text("objective"),
        stem=form.text("stem", longest=600),
        hint=form.text("hint", optional=True, longest=200),
        explanation=form.text("explanation", longest=800),
        sources=form.words("sources", optional=True),
        difficulty=form.choice("difficulty", Difficulty.values, default=Difficulty.MEDIUM),
        tags=tags.split(",".join(form.words("tags", optional=True))),
        answers=ANSWERS[kind](form),
        place=form.place,
    )
    form.close()
    if len(form.problems.found) == before:  # a missing part is named once, at its line
        for sentence in kinds.get(kind).problems(stored(question.answers)):
            form.wrong("id", str(sentence))
    return question


def _options(form: Fields) -> dict[str, Any]:
    return {"options": [_option(row) for row in form.rows("options", what="an answer")], "fixed_order": _fixed(form)}


def _option(form: Fields) -> dict[str, Any]:
    option = {"text": form.text("text"), "right": form.flag("right", default=False), "why": form.text("why")}
    form.close()
    return option


def _replies(form: Fields) -> dict[str, Any]:
    return {"options": [_reply(row) for row in form.rows("options", what="a reply")], "fixed_order": _fixed(form)}


def _reply(form: Fields) -> dict[str, Any]:
    quality = form.choice("quality", ("best", "acceptable", "poor"))
    reply = {"text": form.text("text"), "quality": quality, "why": form.text("why")}
    form.close()
    return reply


def _fixed(form: Fields) -> bool:
    return form.flag("fixed_order", default=False)


def _items(form: Fields) -> dict[str, Any]:
    return {"items": form.words("items")}


def _pairs(form: Fields) -> dict[str, Any]:
    pairs = []
    for row in form.rows("pairs", what="a pair"):
        pairs.append({"term": row.text("term"), "match": row.text("match")})
        row.close()
    return {"pairs": pairs}


def _accepted(form: Fields) -> dict[str, Any]:
    return {"accepted": form.words("accept"), "typo": form.flag("typo", default=True)}


def _gaps(form: Fields) -> dict[str, Any]:
    return {"text": form.text("text")}


def _number(form: Fields) -> dict[str, Any]:
    return {
        "value": form.text("value"),
        "tolerance": form.text("tolerance", optional=True) or "0",
        "unit": form.text("unit", optional=True),
    }


def _guide(form: Fields) -> dict[str, Any]:
    return {"guide": form.text("guide"), "points": form.number("points") or 1, "needed": form.number("needed") or 1}


def _nothing(form: Fields) -> dict[str, Any]:
    return {"note": ""}


ANSWERS: dict[str, Callable[[Fields], dict[str, Any]]] = {
    "single": _options,
    "multiple": _options,
    "situation": _replies,
    "order": _items,
    "match": _pairs,
    "cloze": _gaps,
    "short": _accepted,
    "numeric": _number,
    "written": _guide,
    "reflection": _nothing,
}
