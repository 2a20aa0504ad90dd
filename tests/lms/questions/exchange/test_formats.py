"""Each format by itself: what is read, what is listed with its line, what is refused. The examples are our own."""

import io
import stat
import zipfile
from typing import Any

import pytest

from lms.questions.exchange import aiken, decoding, gift, moodle, plain, qti, table
from lms.questions.exchange.formats import FORMATS, detect
from lms.questions.exchange.shapes import BadFile, Item, Note, Reading

ITEM = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="{title}">
<responseDeclaration identifier="R" cardinality="{many}" baseType="identifier">
<correctResponse>{right}</correctResponse></responseDeclaration>
<itemBody>{body}</itemBody></assessmentItem>"""


def lines(notes: list[Note]) -> list[tuple[int, str]]:
    return [(note.line, note.sentence) for note in notes]


def only(reading: Reading) -> Item:
    assert (reading.problems, len(reading.items)) == ([], 1)
    return reading.items[0]


def choice(text: str) -> tuple[str, list[tuple[str, bool]]]:
    item = only(gift.read(text.encode()))
    return item.kind, [(one["text"], one["right"]) for one in item.answers["options"]]


# --- GIFT ---
@pytest.mark.parametrize(
    ("text", "kind", "options"),
    [
        ("When? {=at three ~soon}", "single", [("at three", True), ("soon", False)]),
        ("When? {~%50%at 3 ~%50%by 4 ~%-9%no}", "multiple", [("at 3", True), ("by 4", True), ("no", False)]),
        ("We meet {=at three ~soon} here.", "single", [("at three", True), ("soon", False)]),
        ("We meet at three. {T}", "single", [("True", True), ("False", False)]),
        ("We meet at three. {FALSE}", "single", [("True", False), ("False", True)]),
        ("Which? {=\\= 2 \\+ 3 ~\\~ \\# \\{ \\} \\: \\\\}", "single", [("= 2 \\+ 3", True), ("~ # { } : \\", False)]),
    ],
)  # fmt: skip
def test_gift_reads_choices(text: str, kind: str, options: list[tuple[str, bool]]) -> None:
    assert choice(text) == (kind, options)


@pytest.mark.parametrize(
    ("text", "kind", "answers"),
    [
        ("Say it. {=word =Wort}", "short", {"accepted": ["word", "Wort"], "typo": False}),
        ("Match. {=desk -> help}", "match", {"pairs": [{"term": "desk", "match": "help"}]}),
        ("How many? {#24}", "numeric", {"value": "24", "tolerance": "0", "unit": ""}),
        ("How many? {#-1.5:0.25}", "numeric", {"value": "-1.5", "tolerance": "0.25", "unit": ""}),
        ("How many? {#4..6}", "numeric", {"value": "5", "tolerance": "1", "unit": ""}),
        ("Write about it. {}", "written", {"guide": "", "points": 4, "needed": 3}),
    ],
)  # fmt: skip
def test_gift_reads_the_other_kinds(text: str, kind: str, answers: dict[str, Any]) -> None:
    item = only(gift.read(text.encode()))

    assert (item.kind, item.answers) == (kind, answers)


def test_gift_reads_names_categories_tags_and_what_explains() -> None:
    text = """$CATEGORY: $course$/top/words

