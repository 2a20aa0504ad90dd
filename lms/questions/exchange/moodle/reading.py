"""Reading Moodle XML."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from lms.questions.exchange import decoding, marks, naming, phrases, plain, xml_tree
from lms.questions.exchange.moodle import gaps
from lms.questions.exchange.moodle.element import FULL, ONE, ZERO, Asked, line, raw
from lms.questions.exchange.shapes import BadFile, Reading


def read(content: bytes) -> Reading:
    """All questions of a Moodle XML file. Raises BadFile."""
    root = xml_tree.parse(content)
    if root.name != "quiz":
        raise BadFile(
            _("This is not a Moodle file: it begins with <%(name)s>, not with <quiz>.") % {"name": root.name[:40]}
        )
    reading, category = Reading(), ""
    for tried, node in enumerate(root.all("question")):
        decoding.count(reading, tried)
        if node.get("type") == "category":
            category = phrases.category(line(node.first("category")))
        else:
            _Question(node, category, reading).read()
    decoding.count(reading)
    naming.settle(reading)
    return reading


class _Question(Asked):
    """A question of any kind."""

    def read(self) -> None:
        kind = self.node.get("type")
        if phrases.is_too_much(self.size(), self.reading, self.node.line, self.item.code):
            return
        read = _KINDS.get(kind)
        if read is None:
            said = phrases.NOT_A_QUESTION if kind == "description" else phrases.NO_KIND % {"kind": kind[:40]}
            self.reading.leave_out(self.node.line, said, self.item.code)
            return
        self.item.stem = self.words(self.node.first("questiontext"))
        self.item.explanation = self.words(self.node.first("generalfeedback"))
        hints = [said for hint in self.node.all("hint") if (said := self.words(hint))]
        self.item.hint = plain.one_line(hints[0]) if hints else ""
        if len(hints) > 1:
            self.reading.leave_out(self.node.line, _("Only the first hint was kept."), self.item.code)
        for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
            if raw(self.node.first(name)) and not plain.words(raw(self.node.first(name))).text.startswith(
                "Your answer is"
            ):
                self.reading.leave_out(
                    self.line_of(name),
                    _("Feedback on the whole answer was left out; reasons stand at each answer."),
                    self.item.code,
                )
        if read(self):
            self.weight()
            self.reading.items.append(self.item)

    def weight(self) -> None:
        """What a whole question counts is a matter of quizzes here; those of a written answer are kept."""
        said = phrases.decimal(raw(self.node.first("defaultgrade")) or "1")
        if self.item.kind != "written" and said not in (None, 1):
            sentence = _("Its points (%(said)s) were left out: every question counts the same here.")
            told = {"said": phrases.number_text(said or ZERO)}
            self.reading.leave_out(self.line_of("defaultgrade"), sentence % told, self.item.code)

    # --- Kinds ---
    def choice(self) -> bool:
        answers = self.answers()
        is_multiple = raw(self.node.first("single")).lower() in ("0", "false")
        is_situation = "situation" in self.own
        options: list[dict[str, Any]] = []
        for answer in answers:
            said = {"text": answer.text, "why": answer.why}
            if is_situation:
                how = "best" if answer.weight >= FULL else "acceptable" if answer.weight > 0 else "poor"
                options.append({**said, "quality": how})
            else:
                options.append({**said, "right": answer.weight > 0 if is_multiple else answer.weight >= FULL})
        weights = {answer.weight for answer in answers if answer.weight > 0}
        if not is_situation and (len(weights) > 1 if is_multiple else weights - {FULL}):
            self.reading.leave_out(self.node.line, phrases.PARTIAL, self.item.code)
        self.item.kind = "situation" if is_situation else "multiple" if is_multiple else "single"
        mixed = raw(self.node.first("shuffleanswers")).lower()
        self.item.answers = {"options": options, "fixed_order": mixed in ("0", "false")}
        return True

    def true_false(self) -> bool:
        whys = {answer.text.lower(): answer.why for answer in self.answers()}
        right = [answer.text.lower() for answer in self.answers() if answer.weight >= FULL]
        if right not in (["true"], ["false"]):
            self.reading.problem(
                self.node.line, _("It does not say whether “true” or “false” is right."), self.item.code
            )
            return False
        true_why, false_why = whys.get("true", ""), whys.get("false", "")
        phrases.true_false(self.item, is_true=right == ["true"], why_true=true_why, why_false=false_why)
        self.reading.advise(self.node.line, phrases.TRUE_FALSE, self.item.code)
        return True

    def short(self) -> bool:
        answers = self.answers(are_typed=True)
        full = [answer for answer in answers if answer.weight >= FULL]
        if len(full) < len(answers):
            self.reading.leave_out(self.node.line, phrases.PARTIAL, self.item.code)
        if any("*" in answer.text for answer in full):
            self.reading.advise(self.node.line, phrases.STAR, self.item.code)
        if self.is_set("usecase"):
            self.reading.leave_out(self.node.line, _("Capitals do not matter here."), self.item.code)
        self.item.kind = "short"
        accepted = [plain.one_line(answer.text) for answer in full]
        self.item.answers = {"accepted": accepted, "typo": "typo" in self.own}
        self.remarks(answers, full)
        return True

    def numeric(self) -> bool:
        answers = self.answers()
        full = next((answer for answer in answers if answer.weight >= FULL and answer.text != "*"), None)
        if full is None:
            self.reading.problem(self.node.line, phrases.not_a_number(""), self.item.code)
            return False
        told = [full.text, raw(full.node.first("tolerance")) or "0"]
        if wrong := [said for said in told if phrases.number(said) is None]:
            self.reading.problem(full.node.line, phrases.not_a_number(wrong[0]), self.item.code)
            return False
        value, around = (phrases.number(said) or ZERO for said in told)
        if len(answers) > 1:
            self.reading.leave_out(self.node.line, phrases.OTHER_NUMBERS, self.item.code)
        units = [line(unit.first("unit_name")) for unit in self.node.below("unit")]
        if len(units) > 1:
            self.reading.leave_out(self.node.line, _("Only the first unit was kept."), self.item.code)
        self.item.kind = "numeric"
        self.item.answers = {
            "value": phrases.number_text(value),
            "tolerance": phrases.number_text(abs(around)),
            "unit": units[0] if units else "",
        }
        self.remarks(answers, [full])
        return True

    def match(self) -> bool:
        pairs = []
        for sub in self.node.all("subquestion"):
            term = plain.one_line(self.words(sub))
            match = line(sub.first("answer"))
            if term or not match:
                pairs.append({"term": term, "match": match})
            else:
                self.reading.leave_out(sub.line, phrases.NO_MATCH % {"match": match[:80]}, self.item.code)
        self.item.kind, self.item.answers = "match", {"pairs": pairs}
        return True

    def essay(self) -> bool:
        if "reflection" in self.own:
            self.item.kind, self.item.answers = (
                "reflection",
                {"note": plain.one_line(self.words(self.node.first("graderinfo")))},
            )
            return True
        if (phrases.decimal(raw(self.node.first("attachments")) or "0") or ZERO) != 0:
            self.reading.leave_out(
                self.line_of("attachments"),
                _("Files as answers do not exist here; only the text stays."),
                self.item.code,
            )
        if self.words(self.node.first("responsetemplate")):
            self.reading.leave_out(
                self.line_of("responsetemplate"), _("The text that the answer began with was left out."), self.item.code
            )
        said = phrases.decimal(raw(self.node.first("defaultgrade")) or "1")
        said = ONE if said is None else said
        guide = self.words(self.node.first("graderinfo"))
        needed = marks.number(self.own, "needed")
        phrases.written_answer(self.item, self.reading, guide=guide, said=said, needed=needed)
        return True

    def ordering(self) -> bool:
        self.item.kind = "order"
        self.item.answers = {"items": [plain.one_line(answer.text) for answer in self.answers()]}
        return True

    def cloze(self) -> bool:
        filled = gaps.read(self.item.stem, marks.number(self.own, "stem"))
        if isinstance(filled, gaps.NotKept):
            self.reading.leave_out(self.node.line, str(filled), self.item.code)
            return False
        if phrases.is_too_much(filled.choices, self.reading, self.node.line, self.item.code):
            return False
        self.item.kind, self.item.stem = "cloze", filled.stem
        self.item.answers = {"text": filled.text}
        for sentence in filled.lost:
            self.reading.leave_out(self.node.line, sentence, self.item.code)
        return True


_KINDS: dict[str, Callable[[_Question], bool]] = {
    "multichoice": _Question.choice,
    "truefalse": _Question.true_false,
    "shortanswer": _Question.short,
    "numerical": _Question.numeric,
    "matching": _Question.match,
    "essay": _Question.essay,
    "ordering": _Question.ordering,
    "cloze": _Question.cloze,
    "multianswer": _Question.cloze,
}
