"""Small words of the templates: ages, addresses, events, survey answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from helpdesk.inbox import lines, pictures
from helpdesk.inbox.happenings import words_for
from helpdesk.inbox.templatetags import inbox
from helpdesk.surveys.models import Kind, Response


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=4), "4 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=6), "6 d"),
        (timedelta(days=40), "5 w"),
        (timedelta(days=800), "2 y"),
    ],
)
def test_an_age_is_one_short_word(ago: timedelta, words: str) -> None:
    assert lines.age(timezone.now() - ago) == words


def test_no_moment_has_no_age() -> None:
    assert lines.age(None) == ""


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("https://shop.example/a", "https://shop.example/a"),
        ("/help/vat/", "/help/vat/"),
        ("//evil.example", ""),
        ("javascript:alert(1)", ""),
        (" JavaScript:alert(1)", ""),
        ("data:text/html,x", ""),
        (None, ""),
    ],
)
def test_only_web_addresses_and_our_own_paths_are_linked(address: object, leads_to: str) -> None:
    assert inbox.safe_address(address) == leads_to


def test_an_avatar_takes_a_colour_only_if_it_is_one() -> None:
    assert 'fill="#0f766e"' in pictures.avatar("Ada Lind", "#0f766e")
    for other in ('red" onload="x', ""):
        assert "fill" not in pictures.avatar("Ada Lind", other)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"event": "joined", "agent": "Ada", "by": ""}, "Ada joined the conversation"),
        ({"event": "joined", "agent": "Bo", "by": "Ada"}, "Ada assigned this to Bo"),
        ({"event": "resolved", "by": "contact"}, "The customer ended the conversation"),
        ({"event": "verdict", "verdict": "confirmed"}, "The customer says it is solved"),
        ({"event": "something_new"}, "Something new"),
    ],
)
def test_an_event_is_told_in_words_for_agents(data: dict[str, str], words: str) -> None:
    assert words_for(data, "") == words


def test_an_event_that_we_do_not_know_speaks_with_its_own_words() -> None:
    assert words_for({"event": "something_new"}, "The line was cut.") == "The line was cut."


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (Response(kind=Kind.CSAT, score=4), "4 of 5"),
        (Response(kind=Kind.SOLVED, score=0), "Not solved"),
        (Response(kind=Kind.SOLVED, score=1), "Solved"),
        (Response(kind=Kind.CSAT, skipped=True), "Skipped"),
    ],
)
def test_a_survey_answer_is_told_in_words(response: Response, words: str) -> None:
    assert response.words == words
