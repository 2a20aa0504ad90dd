"""What a person sets for themselves, and what is out of their reach."""

from typing import Any

from django.test import Client

from lms.ledger.models import Act, Event
from lms.people.models import User
from tests.cast import PASSWORD

NEW = {"new_password1": "three-quiet-rivers", "new_password2": "three-quiet-rivers"}


def test_me_names_the_manager_who_sees_this_person(lena: User, max: User, sign_in: Any) -> None:
    page = sign_in(lena).get("/me/").content.decode()
    assert "Your manager (Max de Wit) and those who lead the teams around yours" in page
    assert "Nobody leads you" not in page


def test_me_says_so_when_nobody_leads_this_person(ada: User, sign_in: Any) -> None:
    assert "Nobody leads you at the moment." in sign_in(ada).get("/me/").content.decode()


def test_name_is_escaped_everywhere_it_is_shown(lena: User, sign_in: Any) -> None:
    User.objects.filter(pk=lena.pk).update(name="<script>alert(1)</script>")
    page = sign_in(lena).get("/me/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_language_goes_with_the_person_and_the_browser(lena: User, sign_in: Any) -> None:
    response = sign_in(lena).post("/language/", {"language": "de", "next": "/me/"})
    lena.refresh_from_db()
    assert (response.status_code, response.headers["Location"]) == (303, "/me/")
    assert (lena.language, response.cookies["django_language"].value) == ("de", "de")


def test_language_can_be_chosen_before_sign_in(client: Client, house: Any) -> None:
    response = client.post("/language/", {"language": "ru", "next": "/signin/?next=/home/"})
    assert response.headers["Location"] == "/signin/?next=/home/"
    assert client.get("/signin/").headers["Content-Language"] == "ru"


def test_language_that_is_not_offered_is_refused(client: Client, house: Any) -> None:
    assert client.post("/language/", {"language": "xx"}).status_code == 400
    assert client.get("/language/").status_code == 405


def test_language_never_leads_to_another_site(client: Client, house: Any) -> None:
    response = client.post("/language/", {"language": "en", "next": "//evil.example/"})
    assert response.headers["Location"] == "/me/"


def test_theme_is_kept_and_forgotten(lena: User, sign_in: Any) -> None:
    browser = sign_in(lena)
    dark = browser.post("/me/theme/", {"theme": "dark", "next": "/home/"})
    assert (dark.headers["Location"], dark.cookies["theme"].value) == ("/home/", "dark")
    assert 'data-theme="dark"' in browser.get("/me/").content.decode()
    browser.post("/me/theme/", {"theme": "system"})
    assert "data-theme=" not in browser.get("/me/").content.decode().split("<head>")[0]


def test_password_changes_against_the_old_one_and_signs_other_devices_out(lena: User, sign_in: Any) -> None:
    here, elsewhere = sign_in(lena), sign_in(lena)
    saved = here.post("/me/password/", {"old_password": PASSWORD, **NEW})
    assert (saved.status_code, saved.headers["Location"]) == (303, "/me/")
    assert (here.get("/me/").status_code, elsewhere.get("/me/").status_code) == (200, 302)
    event = Event.objects.filter(subject_id=lena.pk).last()
    assert event and (event.act, event.facts) == (Act.PERSON_CHANGED, {"fields": ["password"]})


def test_password_needs_the_old_one(lena: User, sign_in: Any) -> None:
    response = sign_in(lena).post("/me/password/", {"old_password": "wrong", **NEW})
    assert response.status_code == 422
    assert response.context["form"].errors == {"old_password": ["This is not your password until now. Try again."]}


def test_old_password_can_be_guessed_five_times_a_minute_only(lena: User, sign_in: Any) -> None:
    browser = sign_in(lena)
    statuses = [browser.post("/me/password/", {"old_password": "wrong", **NEW}).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_person_without_a_password_chooses_the_first_one(lena: User, sign_in: Any) -> None:
    lena.set_unusable_password()
    lena.save()
    browser = sign_in(lena)
    assert "old_password" not in browser.get("/me/password/").content.decode()
    assert browser.post("/me/password/", NEW).status_code == 303


def test_no_form_here_changes_anything_else(lena: User, sign_in: Any) -> None:
    """Every field of the model in every POST (R26)."""
    everything = {field.name: "1" for field in User._meta.get_fields() if not field.auto_created}
    browser = sign_in(lena)
    before = User.objects.filter(pk=lena.pk).values().get()
    browser.post("/language/", everything | {"language": "nl", "groups": "1"})
    browser.post("/me/theme/", everything | {"theme": "dark"})
    browser.post("/me/password/", everything | NEW | {"old_password": PASSWORD})
    after = User.objects.filter(pk=lena.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"language", "password"}
    assert list(lena.groups.all()) == []