// [tag:phone] [tag:first week]
::Greeting 1::[html]What do <p>you say?
{=a#why a ~b#why b####So it is.}"""

    item = only(gift.read(text.encode()))

    assert (item.line, item.code, item.objective, item.tags) == (4, "greeting-1", "words", ("phone", "first week"))
    assert (item.stem, item.explanation) == ("What do you say?", "So it is.")
    assert [one["why"] for one in item.answers["options"]] == ["why a", "why b"]


@pytest.mark.parametrize(
    ("text", "line", "start"),
    [
        ("\n\nWell {=a ~b\n\nNext? {=a ~b}", 3, "The answers begin here with { and do not end."),
        ("Well\n=a } {~b}", 2, "Here is a } without a { before it."),
        ("One {=a ~b} and\ntwo {=c ~d}", 2, "Here is a second { in one question."),
        ("Well? {\n  right\n}", 2, "The answers begin neither with = nor with ~."),
        ("Well? {\n  text =a ~b\n}", 2, "Here is text before the first answer."),
        ("Match. {\n=a -> b\n=c\n}", 3, "This pair has no ->."),
        ("How many? {#many}", 1, "“many” is not a number. Write it like 12.5."),
    ],
)
def test_gift_names_the_line_of_a_problem(text: str, line: int, start: str) -> None:
    found = gift.read(text.encode()).problems

    assert [note.line for note in found] == [line]
    assert found[0].sentence.startswith(start)


def test_gift_lists_what_it_cannot_keep() -> None:
    text = """Only text.

Half? {=a ~%50%b ~c}

Words? {=a <b>bold</b> ~<img src=x> b}

Say. {=a =%50%b#nearly}

How? {#
=1:0
=%50%1:2}"""

    assert lines(gift.read(text.encode()).left_out) == [
        (1, "A text without answers is not a question and was left out."),
        (3, "Parts of points were left out: an answer is right or not."),
        (5, "Formatting was left out: b. The words are kept."),
        (5, "A picture, sound, film or formula was left out. The words are kept."),
        (7, "Parts of points were left out: an answer is right or not."),
        (7, "A remark on an answer was left out: this kind has only one explanation."),
        (9, "Only the number that earns full points was kept."),
    ]


# --- Numbers ---
def csv_number(value: str, tolerance: str) -> bytes:
    return f'kind,question,answer_1,tolerance\nnumeric,How many?,"{value}","{tolerance}"'.encode()


def gift_number(value: str, tolerance: str) -> bytes:
    return f"How many? {{\n#{value}:{tolerance}}}".encode()


def moodle_number(value: str, tolerance: str) -> bytes:
    answer = f'<answer fraction="100"><text>{value}</text><tolerance>{tolerance}</tolerance></answer>'
    return f'<quiz><question type="numerical">\n{answer}</question></quiz>'.encode()


def qti_number(value: str, tolerance: str) -> bytes:
    declared = f'<responseDeclaration identifier="R" baseType="float"><correctResponse><value>{value}</value>'
    body = (
        '</correctResponse></responseDeclaration><itemBody>\n<textEntryInteraction responseIdentifier="R"/></itemBody>'
    )
    rule = f'<responseProcessing><equal toleranceMode="absolute" tolerance="{tolerance}"/></responseProcessing>'
    return f"<assessmentItem>{declared}{body}{rule}</assessmentItem>".encode()


NUMBERS = [("csv", csv_number), ("gift", gift_number), ("moodle", moodle_number), ("qti", qti_number)]


@pytest.mark.parametrize(("code", "said"), NUMBERS)
@pytest.mark.parametrize(
    ("value", "tolerance", "sentence"),
    [
        ("1,000", "0", "“1,000” can mean two numbers. Write it without a comma, like 1000 or 1.5."),
        ("5000", "-1,250", "“-1,250” can mean two numbers. Write it without a comma, like 1000 or 1.5."),
        ("many", "0", "“many” is not a number. Write it like 12.5."),
        ("5", "some", "“some” is not a number. Write it like 12.5."),
    ],
)
def test_a_number_that_is_not_clear_is_a_problem_with_its_line(
    code: str, said: Any, value: str, tolerance: str, sentence: str
) -> None:
    reading = FORMATS[code].read(said(value, tolerance))

    assert (reading.items, lines(reading.problems)) == ([], [(2, sentence)])


@pytest.mark.parametrize(("code", "said"), NUMBERS)
@pytest.mark.parametrize(
    ("value", "tolerance", "meant"),
    [("1,5", "0,25", ("1.5", "0.25")), ("1.000", "0", ("1", "0")), ("1,000,000", "1e3", ("1000000", "1000"))],
)
def test_a_number_that_is_clear_is_taken(
    code: str, said: Any, value: str, tolerance: str, meant: tuple[str, str]
) -> None:
    answers = only(FORMATS[code].read(said(value, tolerance))).answers

    assert (answers["value"], answers["tolerance"]) == meant


def test_the_ends_of_a_range_are_clear_too() -> None:
    assert lines(gift.read(b"How many? {#900..1,000}").problems) == [
        (1, "“1,000” can mean two numbers. Write it without a comma, like 1000 or 1.5.")
    ]


def test_a_number_that_an_author_has_left_unclear_is_not_written_as_another() -> None:
    unclear = Item(
        code="sum", kind="numeric", stem="How many?", answers={"value": "1,000", "tolerance": "0", "unit": ""}
    )

    for code in ("gift", "moodle", "qti"):
        assert lines(FORMATS[code].write([unclear]).left_out) == [
            (0, "This kind of question cannot be said in this format. The question is not in the file.")
        ]
    assert b'"1,000"' in table.write([unclear]).content


# --- Signs that are no tags ---
@pytest.mark.parametrize(
    "text",
    [
        "Dear <Name>, thanks",
        "Press <Enter> then",
        "if x<y and y>z",
        "if a<b and b>c",
        "<!-- so -->",
        "<your name here>",
    ],
)
def test_plain_text_keeps_what_is_no_tag_of_html(text: str) -> None:
    csv_said = f"kind,question,answer_1\nshort,{text.replace(',', '')},a"
    gift_said = {"gift": f"[plain]{text} {{=a ~b}}", "without": f"{text} {{=a ~b}}"}

    assert only(table.read(csv_said.encode())).stem == text.replace(",", "")
    assert only(aiken.read(f"{text}\nA) a\nB) b\nANSWER: A".encode())).stem == text
    assert [only(gift.read(said.encode())).stem for said in gift_said.values()] == [text, text]


@pytest.mark.parametrize(
    ("text", "kept", "lost"),
    [
        ("a <b>c</b> <Name>", "a c <Name>", ["Formatting was left out: b. The words are kept."]),
        ('<a href="x>y" open>c</a>', "c", ["Formatting was left out: a. The words are kept."]),
        ("<script>alert(1)</script>c<br/>d", "c\nd", ["A script or style was left out."]),
    ],
)
def test_plain_text_loses_the_tags_that_html_has(text: str, kept: str, lost: list[str]) -> None:
    said = plain.words(text, is_plain=True)

    assert (said.text, [str(sentence) for sentence in said.lost]) == (kept, lost)


def test_html_loses_every_tag_and_says_so() -> None:
    reading = gift.read(b"[html]Dear <Name>, <b>hi</b> {=a ~b}")

    assert only(reading).stem == "Dear , hi"
    assert lines(reading.left_out) == [(1, "Formatting was left out: name, b. The words are kept.")]


# --- What is lost is listed ---
@pytest.mark.parametrize("code", ["gift", "moodle", "qti"])
def test_sources_that_a_format_has_no_place_for_are_listed(code: str) -> None:
    options = [{"text": "one", "right": True, "why": ""}, {"text": "two", "right": False, "why": ""}]
    single = Item(code="a", kind="single", stem="Well?", sources="The handbook", answers={"options": options})

    assert lines(FORMATS[code].write([single]).left_out) == [(0, "The sources cannot be said in this format.")]
    assert lines(aiken.write([single]).left_out) == [(0, "Aiken cannot say: code and objective, sources.")]
    assert only(table.read(table.write([single]).content)).sources == "The handbook"


def test_points_of_moodle_that_are_not_kept_are_listed() -> None:
    text = """<quiz>
<question type="shortanswer"><name><text>five</text></name>
<defaultgrade>5</defaultgrade><answer fraction="100"><text>a</text></answer></question>
<question type="shortanswer"><name><text>one</text></name>
<defaultgrade>1.0000000</defaultgrade><answer fraction="100"><text>b</text></answer></question>
<question type="essay"><name><text>fifty</text></name><defaultgrade>50</defaultgrade></question>
<question type="essay"><name><text>half</text></name><defaultgrade>2.5</defaultgrade></question>
</quiz>"""

    reading = moodle.read(text.encode())

    assert [one.answers.get("points") for one in reading.items] == [None, None, 20, 2]
    assert [(note.line, note.about, note.sentence) for note in reading.left_out] == [
        (3, "five", "Its points (5) were left out: every question counts the same here."),
        (6, "fifty", "Of its 50 points 20 were kept: here they are whole numbers from 1 to 20."),
        (7, "half", "Of its 2.5 points 2 were kept: here they are whole numbers from 1 to 20."),
    ]


def test_a_second_tolerance_of_qti_is_listed() -> None:
    reading = qti.read(qti_number("12", "1 5"))

    assert only(reading).answers["tolerance"] == "1"
    assert lines(reading.left_out) == [(2, "Only one of two tolerances was kept: 1. The other was 5.")]


# --- Aiken ---
def test_aiken_reads_questions_and_names_the_lines_of_problems() -> None:
    text = (
        "Well?\nA) one\nB. two\nANSWER: B\n\n"
        "Alone?\nA) one\nANSWER: A\n\n"
        "Lost?\nA) one\nB) two\n\n"
        "Next?\nA) one\nB) two\nANSWER: C\n"
    )

    reading = aiken.read(text.encode())

    assert [(item.line, item.stem, [one["right"] for one in item.answers["options"]]) for item in reading.items] == [
        (1, "Well?", [False, True])
    ]
    assert lines(reading.problems) == [
        (6, "This question has only one answer. Write at least two, each in a line: A) …"),
        (10, "This question has no line “ANSWER:”. Write one behind its answers, for example ANSWER: A"),
        (17, "There is no answer “C”. Write one of these letters: A, B"),
    ]


def test_aiken_says_what_it_cannot() -> None:
    options = [{"text": "one", "right": True, "why": "So."}, {"text": "two", "right": False, "why": "No."}]
    single = Item(code="greeting", kind="single", stem="Well?", hint="Hm.", answers={"options": options})
    short = Item(code="short", kind="short", stem="Say.", answers={"accepted": ["a"]})

    written = aiken.write([single, short])

    assert written.content.decode() == "Well?\nA) one\nB) two\nANSWER: A\n"
    assert [(note.about, note.sentence) for note in written.left_out] == [
        ("greeting", "Aiken cannot say: reasons, hint, code and objective."),
        ("short", "This kind of question cannot be said in this format. The question is not in the file."),
    ]


# --- Tables ---
@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_come_with_any_sign_and_any_line_end(sign: str, end: str) -> None:
    rows = [["kind", "question", "answer_1", "right_1", "answer_2"], ["single", "Well?", "a", "x", "b"]]

    item = only(table.read(("\ufeff" + end.join(sign.join(row) for row in rows)).encode()))

    assert (item.line, item.stem, [one["right"] for one in item.answers["options"]]) == (2, "Well?", [True, False])


def test_tables_name_the_line_of_a_problem_also_behind_long_cells() -> None:
    text = (
        "code,kind,question,answer_1,right_1,difficulty,extra\n"
        'a,short,"two\nlines",word,,,\n'
        "b,nonsense,Well?,a,x,,\n"
        "c,single,Well?,a,maybe,,\n"
        "d,numeric,Well?,many,,,\n"
        "e,short,Well?,word,,brutal,\n"
        "a,short,Again?,word,,,\n"
        "f,short,Well?,word,,,,more\n"
    )

    reading = table.read(text.encode())

    assert [item.code for item in reading.items] == ["a"]
    assert [note.line for note in reading.problems] == [4, 5, 6, 7, 8, 9]
    assert [note.sentence.split(".")[0] for note in reading.problems] == [
        "There is no kind “nonsense”",
        "“maybe” in the column “right_1” means neither yes nor no",
        "“many” is not a number",
        "The difficulty is easy, medium or hard",
        "The code “a” stands in line 2 already",
        "This row has more cells than the first line has names",
    ]
    assert lines(reading.left_out) == [(1, "The column “extra” is not known and was left out.")]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("a,b\n1,2\n", "The first line has no column “kind”."),
        ("kind,question,answer_1,kind\n", "Two columns are called “kind”."),
        ('kind,question,answer_1\nshort,"open,word\n', "Line 2: the quotation marks do not match."),
    ],
)
def test_tables_that_are_none_are_refused(text: str, start: str) -> None:
    with pytest.raises(BadFile) as refused:
        table.read(text.encode())

    assert str(refused.value).startswith(start)


