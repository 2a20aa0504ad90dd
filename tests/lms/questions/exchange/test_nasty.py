"""Files that mean harm or are broken: a few changed bytes, and much of what takes long. Nobody waits, nothing fails."""

import io
import zipfile
from collections.abc import Callable
from random import Random

import pytest

from lms.questions import importing
from lms.questions.exchange import decoding, phrases
from lms.questions.exchange.formats import FORMATS, detect
from lms.questions.exchange.shapes import MOST_NOTES, BadFile, Item
from tests.lms.questions.bank import AUTHORED, locale, objective

SIZE = 200_000
CELL = 130_000  # no reader of tables takes more in one cell


def bare(value: object) -> object:
    """Authored data without the ids of its lists."""
    if isinstance(value, list):
        return [entry["value"] for entry in value]
    return value


BANK = [
    Item(
        code=kind,
        kind=kind,
        stem=f"What about <{kind}> & 1,5?\nSay it.",
        hint="Think of [it].",
        explanation="So it is: a = b ~ c.",
        answers={name: bare(value) for name, value in answers.items()},
        difficulty="hard",
        tags=("phone", "first week"),
        objective="words",
        sources="The handbook",
    )
    for kind, answers in AUTHORED.items()
]


def broken(content: bytes, chance: Random) -> bytes:
    """A few bytes changed, taken out, moved or said twice."""
    found = bytearray(content)
    for _time in range(chance.randint(1, 4)):
        place = chance.randrange(len(found))
        end = place + chance.choice([1, 1, 2, 5, 40])
        match chance.randrange(5):
            case 0:
                found[place] = chance.randrange(256)
            case 1:
                found[place:place] = chance.choice("{}=~#<>[]|:;,\"'%\\&-.0\n").encode()
            case 2:
                del found[place:end]
            case 3:
                found[place:place] = found[place:end]
            case _:
                other = chance.randrange(len(found))
                found[place:end] = found[other : other + end - place]
    return bytes(found)


