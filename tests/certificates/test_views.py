"""The pages of certificates, and the public door (L13, P3)."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from certificates import filing, issuing, verification
from certificates.models import Certificate
from lms.ledger.models import Act, Event
from lms.people.models import User
from tests.certificates.conftest import words

Issue = Callable[..., Certificate]
SignIn = Callable[[User], Client]
UNKNOWN = "ZZZZZZZZZZZZZZZZ"
CORRECTED_AT = datetime(2026, 4, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def guest(house: object) -> Client:
    return Client()


def test_list_without_certificates_says_how_to_get_one(lena: User, sign_in: SignIn) -> None:
    page = sign_in(lena).get("/certificates/")
    assert "No certificates yet" in page.text


def test_list_shows_each_state_in_words(issue: Issue, lena: User, rosa: User, sign_in: SignIn) -> None:
    issue(course="Respect")
    issue(course="Stress", valid_until=date(2026, 5, 4))
    issue(course="Service", valid_until=None)
    issuing.withdraw(issue(course="Data"), reason="Mistake", by=rosa)
    summaries = [row["summary"] for row in sign_in(lena).get("/certificates/").context["rows"]]
    assert [(one.words.course, one.state_words) for one in summaries] == [
        ("Data", "Withdrawn"),
        ("Service", "Valid"),
        ("Stress", "Expired on 4 May 2026"),
        ("Respect", "Valid"),
    ]


def test_list_takes_as_many_queries_for_ten_as_for_one(
    issue: Issue, lena: User, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(lena)
    filing.file(issue().pk)
    with django_assert_max_num_queries(10) as one:
        client.get("/certificates/")
    for _ in range(9):
        filing.file(issue().pk)
    with django_assert_max_num_queries(10) as ten:
        client.get("/certificates/")
    assert len(one) == len(ten)


def test_certificate_page_takes_few_queries(
    issue: Issue, lena: User, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client, certificate = sign_in(lena), issue()
    with django_assert_max_num_queries(10):
        assert client.get(f"/certificates/{certificate.number}/").status_code == 200


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("address", ["/certificates/{}/", "/certificates/{}/pdf/"])
def test_certificate_of_another_person_does_not_exist(
    issue: Issue, max: User, sign_in: SignIn, address: str, headers: dict[str, str]
) -> None:
    certificate = issue()
    filing.file(certificate.pk)
    assert sign_in(max).get(address.format(certificate.number), headers=headers).status_code == 404


def test_html_in_a_name_is_text(issue: Issue, lena: User, sign_in: SignIn) -> None:
    certificate = issue(name="<b>Lena</b>")
    page = sign_in(lena).get(f"/certificates/{certificate.number}/")
    assert "&lt;b&gt;Lena&lt;/b&gt;" in page.text
    assert "<b>Lena" not in page.text


def test_certificate_speaks_its_own_language_on_a_page_in_another(issue: Issue, lena: User, sign_in: SignIn) -> None:
    certificate = issue(language="ru")
    page = sign_in(lena).get(f"/certificates/{certificate.number}/", headers={"Accept-Language": "en"})
    assert '<article class="certificate" lang="ru">' in page.text
    assert "14\xa0марта 2026" in page.text
    assert "Anyone with this link" in page.text


def test_pdf_is_a_private_download(issue: Issue, lena: User, sign_in: SignIn) -> None:
    certificate = issue()
    filed = filing.file(certificate.pk)
    answer = sign_in(lena).get(f"/certificates/{certificate.number}/pdf/")
    assert b"".join(answer.streaming_content) == filed.file.read()  # type: ignore[union-attr]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store, private"
    shown = "-".join(certificate.number[at : at + 4] for at in range(0, 16, 4))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="Certificate {shown}.pdf"'


def test_pdf_in_the_making_is_a_page_that_says_so_and_makes_nothing(issue: Issue, lena: User, sign_in: SignIn) -> None:
    certificate = issue()
    page = sign_in(lena).get(f"/certificates/{certificate.number}/pdf/")
    assert "Your PDF is being made." in page.text
    assert not hasattr(Certificate.objects.get(), "file")


def test_pdf_that_waits_says_for_what(issue: Issue, lena: User, sign_in: SignIn) -> None:
    certificate = issue(name="山田 Taro")
    page = sign_in(lena).get(f"/certificates/{certificate.number}/pdf/")
    assert "The PDF waits: our fonts cannot print \u2068“山”\u2069, \u2068“田”\u2069." in page.text


def test_withdrawn_certificate_says_why_and_gives_no_pdf(issue: Issue, lena: User, rosa: User, sign_in: SignIn) -> None:
    certificate = issue()
    filing.file(certificate.pk)
    issuing.withdraw(certificate, reason="Issued by mistake", by=rosa)
    client = sign_in(lena)
    assert "Issued by mistake" in client.get(f"/certificates/{certificate.number}/").text
    assert "A withdrawn certificate has no PDF." in client.get(f"/certificates/{certificate.number}/pdf/").text


# --- The name on certificates ---


def test_name_is_saved_and_written_down(lena: User, sign_in: SignIn) -> None:
    answer = sign_in(lena).post("/me/name/", {"name": "  Елена  Хоффманн "})
    lena.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/")
    assert lena.name_for_certificates == "Елена Хоффманн"
    assert Event.objects.filter(subject_id=lena.pk, act=Act.NAME_CHANGED).count() == 1


def test_own_name_is_not_stored_twice(lena: User, sign_in: SignIn) -> None:
    lena.certificate_name = "Other"
    lena.save()
    sign_in(lena).post("/me/name/", {"name": "Lena Hoffmann"})
    lena.refresh_from_db()
    assert (lena.certificate_name, lena.name_for_certificates) == ("", "Lena Hoffmann")


@pytest.mark.parametrize("typed", ["", "山田", "Lena 😀", "a" * 201, "a" * 200_000, "\x00", "123"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_name_that_cannot_be_printed_is_refused_with_a_sentence(
    lena: User, sign_in: SignIn, typed: str, headers: dict[str, str]
) -> None:
    answer = sign_in(lena).post("/me/name/", {"name": typed}, headers=headers)
    lena.refresh_from_db()
    assert (answer.status_code, lena.certificate_name) == (422, "")
    assert "There is a problem" in answer.text


def test_other_fields_in_the_form_change_nothing(lena: User, sign_in: SignIn) -> None:
    sign_in(lena).post(
        "/me/name/", {"name": "Lena H", "is_active": "0", "email": "x@demo.example", "certificate_name": "X"}
    )
    lena.refresh_from_db()
    assert (lena.certificate_name, lena.is_active, lena.email) == ("Lena H", True, "lena@demo.example")


# --- The public door ---


def test_door_is_open_to_strangers(guest: Client) -> None:
    page = guest.get("/v/")
    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in page.text


def test_typed_number_leads_to_its_address(issue: Issue, guest: Client) -> None:
    number = issue().number
    typed = f" {number[:4].lower()}-{number[4:8]} {number[8:12]}–{number[12:]} "
    answer = guest.get("/v/", {"number": typed})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/v/{number}/")


def test_stranger_learns_the_facts_and_no_score(issue: Issue, guest: Client) -> None:
    certificate = issue(name="Lena Hoffmann", valid_until=date(2100, 3, 14))
    page = guest.get(f"/v/{certificate.number}/", headers={"Accept-Language": "en"})
    said = ("Valid", "Lena Hoffmann", "Respect", "English", "14 March 2026", "14 March 2100", "Northwind")
    assert [word for word in said if word not in page.text] == []
    secret = ("7 of 8", "35 min", "Answers requests", "Rosa Lindqvist", "lena@demo.example", "/certificates/")
    assert [word for word in secret if word in page.text] == []


def test_expired_says_since_when(issue: Issue, guest: Client) -> None:
    certificate = issue(valid_until=date(2026, 5, 4))
    assert "Expired on 4 May 2026" in guest.get(f"/v/{certificate.number}/").text


def test_last_valid_day_is_still_valid(issue: Issue, time_machine: Any) -> None:
    certificate = issue(valid_until=date(2026, 5, 4))
    time_machine.move_to("2026-05-04 21:30:00+00:00")
    assert certificate.is_valid
    time_machine.move_to("2026-05-04 22:30:00+00:00")
    assert not certificate.is_valid


def test_withdrawn_keeps_the_reason_to_itself(issue: Issue, rosa: User, guest: Client) -> None:
    certificate = issuing.withdraw(issue(), reason="Cheated badly", by=rosa)
    page = guest.get(f"/v/{certificate.number}/")
    assert page.status_code == 200
    assert "Withdrawn" in page.text
    assert "Cheated" not in page.text


def test_unknown_and_impossible_numbers_get_one_constant_answer(issue: Issue, guest: Client) -> None:
    near = issue().number
    near = near[:-1] + ("0" if near[-1] != "0" else "1")
    asked = [
        f"/v/{UNKNOWN}/",
        f"/v/{near}/",
        "/v/nonsense/",
        f"/v/{'9' * 500}/",
        "/v/?number=nonsense",
        "/v/%00/",
        "/v/ß/",
    ]
    answers = [guest.get(address) for address in asked]
    assert {(answer.status_code, len(answer.content)) for answer in answers} == {(404, len(answers[0].content))}
    assert "We found no certificate with it." in answers[0].text


def test_sixty_misses_then_no_more_and_found_ones_are_free(issue: Issue, guest: Client) -> None:
    number = issue().number
    for _ in range(70):
        assert verification.look_up(number, address="192.0.2.1").number == number
    for _ in range(60):
        with pytest.raises(verification.NotFound):
            verification.look_up(UNKNOWN, address="192.0.2.1")
    with pytest.raises(verification.TooManyMisses):
        verification.look_up(number, address="192.0.2.1")
    assert verification.look_up(number, address="192.0.2.2").number == number


def test_misses_count_for_an_hour(db: None, time_machine: Any) -> None:
    time_machine.move_to("2026-05-04 10:00:00+00:00")
    for _ in range(60):
        with pytest.raises(verification.NotFound):
            verification.look_up(UNKNOWN, address="192.0.2.1")
    time_machine.move_to("2026-05-04 10:59:00+00:00")
    with pytest.raises(verification.TooManyMisses):
        verification.look_up(UNKNOWN, address="192.0.2.1")
    time_machine.move_to("2026-05-04 11:00:01+00:00")
    with pytest.raises(verification.NotFound):
        verification.look_up(UNKNOWN, address="192.0.2.1")


def test_addresses_of_one_ipv6_network_count_together(db: None) -> None:
    for last in range(60):
        with pytest.raises(verification.NotFound):
            verification.look_up(UNKNOWN, address=f"2001:db8:1:2::{last:x}")
    with pytest.raises(verification.TooManyMisses):
        verification.look_up(UNKNOWN, address="2001:db8:1:2:ffff::1")
    with pytest.raises(verification.NotFound):
        verification.look_up(UNKNOWN, address="2001:db8:1:3::1")


def test_too_many_misses_is_a_page_with_a_time(guest: Client) -> None:
    for _ in range(60):
        guest.get(f"/v/{UNKNOWN}/")
    answer = guest.get(f"/v/{UNKNOWN}/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "Try again in an hour." in answer.text


def test_header_of_a_stranger_does_not_change_the_address(guest: Client) -> None:
    """Without trusted proxies X-Forwarded-For is what anyone can write."""
    for _ in range(60):
        guest.get(f"/v/{UNKNOWN}/")
    assert guest.get(f"/v/{UNKNOWN}/", headers={"X-Forwarded-For": "192.0.2.77"}).status_code == 429


def test_behind_a_proxy_the_address_is_the_last_one_it_wrote(guest: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for spoofed in range(60):
        guest.get(f"/v/{UNKNOWN}/", headers={"X-Forwarded-For": f"192.0.2.{spoofed}, 198.51.100.7"})
    assert guest.get(f"/v/{UNKNOWN}/", headers={"X-Forwarded-For": "1.2.3.4, 198.51.100.7"}).status_code == 429
    assert guest.get(f"/v/{UNKNOWN}/", headers={"X-Forwarded-For": "1.2.3.4, 198.51.100.8"}).status_code == 404


def test_looking_up_writes_nothing_but_the_cache(issue: Issue, guest: Client) -> None:
    number = issue().number
    before = (Event.objects.count(), Certificate.objects.get().__dict__["revoked_at"])
    guest.get(f"/v/{number}/")
    cache.clear()
    assert (Event.objects.count(), Certificate.objects.get().revoked_at) == before


def test_a_corrected_certificate_says_when_and_everybody_can_see_it(
    issue: Issue, sign_in: SignIn, lena: User, ada: User, client: Client
) -> None:
    certificate = issue(right=7)
    issuing.revise(certificate, words(right=8), reason="The key of a question was wrong", by=ada, now=CORRECTED_AT)
    html = sign_in(lena).get(f"/certificates/{certificate.number}/").content.decode().replace("\xa0", " ")
    assert ("Corrected on 2 April 2026" in html, "8 of 8 (needed 7)" in html, "7 of 8" in html) == (True, True, False)
    public = client.get(f"/v/{certificate.number}/").content.decode()
    assert re.search(r"<dt>Corrected on</dt><dd>2 April 2026</dd>", public)
    assert ("Valid" in public, "8 of 8" in public, "key of a question" in public) == (True, False, False)


def test_a_withdrawn_certificate_is_not_also_corrected(issue: Issue, sign_in: SignIn, lena: User, ada: User) -> None:
    certificate = issue(right=7)
    issuing.revise(certificate, words(right=8), reason="The key of a question was wrong", by=ada, now=CORRECTED_AT)
    issuing.withdraw(certificate, reason="Mistake", by=ada)
    html = sign_in(lena).get(f"/certificates/{certificate.number}/").content.decode()
    assert ("Withdrawn on" in html, "Corrected on" in html) == (True, False)
