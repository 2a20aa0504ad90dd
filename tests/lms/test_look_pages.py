"""The frame: what every page brings along, and the pages that must appear when nothing else works."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from lms.look.views import styleguide
from lms.people.models import Organisation, User


def shown(person: object) -> str:
    """The style guide as this person gets it: all components inside the frame."""
    request = RequestFactory().get("/styleguide/")
    request.user = person  # type: ignore[assignment]
    return styleguide(request).content.decode()


@pytest.mark.parametrize("name", ["400.html", "429.html", "500.html", "503.html"])
def test_emergency_page_needs_no_database_and_no_request(name: str) -> None:
    html = render_to_string(name)
    assert html.count("<h1") == 1
    assert html.count('class="btn btn-1"') == 1


@pytest.mark.django_db
def test_frame_has_nothing_inline_and_asks_nobody_else(house: Organisation) -> None:
    html = shown(AnonymousUser())
    assert re.findall(r'\sstyle="|\son\w+="|<style|<script(?![^>]* src="/static/)', html) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', html) == []


@pytest.mark.django_db
def test_page_asks_for_at_most_seven_files_besides_itself(house: Organisation) -> None:
    """With the page itself eight requests; the second font comes for Cyrillic names."""
    files = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', shown(AnonymousUser())))
    assert len(files | {"inter-cyrillic"}) <= 7


@pytest.mark.django_db
def test_ids_are_unique_so_that_labels_and_links_hit(house: Organisation) -> None:
    ids = re.findall(r'\sid="([^"]+)"', shown(AnonymousUser()))
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.django_db
def test_visitor_sees_no_navigation(house: Organisation) -> None:
    assert '<nav class="nav"' not in shown(AnonymousUser())


@pytest.mark.django_db
def test_person_sees_the_ways_they_may_go(lena: User, rosa: User) -> None:
    assert 'href="/cms/"' not in shown(lena)
    assert 'href="/team/"' not in shown(lena)
    assert 'href="/cms/"' in shown(rosa)
