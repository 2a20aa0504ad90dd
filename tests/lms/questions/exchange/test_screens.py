"""The screens of import and export: two steps, sentences for everything, nothing of a file runs."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lms.people.models import User
from lms.questions.exchange.formats import FORMATS
from lms.questions.models import Question
from tests.lms.questions.bank import locale, objective, publish, question

pytestmark = pytest.mark.django_db

GIFT = """$CATEGORY: words

::greeting::What do you say? {=At three ~Soon}

::broken::Well? {=a ~b

::short::Say it. {=word}
"""
IMPORT, CHECK, DONE, EXPORT = (
    f"/cms/questions/{path}/" for path in ("import", "import/check", "import/done", "export")
)
ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:alert(1)",
    "\"><script>alert(1)</script>", "'-alert(1)-'", '<a href="javascript:alert(1)">x</a>',
    "<div hx-get=/x data-hx-on:click=alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;", "{{ 7|add:7 }}",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<<script>script>alert(1)<</script>/script>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>", "\u202e<script>\u202c",
    "<!--><script>alert(1)</script>-->", "{% debug %}",
]  # fmt: skip


@pytest.fixture
def trainer(ada: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(ada)


def upload(client: Client, content: str | bytes, name: str = "questions.txt", **fields: Any) -> Any:
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    return client.post(IMPORT, {"file": file, "language": locale("en").pk, **fields})


def digest(page: Any) -> str:
    return re.search(r'name="digest" value="(\w+)"', page.content.decode())[1]  # type: ignore[index]


def words(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode().split("people-screen")[-1])).split())


def test_a_file_is_looked_at_and_then_written(trainer: Client) -> None:
    objective()

    assert upload(trainer, GIFT).headers["Location"] == CHECK
    page = trainer.get(CHECK)
    assert Question.objects.count() == 0
    told = words(page)
    assert "2 drafts would be written." in told
    assert "1 place in the file cannot be read" in told
    assert "Line 5 · The answers begin here with { and do not end." in told

    done = trainer.post(CHECK, {"digest": digest(page)}, follow=True)
    assert done.redirect_chain == [(DONE, 302)]
    assert "2 drafts were written." in words(done)
    assert list(Question.objects.order_by("code").values_list("code", "live")) == [
        ("greeting", False),
        ("short", False),
    ]
    for made in Question.objects.all():
        assert reverse("wagtailsnippets_questions_question:edit", args=[made.pk]) in done.content.decode()
    assert trainer.get(CHECK).headers["Location"] == IMPORT


def test_text_can_be_pasted(trainer: Client) -> None:
    objective()
    posted = {"text": GIFT, "language": locale("en").pk, "format": "gift"}

    assert trainer.post(IMPORT, posted).headers["Location"] == CHECK


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "File: Choose a file or paste the text."),
        ({"text": "Only words."}, "Or paste the text: It is not clear which format this is. Choose it from the list."),
        ({"text": "x" * 200_001}, "Or paste the text: Paste at most 200000 characters, or choose the file."),
        ({"text": "<quiz>", "format": "moodle"}, "Line 1: this is not well-formed XML. Export the file again."),
        ({"text": "a", "format": "nonsense"}, "nonsense is not one of the available choices."),
        ({"text": "a", "objective": "no-such"}, "no-such is not one of the available choices."),
    ],
)
def test_what_cannot_be_read_comes_back_with_a_sentence(trainer: Client, fields: dict[str, str], sentence: str) -> None:
    answer = trainer.post(IMPORT, {"language": locale("en").pk, **fields})

    assert answer.status_code == 422
    assert sentence in words(answer)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "File: The file is empty. Choose one with questions."),
        (b"x" * (2 * 1024 * 1024 + 1), "File: The file has more than 2 MB. Split it"),
        ("::a::Grüße {=a}".encode("latin-1"), "Line 1 is not written in UTF-8. Save the file as “UTF-8”"),
        (b"\x89PNG\r\n\x1a\n\x00\x00{}", "is not written in UTF-8"),
    ],
)
def test_a_file_that_is_none_is_refused(trainer: Client, content: bytes, sentence: str) -> None:
    answer = upload(trainer, content)

    assert answer.status_code == 422
    assert sentence in words(answer)


def test_of_many_sentences_only_the_first_are_listed(trainer: Client) -> None:
    objective()
    columns = ",".join(f"column {number}" for number in range(250))
    upload(trainer, f"kind,question,answer_1,{columns}\nshort,Dear <Name>?,a", "x.csv", objective="words")

    told = words(page := trainer.get(CHECK))

    assert ("250 things cannot be kept" in told, told.count("is not known"), "and 50 more" in told) == (True, 200, True)
    assert "Dear &lt;Name&gt;?" in page.content.decode()


def test_an_objective_that_the_language_lacks_is_said(trainer: Client) -> None:
    objective()

    answer = upload(trainer, GIFT, objective="words", language=locale("de").pk)

    assert answer.status_code == 422
    assert "The objective “words” does not exist in this language yet" in words(answer)


def test_a_confirmation_of_another_plan_is_refused(trainer: Client) -> None:
    objective()
    upload(trainer, GIFT)

    answer = trainer.post(CHECK, {"digest": "0" * 64})

    assert answer.status_code == 409
    assert "The questions have been worked on in the meantime." in answer.content.decode()
    assert Question.objects.count() == 0


def test_nobody_confirms_the_file_of_another(trainer: Client, rosa: User, sign_in: Callable[[User], Client]) -> None:
    objective()
    upload(trainer, GIFT)
    page = trainer.get(CHECK)

    answer = sign_in(rosa).post(CHECK, {"digest": digest(page)})

    assert (answer.status_code, answer.headers["Location"]) == (302, IMPORT)
    assert Question.objects.count() == 0


def test_a_file_that_changes_nothing_offers_nothing(trainer: Client) -> None:
    objective()
    for _again in range(2):
        upload(trainer, GIFT)
        page = trainer.get(CHECK)
        trainer.post(CHECK, {"digest": digest(page)})

    assert "Nothing would be written." in words(page)
    assert "Write 0" not in words(page)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("code", ["csv", "gift", "moodle", "aiken"])
def test_nothing_of_a_file_runs(trainer: Client, code: str, attack: str) -> None:
    """In questions, names, categories, tags, sentences about problems, and in the name of the file."""
    objective()
    cell = '"' + attack.replace('"', '""') + '"'
    html = attack.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    text = f"<text>{html}</text>"
    plain = re.sub(r"[{}=~#:\\]", "", attack)
    heading = plain.replace(",", "").replace('"', "")
    content = {
        "csv": f"code,objective,kind,question,answer_1,right_1,tags,{heading}\n"
        f"a,words,single,{cell},{cell},x,{cell},1\n{cell},{cell},{cell},x,y,{cell},,\n",
        "gift": f"$CATEGORY: {plain}\n// [tag:{plain}]\n::{plain}::{plain} {{={plain} ~b#{plain}}}\n\n{plain} {{\n",
        "moodle": f'<quiz><question type="category"><category>{text}</category></question><question type="multichoice">'
        f'<name>{text}</name><questiontext format="html">{text}</questiontext><answer fraction="100">{text}'
        f"<feedback>{text}</feedback></answer><tags><tag>{text}</tag></tags></question>"
        f'<question type="{html}"/></quiz>',
        "aiken": f"Well {attack}\nA) {attack}\nB) b\nANSWER: {attack}\n\nWell {attack}\nA) {attack}\nB) b\nANSWER: A\n",
    }[code]

    answer = upload(trainer, content, f"{plain.replace('/', '')}.txt", objective="words", format=code)
    pages = [answer] if answer.status_code == 422 else [trainer.get(CHECK)]
    if answer.status_code == 302:
        pages.append(trainer.post(CHECK, {"digest": digest(pages[0])}, follow=True))

    for page in pages:
        shown = page.content.decode().split("people-screen", 1)[1].split("</main>")[0]
        for sign in ("<script>alert", "<img src=x", "<svg/", "<iframe", 'href="javascript', "<div hx-get", "<math"):
            assert sign not in shown
        assert "{{ 7|add:7 }}" in attack or ">14<" not in shown
    if not attack.startswith("&lt;"):
        assert [made.code for made in Question.objects.all() if "<script>" in made.stem] == []


def test_an_export_says_what_is_lost_and_gives_the_file(trainer: Client) -> None:
    question("order", "order").save_revision()
    publish(question("greeting", hint="Think of a time."))
    chosen = {"format": "gift", "language": locale("en").pk, "objective": "words"}

    page = trainer.get(EXPORT, chosen)
    file = trainer.get(EXPORT, {**chosen, "download": "1"})

    told = words(page)
    assert "2 questions" in told
    assert "order · This kind of question cannot be said in this format. The question is not in the file." in told
    assert "greeting · The hint cannot be said in this format." in told
    assert file.headers["Content-Disposition"] == 'attachment; filename="questions-words-en.gift.txt"'
    assert [item.code for item in FORMATS["gift"].read(file.content).items] == ["greeting"]


def test_an_empty_bank_gives_no_file(trainer: Client) -> None:
    page = trainer.get(EXPORT, {"format": "csv", "language": locale("en").pk, "download": "1"})

    assert "There are no such questions." in words(page)


def test_no_cell_of_a_table_computes(trainer: Client) -> None:
    question("sum", stem='=HYPERLINK("http://example.com")', hint="+1", explanation="@SUM(1)").save_revision()

    file = trainer.get(EXPORT, {"format": "csv", "language": locale("en").pk, "download": "1"})

    cells = file.content.decode("utf-8-sig").splitlines()[1]
    assert '"\'=HYPERLINK(""http://example.com"")",\'+1,\'@SUM(1)' in cells


def test_the_list_of_questions_leads_there(trainer: Client) -> None:
    page = trainer.get(reverse("wagtailsnippets_questions_question:list")).content.decode()

    assert (f'href="{IMPORT}"' in page, f'href="{EXPORT}"' in page) == (True, True)