def unpacked(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [package.read(name) for name in package.namelist()]


def packed(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files:
            package.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("code", FORMATS)
def test_of_a_damaged_file_comes_a_sentence_and_nothing_else(code: str) -> None:
    chance = Random(f"damage {code}")
    whole = [one for item in BANK if (one := FORMATS[code].write([item]).content).strip()]
    whole.append(FORMATS[code].write(BANK).content)
    if code == "qti":
        whole += [file for content in whole[:-1] for file in unpacked(content)[1:]]
    seen: set[str] = set()
    for number in range(600):
        content = broken(whole[number % len(whole)], chance)
        try:
            detect(content)
            reading = FORMATS[code].read(content)
        except BadFile as refused:
            assert str(refused)
            seen.add("refused")
        else:
            seen |= {name for name in ("items", "problems", "left_out") if getattr(reading, name)}

    assert seen >= {"refused", "items"}


def test_every_byte_of_a_package_may_be_wrong() -> None:
    """Places before the beginning of the file, ways of packing that nobody knows, lengths that are none."""
    content, chance = FORMATS["qti"].write(BANK[:1]).content, Random("zip")
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        try:
            FORMATS["qti"].read(bytes(changed))
        except BadFile as refused:
            assert str(refused)


def test_a_place_before_the_beginning_is_damage() -> None:
    """What was once an error of Python: “negative seek value”."""
    content = FORMATS["qti"].write(BANK[:1]).content
    found = zipfile.ZipFile(io.BytesIO(content)).start_dir
    changed = content[:-6] + (found + 1000).to_bytes(4, "little") + content[-2:]

    with pytest.raises(BadFile, match="The package is damaged"):
        FORMATS["qti"].read(changed)


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_unpack_without_end_are_refused(way: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as package:
        package.writestr("imsmanifest.xml", b"<manifest/>")

    with pytest.raises(BadFile, match="The package is packed in an unusual way"):
        FORMATS["qti"].read(out.getvalue())


def test_answers_that_are_none_are_a_problem_with_their_line() -> None:
    reading = FORMATS["gift"].read(b"\n// [tag:lateral-situation]\nWhat do you say? {Sorry}")

    assert [(note.line, note.sentence) for note in reading.problems] == [
        (3, "Here is text before the first answer. Write = or ~ before every answer.")
    ]


# --- Much ---
def item(inside: str, *, declared: str = "", kind: str = "choiceInteraction") -> bytes:
    body = f'<itemBody><{kind} responseIdentifier="R" maxChoices="0">{inside}</{kind}></itemBody>'
    declared = f'<responseDeclaration identifier="R">{declared}</responseDeclaration>'
    return f'<assessmentItem title="t">{declared}{body}</assessmentItem>'.encode()


def many(unit: str, begin: str = "", end: str = "", size: int = SIZE) -> bytes:
    """A unit as often as it fits; %d in it is its number."""
    fit = (size - len(begin) - len(end)) // max(len(unit.replace("%d", "12345").encode()), 1)
    inside = "".join(unit.replace("%d", str(number)) for number in range(fit)) if "%d" in unit else unit * fit
    return (begin + inside + end).encode()


def questions(kind: str, inside: str = "%s", rest: str = "") -> tuple[str, str]:
    """What stands around many things in a question of Moodle."""
    return f'<quiz><question type="{kind}">{rest}{inside.split("%s")[0]}', f"{inside.split('%s')[1]}</question></quiz>"


STEM = "<questiontext><text>%s</text></questiontext>"
NESTED = "&lt;p&gt;x" * 9000
BODY = ("<assessmentItem><itemBody>", "</itemBody></assessmentItem>")
SET = ("<simpleMatchSet>", "</simpleMatchSet>")
RESOURCE = b'<resource type="imsqti_item_xmlv2p1" href="a.xml"/>'
NASTY: dict[str, Callable[[], bytes]] = {
    "gift answers": lambda: many("~", "Well? {=a", "}"),
    "gift answers in lines": lambda: many("~a\n", "Well? {=a\n", "}"),
    "gift answers in questions": lambda: many("q%d{" + "=" + "~" * 98 + "}\n\n"),
    "gift answers in all questions": lambda: b"".join(b"q%d{=" % n + b"~" * 98 + b"}\n\n" for n in range(499)),
    "gift lines": lambda: many("a\n", "Well? ", "{=a ~b}"),
    "gift markup in lines": lambda: many("=<b>a\n", "Well? {\n", "}"),
    "gift markup in answers": lambda: many("Well%d? {=<b>a</b> ~<i%d>\n~<u>}\n\n"),
    "gift problems": lambda: many("a}\n\n"),
    "gift texts": lambda: many("a\n\n"),
    "gift tags": lambda: many("[tag:", "// ", "\nWell? {=a ~b}"),
    "gift tags that end": lambda: many("[tag:%d]", "// ", "\nWell? {=a ~b}"),
    "gift markup in categories": lambda: many("$CATEGORY: <b%d>\n", "", "\nWell? {=a ~b}"),
    "gift pairs": lambda: many("=a->b", "Well? {", "}"),
    "gift numbers": lambda: many("=1:2", "Well? {#", "}"),
    "gift digits": lambda: many("1", "Well? {#", "}"),
    "gift dots": lambda: many("..", "Well? {#", "}"),
    "gift names": lambda: many(":", "::"),
    "gift accents": lambda: many("\u0315\u0300\u0316", "::a", "::Well? {=a ~b}"),
    "gift accents in a question": lambda: many("\u0315\u0300\u0316", "Well", " {=a ~b}"),
    "gift accents in a tag": lambda: many("\u0315\u0300\u0316", "// [tag:a", "]\nWell? {=a ~b}"),
    "gift accents in a category": lambda: many("\u0315\u0300\u0316", "$CATEGORY: a", "\nWell? {=a ~b}"),
    "gift signs": lambda: many("<"),
    "gift comments": lambda: many("<!--", "Well? ", "{=a ~b}"),
    "gift open tags": lambda: many("<b ", "Well? ", "{=a ~b}"),
    "gift open quotes": lambda: many("<b a\\=\"'", "Well? [html]", "{=a ~b}"),
    "gift nested tags": lambda: many("<b a\\=%d>", "Well? [html]", "<p>" * 20000 + "{=a ~b}"),
    "gift backslashes": lambda: many("\\", "Well? ", "{=a ~b}"),
    "aiken answers": lambda: many("A) a\n", "Well?\n"),
    "aiken lines": lambda: many("a\n"),
    "aiken markup": lambda: many("<b>\n"),
    "aiken signs": lambda: many("<\n"),
    "aiken spaces": lambda: many(" ", "Well?\nA) a\nB) b\nANSWER: a", "b"),
    "aiken spaces before": lambda: many(" ", "", "ANSWER: A"),
    "aiken letters": lambda: many("A", "Well?\nA) a\nB) b\nANSWER: "),
    "aiken questions": lambda: many("W%d\nA) a\nB) b\nANSWER: A\n"),
    "aiken lost answers": lambda: many("ANSWER: A\n"),
    "csv columns": lambda: many("a%d,", "kind,question,answer_1,"),
    "csv equal columns": lambda: many("a,", "kind,question,answer_1,"),
    "csv cells": lambda: many("a,", "kind,question,answer_1\n"),
    "csv rows": lambda: many("x\n", "kind,question,answer_1\n"),
    "csv markup": lambda: many("<b>", "kind,question,answer_1\nshort,", ",a", size=CELL),
    "csv signs": lambda: many("<", "kind,question,answer_1\nshort,", ",a", size=CELL),
    "csv entities": lambda: many("&#x41;", "kind,question,answer_1\nshort,", ",a", size=CELL),
    "csv answers": lambda: b"kind,question,answer_1" + b"".join(b",answer_%d" % n for n in range(2, 13))
    + b"".join(b"\nsingle,Well %d?" % n + b",<b>a" * 12 for n in range(499)),
    "csv tags": lambda: many("%d,", 'kind,question,answer_1,tags\nshort,a,b,"', '"', size=CELL),
    "csv gaps": lambda: many("[a|b]", "kind,question,answer_1\ncloze,Well?,", size=CELL),
    "csv brackets": lambda: many("\\", "kind,question,answer_1\ncloze,Well?,[a|b]", size=CELL),
    "csv accents": lambda: many("\u0315\u0300\u0316", "kind,question,answer_1,tags\nshort,a,b,a"),
    "csv quotes": lambda: many('"', "kind,question,answer_1\nshort,a,", size=CELL),
    "csv codes": lambda: many("a,short,Well?,b\n", "code,kind,question,answer_1\n"),
    "csv numbers": lambda: many("1", "kind,question,answer_1\nnumeric,a,", size=CELL),
    "moodle gaps that do not end": lambda: many("{1:A:", *questions("cloze", STEM)),
    "moodle gaps in gaps": lambda: many("{1:MC:=a~b", *questions("cloze", STEM)),
    "moodle gaps": lambda: many("{1:MC:=a~b}", *questions("cloze", STEM)),
    "moodle choices in a gap": lambda: many("~%%", *questions("cloze", STEM.replace("%s", "{1:MC:=a%s}"))),
    "moodle backslashes": lambda: many("\\", *questions("cloze", STEM.replace("%s", "{1:MC:=a~%s}"))),
    "moodle brackets": lambda: many("[", *questions("cloze", STEM.replace("%s", "{1:MC:=a~b}%s"))),
    "moodle answers": lambda: many('<answer fraction="1"/>', *questions("multichoice")),
    "moodle typed answers": lambda: many("<answer><text>%d</text></answer>", *questions("shortanswer")),
    "moodle pairs": lambda: many("<subquestion><answer>%d</answer></subquestion>", *questions("matching")),
    "moodle hints": lambda: many("<hint/>", *questions("essay")),
    "moodle tags": lambda: many("<tag>%d</tag>", *questions("essay", "<tags>%s</tags>")),
    "moodle units": lambda: many("<unit/>", *questions("numerical")),
    "moodle questions": lambda: many("<question/>", "<quiz>", "</quiz>"),
    "moodle questions of all kinds": lambda: many('<question type="truefalse"/>', "<quiz>", "</quiz>"),
    "moodle name": lambda: many("a", *questions("essay", "<name>%s</name>")),
    "moodle accents": lambda: many("\u0315\u0300\u0316", *questions("essay", "<name>a%s</name>")),
    "moodle nested tags": lambda: many("&lt;b a=%d&gt;", *questions("essay", STEM.replace("%s", "%s" + NESTED))),
    "moodle deep": lambda: many("<a/>", "<quiz>" + "<question>" * 57, "</question>" * 57 + "</quiz>"),
    "moodle letters one by one": lambda: many("<?a?>a", *questions("essay", STEM)),
    "moodle attributes": lambda: many(' a%d=""', "<quiz", "/>"),
    "moodle pictures": lambda: many('<answer format="html"><file/></answer>', *questions("multichoice")),
    "qti choices": lambda: item(many('<simpleChoice identifier="%d"/>').decode()),
    "qti right answers": lambda: item("<simpleChoice/>", declared=many("<value>%d</value>").decode()),
    "qti worth": lambda: item("", declared=many('<mapEntry mapKey="%d" mappedValue="1"/>').decode()),
    "qti typed answers": lambda: item("", declared=many("<value>%d</value>").decode(), kind="textEntryInteraction"),
    "qti gaps": lambda: many("<inlineChoiceInteraction/>", *BODY),
    "qti matches": lambda: item(
        "<simpleMatchSet/>" + many('<simpleAssociableChoice identifier="%d"/>', *SET).decode(),
        kind="matchInteraction",
    ),
    "qti rubrics": lambda: many(
        '<rubricBlock view="candidate">a</rubricBlock>', f"{BODY[0]}<extendedTextInteraction/>", BODY[1]
    ),
    "qti deep": lambda: many(
        "<p/>", f"{BODY[0]}<extendedTextInteraction/>{'<p>' * 55}", "</p>" * 55 + BODY[1]
    ),
    "qti elements in a package": lambda: packed(
        ("imsmanifest.xml", b"<manifest>" + RESOURCE * 400 + b"</manifest>"),
        ("a.xml", b"<assessmentItem>" + b"<a/>" * 90_000 + b"</assessmentItem>"),
        *((f"{number}.bin", Random(number).randbytes(50_000)) for number in range(3)),
    ),
    "qti resources": lambda: packed(
        ("imsmanifest.xml", b"<manifest>" + RESOURCE * 40_000 + b"</manifest>"),
        ("a.xml", b"<assessmentItem/>"),
        ("b.bin", Random(1).randbytes(100_000)),
    ),
    "qti one file again and again": lambda: packed(
        ("imsmanifest.xml", b"<manifest>" + RESOURCE * 500 + b"</manifest>"),
        ("a.xml", item("<simpleChoice>" + "a" * 1_900_000 + "</simpleChoice>")),
        ("b.bin", Random(1).randbytes(100_000)),
    ),
    "qti keywords": lambda: packed(
        (
            "imsmanifest.xml",
            b"<manifest>" + RESOURCE[:-2] + b">" + b"<keyword>a</keyword>" * 90_000 + b"</resource></manifest>",
        ),
        ("a.xml", item("<simpleChoice>a</simpleChoice>")),
        ("b.bin", Random(1).randbytes(100_000)),
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", NASTY)
def test_much_of_anything_is_little_work(name: str) -> None:
    """Work is what is made: questions, answers, sentences. What was taken for one question is not more than that."""
    code, content = name.split()[0], NASTY[name]()
    assert len(content) > SIZE // 6
    about = objective()
    try:
        reading = FORMATS[code].read(content)
    except BadFile as refused:
        assert len(str(refused)) < 300
        return

    plan = importing.plan(reading, locale("en"), about)

    notes = (reading.problems, reading.left_out, plan.advice)
    assert max(len(found) for found in notes) <= MOST_NOTES
    assert sum(len(note.sentence) + len(note.about) for found in notes for note in found) < 100_000
    assert len(reading.items) + reading.problems.total <= decoding.MOST_QUESTIONS
    lists = [value for one in reading.items for value in one.answers.values() if isinstance(value, list)]
    assert max(map(len, lists), default=0) <= phrases.MOST_ANSWERS
