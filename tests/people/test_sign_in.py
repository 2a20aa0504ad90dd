"""The one door: who comes in, what strangers learn (nothing), and how guessing gets slow."""

import re
import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from lms.ledger.models import Event
from lms.people import people
from lms.people.models import User
from tests.cast import PASSWORD

WRONG = "The e-mail address and the password do not match. Check both and try again."


def enter(client: Client, email: str, password: str = PASSWORD, **data: str) -> Any:
    return client.post("/signin/", {"login": email, "password": password, **data})


def sentence(response: Any) -> str:
    return " ".join(response.context["form"].non_field_errors())


def test_sign_in_with_the_right_password_leads_home(client: Client, lena: User) -> None:
    response = enter(client, "lena@demo.example")
    assert (response.status_code, response.headers["Location"]) == (302, "/home/")


@pytest.mark.parametrize("spelling", ["LENA@demo.example", "  lena@demo.example ", "ｌｅｎａ@demo.example"])
def test_sign_in_takes_the_address_in_any_spelling(client: Client, lena: User, spelling: str) -> None:
    assert enter(client, spelling).status_code == 302


def test_sign_in_gives_a_new_session_key_and_the_language(client: Client, lena: User) -> None:
    people.choose_language(lena, "nl")
    client.post("/password/reset/", {"email": "stranger@demo.example"})
    session = client.session
    session["before"] = "yes"
    session.save()
    old = session.session_key
    response = enter(client, "lena@demo.example")
    assert client.session.session_key != old
    assert not Session.objects.filter(pk=old).exists()
    assert response.cookies["django_language"].value == "nl"


