"""Writing QTI 2.1: a package with one file per question and a manifest."""

import re
from collections.abc import Sequence
from typing import Any

from lms.questions.exchange import cloze_text, phrases, plain
from lms.questions.exchange.phrases import to_text
from lms.questions.exchange.qti import manifest
from lms.questions.exchange.qti.package import MANIFEST, pack
from lms.questions.exchange.qti.reading import TOOL
from lms.questions.exchange.shapes import Item, Note, Written
from lms.questions.exchange.xml_tree import escape

_SPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_SCORE = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"'
_WHY = '<feedbackInline outcomeIdentifier="RESPONSE" showHide="show"'
_TO = 'responseIdentifier="RESPONSE"'
_TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"


def write(items: Sequence[Item]) -> Written:
    """The questions as a package, and what of them QTI cannot say."""
    kept: list[tuple[str, str, Item]] = []
    left_out: list[Note] = []
    for number, item in enumerate(items, start=1):
        text = _Writer(item).file(f"q{number}")
        if text is None:
            left_out.append(Note(0, str(phrases.NO_FORMAT), item.code))
        else:
            if item.sources:
                left_out.append(Note(0, str(phrases.NO_SOURCES), item.code))
            name = re.sub(r"[^a-z0-9_-]", "", item.code.lower())[:80] or "question"
            kept.append((f"items/{name}-{number}.xml", text, item))
    described = manifest.write([(path, item) for path, _text, item in kept])
    return Written(pack([(MANIFEST, described), *((path, text) for path, text, _item in kept)]), left_out)


def _inline(text: Any) -> str:
    """A plain text as XHTML, its lines apart."""
    return "<br/>".join(escape(line) for line in to_text(text).split("\n"))


def _paragraph(text: Any) -> str:
    return f"<p>{_inline(text)}</p>" if to_text(text) else ""


def _declare(
    values: Sequence[str], *, name: str = "RESPONSE", many: str = "single", base: str = "identifier", worth: str = ""
) -> str:
    correct = "".join(f"<value>{escape(value)}</value>" for value in values)
    inside = (f"<correctResponse>{correct}</correctResponse>" if values else "") + worth
    head = f'<responseDeclaration identifier="{name}" cardinality="{many}" baseType="{base}"'
    return f"{head}>{inside}</responseDeclaration>"


def _mapping(worth: Sequence[tuple[str, str]]) -> str:
    entries = "".join(
        f'<mapEntry mapKey="{escape(key)}" mappedValue="{value}" caseSensitive="false"/>' for key, value in worth
    )
    return f'<mapping defaultValue="0">{entries}</mapping>' if entries else ""