# --- Moodle XML ---
def test_moodle_reads_a_question_and_lists_the_rest_by_line() -> None:
    text = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="multichoice">
    <name><text>Half right</text></name>
    <questiontext format="html"><text><![CDATA[<p>Which <b>one</b>?</p>]]></text><file name="a">A</file></questiontext>
    <single>true</single><shuffleanswers>false</shuffleanswers>
    <answer fraction="100"><text>a</text><feedback><text>Yes.</text></feedback></answer>
    <answer fraction="50"><text>b</text></answer>
    <hint><text>First.</text></hint><hint><text>Second.</text></hint>
    <tags><tag><text>phone</text></tag></tags>
  </question>
  <question type="description"><name><text>Read me</text></name></question>
  <question type="calculated"><name><text>Sum</text></name></question>
  <question type="essay">
    <questiontext><text>Write.</text></questiontext><defaultgrade>5.0000000</defaultgrade>
    <attachments>2</attachments>
  </question>
</quiz>"""

    reading = moodle.read(text.encode())

    half, essay = reading.items
    assert (half.line, half.code, half.stem, half.hint, half.tags) == (
        3,
        "half-right",
        "Which one?",
        "First.",
        ("phone",),
    )
    assert half.answers == {
        "options": [{"text": "a", "right": True, "why": "Yes."}, {"text": "b", "right": False, "why": ""}],
        "fixed_order": True,
    }
    assert essay.answers == {"guide": "", "points": 5, "needed": 4}
    assert lines(reading.left_out) == [
        (3, "Only the first hint was kept."),
        (3, "Parts of points were left out: an answer is right or not."),
        (5, "A picture, sound, film or formula was left out. The words are kept."),
        (5, "Formatting was left out: b. The words are kept."),
        (12, "A text without answers is not a question and was left out."),
        (13, "Questions of the kind “calculated” do not exist here. It was left out."),
        (16, "Files as answers do not exist here; only the text stays."),
    ]


def test_moodles_gaps_become_ours() -> None:
    text = "{1:MULTICHOICE:=ask~tell~%0%leave} and {2:MCS:wait#no~%100%repeat it\\~}"
    asked = f"<questiontext><text>&lt;p&gt;Fill.&lt;/p&gt;Then {text}.</text></questiontext>"
    body = f"<quiz><question type='cloze'>{asked}</question></quiz>"

    reading = moodle.read(body.encode())

    assert only(reading).stem == "Fill."
    assert only(reading).answers == {"text": "Then [ask|tell|leave] and [repeat it~|wait]."}
    assert lines(reading.left_out) == [(1, "A remark on an answer was left out: this kind has only one explanation.")]


# --- XML that does harm ---
BOMB = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = '<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (BOMB, "Line 1: a document type or entity stands here."),
        (OUTSIDE, "Line 1: a document type or entity stands here."),
        (
            '\n<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd"><quiz/>',
            "Line 2: a document type or entity stands here.",
        ),
        ("<quiz>\n<a></b></quiz>", "Line 2: this is not well-formed XML."),
        ("<quiz>" + "<a>" * 100 + "</a>" * 100 + "</quiz>", "Line 1: this is not well-formed XML."),
        ("<quiz>&undefined;</quiz>", "Line 1: this is not well-formed XML."),
        ('<?xml version="1.0" encoding="klingon"?><quiz/>', "Line 1: "),
        ("<html/>", "This is not a Moodle file: it begins with <html>"),
    ],
)
def test_xml_that_does_harm_is_refused(text: str, start: str) -> None:
    for read in (moodle.read, qti.read) if "<html" not in text else (moodle.read,):
        with pytest.raises(BadFile) as refused:
            read(text.encode())
        assert str(refused.value).startswith(start)


# --- QTI ---
def test_qti_reads_one_item() -> None:
    body = (
        '<p>Look.</p><choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="1"><prompt>What now?</prompt>'
        '<simpleChoice identifier="a">Ask</simpleChoice><simpleChoice identifier="b">Go</simpleChoice>'
        "</choiceInteraction>"
    )

    item = only(qti.read(ITEM.format(title="What now", many="single", right="<value>a</value>", body=body).encode()))

    assert (item.code, item.kind, item.stem) == ("what-now", "single", "Look.\nWhat now?")
    assert [(one["text"], one["right"]) for one in item.answers["options"]] == [("Ask", True), ("Go", False)]


def test_qti_leaves_out_what_is_no_kind_here() -> None:
    body = '<uploadInteraction responseIdentifier="R"/>'

    reading = qti.read(ITEM.format(title="Up", many="single", right="", body=body).encode())

    assert reading.items == []
    assert lines(reading.left_out) == [
        (1, "Questions of the kind “uploadInteraction” do not exist here. It was left out.")
    ]


def test_an_older_qti_says_so() -> None:
    with pytest.raises(BadFile, match=r"This is QTI 1\.2"):
        qti.read(b"<questestinterop/>")


def package(*files: tuple[str, bytes], **fields: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = fields.get("attr", 0)
            made.writestr(info, content)
    return out.getvalue()


MANIFEST = b'<manifest><resources><resource type="imsqti_item_xmlv2p1" href="%s"/></resources></manifest>'


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"PK\x03\x04 nothing", "The package is damaged."),
        (package(("a.xml", b"<a/>")), "The package has no imsmanifest.xml"),
        (package(("../a.xml", b"<a/>")), "The package has a file with a forbidden path"),
        (package(("/etc/a.xml", b"<a/>")), "The package has a file with a forbidden path"),
        (package(("a\\..\\b.xml", b"<a/>")), "The package has a file with a forbidden path"),
        (package(("c:/b.xml", b"<a/>")), "The package has a file with a forbidden path"),
        (package(("a.xml", b"b"), attr=(stat.S_IFLNK | 0o777) << 16), "The package has a link instead of a file"),
        (package(("a.xml", b"1"), ("A.XML", b"2")), "The package has one file twice"),
        (package(("imsmanifest.xml", b"0" * 19_000_000)), "Unpacked, the package is too big."),
        (package(*((f"{number}.xml", b"") for number in range(2001))), "The package has more than 2000 files."),
        (package(("imsmanifest.xml", b"<manifest/>")), "The manifest names no question of QTI 2.1."),
        (package(("imsmanifest.xml", BOMB.encode())), "imsmanifest.xml, line 1: a document type or entity"),
    ],
)
def test_packages_that_do_harm_are_refused(content: bytes, start: str) -> None:
    with pytest.raises(BadFile) as refused:
        qti.read(content)

    assert str(refused.value).startswith(start)


def test_a_package_says_which_file_is_missing_or_broken() -> None:
    missing = qti.read(package(("imsmanifest.xml", MANIFEST % b"gone.xml")))
    broken = qti.read(package(("imsmanifest.xml", MANIFEST % b"a.xml"), ("a.xml", b"<a>")))

    assert [(note.about, note.sentence) for note in missing.problems] == [
        ("imsmanifest.xml", "The manifest names “gone.xml”, which is not in the package.")
    ]
    assert [(note.about, note.sentence) for note in broken.problems] == [
        ("a.xml", "a.xml, line 1: this is not well-formed XML. Export the file again.")
    ]


# --- All ---
def test_encodings_are_found_out_or_refused() -> None:
    text = "::a::שלום 👋 {=é ~ß}"
    for content in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        assert only(gift.read(content)).stem == "שלום 👋"
    with pytest.raises(BadFile, match="Line 2 is not written in UTF-8"):
        gift.read("ok\n::a::Grüße {=é}".encode("latin-1"))
    with pytest.raises(BadFile, match="This is not a text file"):
        gift.read("::a::x {=a}".encode("utf-16-le"))


@pytest.mark.parametrize("code", FORMATS)
def test_there_are_limits(code: str) -> None:
    read = FORMATS[code].read
    for content, start in (
        (b" \n", "The file is empty."),
        (b"x" * (decoding.MOST_BYTES + 1), "The file has more than 2 MB."),
    ):
        with pytest.raises(BadFile) as refused:
            read(content)
        assert str(refused.value).startswith(start)


def test_there_are_not_too_many_questions() -> None:
    many = {
        "gift": "\n\n".join(f"q{number} {{=a ~b}}" for number in range(501)),
        "aiken": "\n\n".join(f"q{number}\nA) a\nB) b\nANSWER: A" for number in range(501)),
        "csv": "kind,question,answer_1\n" + "\n".join(f"short,q{number},a" for number in range(501)),
        "moodle": "<quiz>" + "<question type='matching'/>" * 501 + "</quiz>",
    }
    for code, text in many.items():
        with pytest.raises(BadFile, match="The file has more than 500 questions"):
            FORMATS[code].read(text.encode())


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"::a::Well? {=a}", "x.txt", "gift"),
        (b"Well?\nA) a\nB) b\nANSWER: A", "x.txt", "aiken"),
        (b"\xef\xbb\xbfcode;kind;question;answer_1\n", "x.txt", "csv"),
        (b"a,b\n{x}", "x.CSV", "csv"),
        (b"<?xml version='1.0'?><quiz/>", "x.xml", "moodle"),
        (b"<?xml version='1.0'?>\n<!-- c --><assessmentItem/>", "x.xml", "qti"),
        (b"PK\x03\x04", "x.csv", "qti"),
    ],
)
def test_the_format_is_found_out(content: bytes, name: str, code: str) -> None:
    assert detect(content, name).code == code


def test_the_same_name_twice_gets_a_number_and_the_same_question_is_kept_once() -> None:
    reading = gift.read(b"::n::Well? {=a ~b}\n\n::n::Other? {=a ~b}\n\n::n::Other? {=a ~b}")

    assert [item.code for item in reading.items] == ["n", "n-2"]
    assert lines(reading.advice) == [(3, "Line 1 has a question “n” too. This one gets the code “n-2”.")]
    assert lines(reading.left_out) == [(5, "This is the same question as in line 3. It is imported once.")]