def test_wrong_password_unknown_address_and_ended_person_get_the_same_answer(
    client: Client, lena: User, ada: User
) -> None:
    people.end(ada, last_day=ada.date_joined.date(), by=None)
    answers = [
        enter(client, "lena@demo.example", "not-hers-at-all"),
        enter(client, "nobody@demo.example"),
        enter(client, "ada@demo.example"),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert {sentence(answer) for answer in answers} == {WRONG}
    bodies = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(bodies) == 1


def test_wrong_password_keeps_the_address_and_not_the_password(client: Client, lena: User) -> None:
    page = enter(client, "lena@demo.example", "not-hers-at-all").content.decode()
    assert 'value="lena@demo.example"' in page
    assert "not-hers-at-all" not in page
    assert "<title>Error:" in page


def test_known_and_unknown_addresses_cost_one_hash_each(client: Client, lena: User, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.people.hashing.Counting"]
    from tests.people.hashing import Counting

    lena.set_password(PASSWORD)
    lena.save()
    counts = []
    for email in ("lena@demo.example", "nobody@demo.example"):
        Counting.count = 0
        enter(client, email, "not-hers-at-all")
        counts.append(Counting.count)
    assert counts == [1, 1]


def test_five_wrong_tries_shut_the_door_for_this_address_and_say_how_long(
    client: Client, lena: User, otto: User
) -> None:
    for _ in range(5):
        assert enter(client, "lena@demo.example", "not-hers-at-all").status_code == 422
    shut = enter(client, "Lena@demo.example")
    assert shut.status_code == 429
    assert sentence(shut) == "Too many tries. Wait 15 minutes, then try again."
    assert 'value="Lena@demo.example"' in shut.content.decode()
    assert enter(client, "otto@demo.example").status_code == 302


def test_the_door_stays_shut_whatever_host_is_named(client: Client, lena: User) -> None:
    for port in range(5):
        client.post("/signin/", {"login": lena.email, "password": "x"}, headers={"host": f"localhost:{port + 1}"})
    assert (
        client.post(
            "/signin/", {"login": lena.email, "password": PASSWORD}, headers={"host": "localhost:99"}
        ).status_code
        == 429
    )


def test_the_door_shuts_for_unknown_addresses_too(client: Client, house: Any) -> None:
    statuses = [enter(client, "nobody@demo.example").status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_right_passwords_are_not_counted(lena: User) -> None:
    assert [enter(Client(), "lena@demo.example").status_code for _ in range(7)] == [302] * 7


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "https://user@evil.example/",
        "javascript:x",
        "\t//evil.example",
    ],
)
def test_sign_in_never_leads_to_another_site(client: Client, lena: User, target: str) -> None:
    assert enter(client, "lena@demo.example", next=target).headers["Location"] == "/home/"


def test_sign_in_does_not_trust_other_hosts_of_this_installation(client: Client, lena: User, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://intranet.example"]
    response = enter(client, "lena@demo.example", next="https://intranet.example/x")
    assert response.headers["Location"] == "/home/"


def test_sign_in_leads_to_the_page_that_was_asked_for(client: Client, lena: User) -> None:
    asked = client.get("/certificates/?page=2")
    assert asked.headers["Location"] == "/signin/?next=/certificates/%3Fpage%3D2"
    assert (
        enter(client, "lena@demo.example", next="/certificates/?page=2").headers["Location"] == "/certificates/?page=2"
    )


@pytest.mark.parametrize("door", ["/cms/login/", "/_util/login/", "/cms/", "/cms/pages/"])
def test_other_doors_lead_strangers_to_the_one_door(client: Client, house: Any, door: str) -> None:
    response = client.get(door)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/signin/")


@pytest.mark.parametrize(
    "door",
    [
        "/signup/",
        "/cms/password_reset/",
        "/signin/ended/",
        "/signin/again/",
        "/accounts/login/",
        "/accounts/",
    ],
)
def test_doors_that_are_not_used_are_not_there(client: Client, house: Any, lena: User, sign_in: Any, door: str) -> None:
    assert (client.get(door).status_code, sign_in(lena).get(door).status_code) == (404, 404)


def test_every_page_of_the_door_is_ours(client: Client, lena: User) -> None:
    for address in ("/signin/", "/signin/code/", "/password/reset/", "/password/reset/sent/", "/password/reset/done/"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert 'href="/static/css/site.css"' in page.content.decode(), address


# --- By code ---
def code_in(message: mail.EmailMessage) -> str:
    found = re.search(r"^\d{6}$", str(message.body), re.MULTILINE)
    assert found
    return found[0]


def test_code_signs_in(client: Client, lena: User) -> None:
    asked = client.post("/signin/code/", {"email": "Lena@demo.example", "next": "/certificates/"})
    assert asked.headers["Location"] == "/signin/code/confirm/?next=%2Fcertificates%2F"
    assert [message.to for message in mail.outbox] == [["lena@demo.example"]]
    entered = client.post("/signin/code/confirm/", {"code": code_in(mail.outbox[0]), "next": "/certificates/"})
    assert entered.headers["Location"] == "/certificates/"
    assert client.get("/me/").status_code == 200


def test_code_of_an_unknown_or_ended_person_answers_the_same_and_mails_nobody(
    client: Client, lena: User, ada: User
) -> None:
    people.end(ada, last_day=ada.date_joined.date(), by=None)
    pages = []
    for email in ("lena@demo.example", "nobody@demo.example", "ada@demo.example"):
        visitor = Client()
        asked = visitor.post("/signin/code/", {"email": email})
        assert asked.headers["Location"] == "/signin/code/confirm/"
        wrong = visitor.post("/signin/code/confirm/", {"code": "000000x"})
        assert wrong.status_code == 422
        pages.append(re.sub(r'value="[^"]*"', "", wrong.content.decode()).replace(email, "…"))
    assert len(set(pages)) == 1
    assert [message.to for message in mail.outbox] == [["lena@demo.example"]]


def test_code_can_be_guessed_three_times_only(client: Client, lena: User) -> None:
    client.post("/signin/code/", {"email": lena.email})
    statuses = [client.post("/signin/code/confirm/", {"code": "wrong"}).status_code for _ in range(3)]
    assert statuses == [422, 422, 302]
    right = client.post("/signin/code/confirm/", {"code": code_in(mail.outbox[0])})
    assert (right.status_code, right.headers["Location"]) == (302, "/signin/code/")
    assert client.get("/me/").status_code == 302


def test_code_ends_after_15_minutes(client: Client, lena: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post("/signin/code/", {"email": lena.email})
    later = time.time() + 15 * 60 + 5
    monkeypatch.setattr(time, "time", lambda: later)
    client.post("/signin/code/confirm/", {"code": code_in(mail.outbox[0])})
    assert "_auth_user_id" not in client.session


def test_codes_can_be_asked_for_five_times_in_a_quarter_of_an_hour(client: Client, lena: User) -> None:
    answers = [client.post("/signin/code/", {"email": lena.email}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Wait 15 minutes" in answers[-1].content.decode()


def test_who_asked_for_a_code_can_still_use_the_password(client: Client, lena: User) -> None:
    client.post("/signin/code/", {"email": lena.email})
    assert client.get("/signin/").status_code == 200
    assert enter(client, lena.email).headers["Location"] == "/home/"


def test_person_ended_between_code_and_entry_stays_outside(client: Client, lena: User) -> None:
    client.post("/signin/code/", {"email": lena.email})
    people.end(lena, last_day=lena.date_joined.date(), by=None)
    client.post("/signin/code/confirm/", {"code": code_in(mail.outbox[0])})
    assert "_auth_user_id" not in client.session


# --- A new password ---
def test_reset_link_starts_with_the_configured_address_and_works_once(
    client: Client, lena: User, settings: Any
) -> None:
    settings.BASE_URL = "https://learn.example"
    client.post("/password/reset/", {"email": "LENA@demo.example"}, headers={"host": "localhost:666"})
    link = re.search(r"https://learn\.example(/password/reset/\S+)", str(mail.outbox[0].body))
    assert link
    form = client.get(link[1]).headers["Location"]
    saved = client.post(form, {"password1": "three-quiet-rivers", "password2": "three-quiet-rivers"})
    assert saved.headers["Location"] == "/password/reset/done/"
    assert enter(Client(), lena.email, "three-quiet-rivers").status_code == 302
    assert "no longer works" in Client().get(link[1]).content.decode()


def test_reset_answers_the_same_for_strangers_and_mails_nobody(client: Client, lena: User) -> None:
    answers = [client.post("/password/reset/", {"email": email}) for email in (lena.email, "nobody@demo.example")]
    assert {answer.headers["Location"] for answer in answers} == {"/password/reset/sent/"}
    assert [message.to for message in mail.outbox] == [["lena@demo.example"]]


def test_reset_that_is_too_simple_is_refused_with_a_sentence(client: Client, lena: User) -> None:
    client.post("/password/reset/", {"email": lena.email})
    link = re.search(r"/password/reset/\S+", str(mail.outbox[0].body))
    assert link
    form = client.get(link[0]).headers["Location"]
    assert client.post(form, {"password1": "short", "password2": "short"}).status_code == 422


def test_without_a_mail_server_no_page_promises_a_mail(client: Client, house: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = client.get("/signin/").content.decode()
    assert "/signin/code/" not in page
    assert (client.get("/signin/code/").status_code, client.get("/password/reset/").status_code) == (404, 404)


# --- Leaving ---
def test_sign_out_is_a_post(lena: User, sign_in: Any) -> None:
    browser = sign_in(lena)
    assert browser.get("/signout/").status_code == 200
    assert browser.get("/me/").status_code == 200
    assert browser.post("/signout/").headers["Location"] == "/signin/"
    assert browser.get("/me/").status_code == 302


def test_ended_person_is_out_at_the_next_request_and_stays_out_when_brought_back(lena: User, sign_in: Any) -> None:
    browser = sign_in(lena)
    people.end(lena, last_day=lena.date_joined.date(), by=None)
    assert browser.get("/me/").status_code == 302
    people.bring_back(lena, by=None)
    assert browser.get("/me/").status_code == 302


def test_signing_in_is_not_written_into_the_ledger(client: Client, lena: User) -> None:
    before = Event.objects.count()
    enter(client, lena.email)
    assert Event.objects.count() == before


@pytest.mark.parametrize("email", ["x" * 200_000, "", "no-address", "a@b\x00.example", "‮lena@demo.example"])
def test_bad_addresses_get_a_sentence(client: Client, house: Any, email: str) -> None:
    response = enter(client, email)
    assert response.status_code == 422
    assert response.context["form"].errors