class _Writer:
    """Writes one question. `own` are words in its label that bring back what QTI has no place for."""

    def __init__(self, item: Item) -> None:
        self.item, self.answers, self.own = item, item.answers, list[str]()
        self.most = "1"
        self.processing = f'<responseProcessing template="{_TEMPLATES}match_correct"/>'

    def file(self, identifier: str) -> str | None:
        parts: tuple[str, str] | None = getattr(self, f"_{self.item.kind}", lambda: None)()
        if parts is None:
            return None
        declared, body = parts
        hint = f'<rubricBlock view="candidate">{_paragraph(self.item.hint)}</rubricBlock>' if self.item.hint else ""
        why = self.item.explanation
        feedback = '<modalFeedback outcomeIdentifier="FEEDBACK" identifier="explanation" showHide="show">'
        return "\n".join(
            [
                '<?xml version="1.0" encoding="UTF-8"?>',
                f'<assessmentItem xmlns="{_SPACE}" identifier="{identifier}" title="{escape(self.item.code)}"'
                f' label="{escape(" ".join(self.own))}" adaptive="false" timeDependent="false" toolName="{TOOL}">',
                declared,
                f'{_SCORE} normalMaximum="{self.most}"/>',
                '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier">'
                "<defaultValue><value>explanation</value></defaultValue></outcomeDeclaration>",
                f"<itemBody>{hint}{body}</itemBody>",
                self.processing,
                *([f"{feedback}{_inline(why)}</modalFeedback>"] if why else []),
                "</assessmentItem>\n",
            ]
        )

    def _choice(self, right: Sequence[str], *, many: str, worth: str = "") -> tuple[str, str]:
        choices = []
        for number, option in enumerate(self.answers.get("options") or [], start=1):
            why = to_text((option or {}).get("why"))
            said = f'{_WHY} identifier="c{number}">{_inline(why)}</feedbackInline>'
            text = _inline((option or {}).get("text")) + (said if why else "")
            choices.append(f'<simpleChoice identifier="c{number}">{text}</simpleChoice>')
        mixed = "false" if self.answers.get("fixed_order") else "true"
        most = "1" if many == "single" else "0"
        said = "".join(choices)
        body = f'<choiceInteraction {_TO} shuffle="{mixed}" maxChoices="{most}">{said}</choiceInteraction>'
        return _declare(right, many=many, worth=worth), _paragraph(self.item.stem) + body

    def _right(self) -> list[str]:
        options = enumerate(self.answers.get("options") or [], start=1)
        return [f"c{number}" for number, option in options if (option or {}).get("right")]

    def _single(self) -> tuple[str, str]:
        return self._choice(self._right(), many="single")

    def _multiple(self) -> tuple[str, str]:
        return self._choice(self._right(), many="multiple")

    def _situation(self) -> tuple[str, str]:
        self.own.append("situation")
        self.processing = f'<responseProcessing template="{_TEMPLATES}map_response"/>'
        told = [(f"c{n}", (o or {}).get("quality")) for n, o in enumerate(self.answers.get("options") or [], start=1)]
        worth = [
            (key, "1" if quality == "best" else "0.5") for key, quality in told if quality in ("best", "acceptable")
        ]
        return self._choice([key for key, quality in told if quality == "best"], many="single", worth=_mapping(worth))

    def _order(self) -> tuple[str, str]:
        steps = list(enumerate(self.answers.get("items") or [], start=1))
        choices = "".join(f'<simpleChoice identifier="c{n}">{_inline(step)}</simpleChoice>' for n, step in steps)
        body = f'<orderInteraction responseIdentifier="RESPONSE" shuffle="true">{choices}</orderInteraction>'
        return _declare([f"c{n}" for n, _step in steps], many="ordered"), _paragraph(self.item.stem) + body

    def _match(self) -> tuple[str, str]:
        pairs = list(enumerate(self.answers.get("pairs") or [], start=1))
        sides = "".join(
            "<simpleMatchSet>"
            + "".join(
                f'<simpleAssociableChoice identifier="{sign}{n}" matchMax="1">'
                f"{_inline((pair or {}).get(name))}</simpleAssociableChoice>"
                for n, pair in pairs
            )
            + "</simpleMatchSet>"
            for sign, name in (("t", "term"), ("m", "match"))
        )
        body = f'<matchInteraction {_TO} shuffle="true" maxAssociations="{len(pairs)}">{sides}</matchInteraction>'
        right = [f"t{n} m{n}" for n, _pair in pairs]
        return _declare(right, many="multiple", base="directedPair"), _paragraph(self.item.stem) + body

    def _short(self) -> tuple[str, str]:
        accepted = [plain.safe(to_text(answer)) for answer in self.answers.get("accepted") or []]
        self.own += ["typo"] if self.answers.get("typo") else []
        self.processing = f'<responseProcessing template="{_TEMPLATES}map_response"/>'
        worth = _mapping([(answer, "1") for answer in accepted])
        entry = '<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
        return _declare(accepted[:1], base="string", worth=worth), _paragraph(self.item.stem) + entry

    def _numeric(self) -> tuple[str, str] | None:
        value, around = (phrases.number(str(self.answers.get(name) or "0")) for name in ("value", "tolerance"))
        if value is None or around is None or self.answers.get("value") in (None, ""):
            return None
        unit, told = to_text(self.answers.get("unit")), phrases.number_text(around)
        self.own += ["unit"] if unit else []
        self.processing = (
            "<responseProcessing><responseCondition><responseIf>"
            f'<equal toleranceMode="absolute" tolerance="{told} {told}">'
            '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>'
            '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
            "</responseIf></responseCondition></responseProcessing>"
        )
        entry = f'<p><textEntryInteraction responseIdentifier="RESPONSE"/>{" " + escape(unit) if unit else ""}</p>'
        return _declare([phrases.number_text(value)], base="float"), _paragraph(self.item.stem) + entry

    def _cloze(self) -> tuple[str, str] | None:
        told = cloze_text.parts(to_text(self.answers.get("text")))
        if told is None:
            return None
        stem, declared, said, number = to_text(self.item.stem), "", "", 0
        for part in told:
            if isinstance(part, str):
                said += "<br/>".join(escape(line) for line in part.split("\n"))
                continue
            number += 1
            name = f"RESPONSE{number}"
            declared += _declare([f"{name}_1"], name=name)
            choices = "".join(
                f'<inlineChoice identifier="{name}_{place}">{escape(choice)}</inlineChoice>'
                for place, choice in enumerate(part, start=1)
            )
            head = f'<inlineChoiceInteraction responseIdentifier="{name}" shuffle="true">'
            said += f"{head}{choices}</inlineChoiceInteraction>"
        self.own.append(f"stem-{stem.count(chr(10)) + 1 if stem else 0}")
        self.processing = "<responseProcessing/>"
        return declared, f"{_paragraph(stem)}<p>{said}</p>"

    def _written(self) -> tuple[str, str]:
        self.most = str(self.answers.get("points") or 1)
        if self.answers.get("needed") is not None:
            self.own.append(f"needed-{self.answers['needed']}")
        return self._open(self.answers.get("guide"))

    def _reflection(self) -> tuple[str, str]:
        self.own.append("reflection")
        return self._open(self.answers.get("note"))

    def _open(self, guide: Any) -> tuple[str, str]:
        self.processing = ""
        rubric = f'<rubricBlock view="scorer">{_paragraph(guide)}</rubricBlock>' if to_text(guide) else ""
        entry = '<extendedTextInteraction responseIdentifier="RESPONSE"/>'
        return _declare([], base="string"), f"{_paragraph(self.item.stem)}{entry}{rubric}"
