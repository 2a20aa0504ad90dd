"""Who may see what, and that right answers do not leave before they may."""

from collections.abc import Callable
from random import Random

import pytest
from django.test import Client

from courses.models import Enrolment
from lms.ledger import guard
from lms.people.models import User
from lms.questions.models import QuestionVersion, QuestionWording
from quizzes import attempts
from quizzes.models import Attempt, Mode
from quizzes.review import NOTHING, Policy, review_policy
from tests.quizzes.conftest import Quiz, form, masked, right, sheet, wrong

SignIn = Callable[[User], Client]
# Words of the bank that only the reasons hold.
REASONS = ("Because.", "It keeps the promise.", "Better answer")


def test_the_learner_sees_nothing_before_and_everything_after_handing_in(taken: Enrolment, quiz: Quiz) -> None:
    attempt = attempts.start(taken, quiz.activity)
    assert review_policy(attempt, taken.person) == Policy(has_journal=True)
    attempt = attempts.submit(attempt)
    assert review_policy(attempt, taken.person) == Policy(True, True, True)


def test_in_practice_reasons_come_with_the_answer_and_not_before(taken: Enrolment, quiz: Quiz) -> None:
    quiz.change(mode=Mode.PRACTICE)
    attempt = attempts.start(taken, quiz.activity)
    attempts.save(attempt, 1, wrong(sheet(attempt)[0]))
    policy = review_policy(attempt, taken.person)
    assert [policy.shows_reasons(slot) for slot in sheet(attempt)] == [True, False, False, False]
    assert not policy.has_result


@pytest.mark.parametrize("viewer", ["max", "ada", "rosa"])
def test_nobody_else_sees_any_of_it(
    taken: Enrolment, quiz: Quiz, viewer: str, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    attempt = attempts.submit(attempts.start(taken, quiz.activity))
    person = request.getfixturevalue(viewer)
    assert review_policy(attempt, person) == NOTHING
    assert sign_in(person).get(f"/attempts/{attempt.pk}/result/").status_code == 404


def all_pages(client: Client, attempt: Attempt) -> list[tuple[int, dict[str, str], bytes]]:
    """Every page and fragment that the learner can get before handing in, good and bad posts included."""
    answers = []
    for headers in ({}, {"HX-Request": "true"}):
        for slot in sheet(attempt):
            url = f"/attempts/{attempt.pk}/q/{slot.number}/"
            answers.append(client.get(url, headers=headers))
            answers.append(client.post(url, {"seq": slot.seq, "do": "save"}, headers=headers))
            answers.append(client.post(url, {"seq": slot.seq, "answer": "nowhere"}, headers=headers))
            answers.append(client.post(url, {"seq": 99, "answer": "x"}, headers=headers))
            answers.append(client.post(url, {"do": "skip"}, headers=headers))
        answers.append(client.get(f"/attempts/{attempt.pk}/review/", headers=headers))
        answers.append(client.get(f"/attempts/{attempt.pk}/result/", headers=headers))
    answers.append(client.get(f"/quizzes/{attempt.activity_id}/", follow=True))
    return [(one.status_code, dict(one.headers), masked(one.content)) for one in answers]


def flip(version: QuestionVersion) -> None:
    """Makes another answer the right one, with other reasons of the same length, and leaves everything else."""
    for name, value in version.body.items():
        if name == "right":
            others = [one for one in version.body["options"] if one not in value]
            version.body[name] = others[0] if isinstance(value, str) else others
        elif name in ("qualities", "key"):
            version.body[name] = dict(zip(value, reversed(value.values()), strict=True))
        elif name == "items":
            version.body[name] = value[::-1]
    for wording in QuestionWording.objects.filter(version=version):
        for option in wording.texts.get("options", {}).values():
            option["why"] = option["why"][::-1]
        wording.texts["explanation"] = wording.texts["explanation"][::-1]
        wording.texts["accepted"] = [one[::-1] for one in wording.texts.get("accepted", [])]
        wording.save()
    version.save()


def test_pages_before_handing_in_are_the_same_whatever_the_key_is(
    quiz: Quiz, taken: Enrolment, sign_in: SignIn
) -> None:
    # A paper without the short question: any text would be saved as its answer.
    attempt = attempts.start(taken, quiz.activity, shuffle=Random(1))
    assert "short" not in [slot.asked.kind for slot in sheet(attempt)]
    for slot in sheet(attempt)[:2]:
        attempts.save(attempt, slot.number, right(slot))
    client = sign_in(taken.person)
    before = all_pages(client, attempt)
    kinds_before = {one.pk: (one.kind, one.body) for one in QuestionVersion.objects.all()}
    with guard.lifted():
        for version in QuestionVersion.objects.all():
            flip(version)
    same = [kind for pk, (kind, body) in kinds_before.items() if QuestionVersion.objects.get(pk=pk).body == body]
    assert same == ["short"]  # its key lies in the words, and they were turned as well
    assert all_pages(client, attempt) == before


def test_no_page_before_handing_in_contains_a_reason(quiz: Quiz, taken: Enrolment, sign_in: SignIn) -> None:
    attempt = attempts.start(taken, quiz.activity)
    client = sign_in(taken.person)
    for slot in sheet(attempt):
        answer = client.post(
            f"/attempts/{attempt.pk}/q/{slot.number}/", form(slot, wrong(slot)), headers={"HX-Request": "true"}
        )
        assert answer.status_code == 200
        assert [word for word in REASONS if word in answer.content.decode()] == []
    pages = [content.decode() for _status, _headers, content in all_pages(client, attempt)]
    assert [word for word in REASONS if any(word in page for page in pages)] == []
    attempts.submit(attempt)
    result = client.get(f"/attempts/{attempt.pk}/result/").content.decode()
    assert [word for word in REASONS if word in result] == list(REASONS)
