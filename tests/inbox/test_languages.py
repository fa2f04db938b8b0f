"""The inbox speaks the agent's language; customers keep theirs."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact, Message
from helpdesk.inbox import languages
from helpdesk.inbox.lines import age
from tests.cast import Company
from tests.inbox.conftest import A_PERSON, CASE

GERMAN: dict[str, Any] = {"HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.9,en;q=0.5"}


def _speaking(acme: Company, language: str) -> Agent:
    bo = acme.agent("Bo")
    with acme.bound():
        Agent.objects.filter(pk=bo.pk).update(locale=language)
    return bo


def _inbox(client: Client) -> str:
    return client.get("/inbox/").content.decode()


def test_the_inbox_speaks_the_language_that_an_agent_chose(acme: Company) -> None:
    page = _inbox(acme.client(_speaking(acme, "de")))
    assert '<html lang="de"' in page
    assert "Nicht zugewiesen" in page
    assert "Unassigned" not in page


def test_who_chose_none_is_spoken_to_as_the_browser_asks(acme: Company) -> None:
    bo = _speaking(acme, "")
    assert "Nicht zugewiesen" in _inbox(acme.client(bo, **GERMAN))
    assert "Unassigned" in _inbox(acme.client(bo))


def test_the_agents_choice_goes_before_the_browsers(acme: Company) -> None:
    assert "Unassigned" in _inbox(acme.client(_speaking(acme, "en"), **GERMAN))


def test_a_browser_with_a_language_that_we_do_not_speak_reads_english(acme: Company) -> None:
    page = _inbox(acme.client(_speaking(acme, ""), HTTP_ACCEPT_LANGUAGE="fi"))
    assert '<html lang="en"' in page


def test_the_log_in_page_goes_by_the_browser(acme: Company) -> None:
    assert "Anmelden" in acme.client(**GERMAN).get("/inbox/login/").content.decode()
    assert "Log in" in acme.client().get("/inbox/login/").content.decode()


def test_a_page_that_is_not_there_says_so_in_the_agents_language(acme: Company) -> None:
    gone = acme.client(_speaking(acme, "de")).get("/inbox/c/nothing-like-it/")
    assert gone.status_code == 404
    assert "Hier ist nichts" in gone.content.decode()


def test_one_agents_language_is_not_the_next_ones(acme: Company) -> None:
    german, ada = acme.client(_speaking(acme, "de")), acme.client(acme.agent("Ada"))
    for _ in range(3):
        theirs, hers = _inbox(german), _inbox(ada)
        assert "Nicht zugewiesen" in theirs
        assert "Wörter, ein Name, #Nummer" in theirs
        assert "Unassigned" in hers
        assert "Words, a name, #number" in hers


@pytest.mark.parametrize(
    ("past", "english", "german"),
    [
        (timedelta(seconds=59), "now", "jetzt"),
        (timedelta(minutes=60), "1 h", "1 Std."),
        (timedelta(days=2), "2 d", "2 T"),
        (timedelta(weeks=51), "51 w", "51 Wo."),
        (timedelta(weeks=104), "2 y", "2 J."),
    ],
)
def test_an_age_is_told_in_the_language_of_whoever_reads_it(
    past: timedelta, english: str, german: str
) -> None:
    now = timezone.now()
    for language, words in (("en", english), ("de", german), ("en", english)):
        with translation.override(language):
            assert age(now - past, now) == words


def test_a_language_is_chosen_in_the_profile(acme: Company) -> None:
    client = acme.client(acme.agent("Bo"))
    look = {"theme": "dark", "density": "compact", "locale": "de"}
    client.post("/inbox/profile/", {"form": "profile", "name": "Bo", "colour": "#0f766e", **look})
    assert "Ihr Profil" in client.get("/inbox/profile/").content.decode()
    with acme.bound():
        bo = Agent.objects.get(pk=acme.agent("Bo").pk)
    assert (bo.theme, bo.density, bo.has_shortcuts) == ("dark", "compact", False)


def test_the_admin_stays_in_english(acme: Company) -> None:
    page = acme.client(acme.agent("Ada"), **GERMAN).get("/admin/").content.decode()
    assert '<html lang="en' in page


@pytest.mark.parametrize("path", ["/help/", "/"])
def test_what_customers_read_does_not_go_by_the_agents_way_of_choosing(
    acme: Company, path: str
) -> None:
    page = acme.client(_speaking(acme, "de"), **GERMAN).get(path).content.decode()
    assert "Nicht zugewiesen" not in page
    assert '<html lang="de"' not in page


def test_what_a_customer_reads_and_what_is_kept_are_not_in_the_agents_language(
    acme: Company,
) -> None:
    german = acme.client(_speaking(acme, "de"))
    with acme.bound():
        conversation = lifecycle.start(Contact.objects.get(name__startswith="Cleo"))
        team = Team.objects.first()
        assert team is not None
    address = f"/inbox/c/{conversation.public_id}/"
    released = german.post(f"{address}release/", {"team": team.pk}, HTTP_HX_REQUEST="true")
    assert f"Zurück in der Warteschlange von {team.name}" in _told(released)
    with acme.bound():
        event = Message.objects.get(conversation=conversation, kind="event")
    assert event.body == "You are back in line. A colleague will take over."
    assert f"Zurück in der Warteschlange von {team.name}" in german.get(address).content.decode()


def _told(answer: Any) -> str:
    """What the agent was told of a button's effect."""
    return str(json.loads(answer["HX-Trigger"])["handrail:answered"]["words"])


def test_scripts_get_the_words_of_the_page_they_are_on(acme: Company) -> None:
    page = _inbox(acme.client(_speaking(acme, "de")))
    assert '<script id="script-words" type="application/json">' in page
    assert languages.scripted("de")["Try again"] == "Noch einmal"
    assert languages.scripted("en") == {}


def test_a_language_from_right_to_left_turns_the_page(acme: Company, settings: Any) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("he", "עברית")]
    page = _inbox(acme.client(_speaking(acme, "he")))
    assert '<html lang="he" dir="rtl"' in page


def test_a_case_that_is_kept_in_english_says_its_reason_in_the_agents_language(
    acme: Company, cleo: Contact
) -> None:
    reason = "Confidence 0.58 is below 0.65 (0.50, raised because the customer is upset)."
    evidence = ["Customer said it was not solved", "“useless”"]
    with acme.bound():
        conversation = lifecycle.start(cleo)
        case = {**CASE, "rule": {"label": "When the answer is not sure", "evidence": evidence}}
        lifecycle.hand_off(conversation.pk, replace(A_PERSON, reason=reason), case)
    client = acme.client(_speaking(acme, "de"))
    page = client.get(f"/inbox/c/{conversation.public_id}/").content.decode()
    assert (
        "Die Sicherheit 0.58 liegt unter 0.65 (0.50, angehoben, weil der Kunde verärgert ist)."
    ) in page
    assert "Der Kunde sagte, es sei nicht gelöst · “useless”" in page


def test_who_has_no_name_is_a_visitor_in_the_language_of_whoever_looks(acme: Company) -> None:
    with acme.bound():
        conversation = lifecycle.start(Contact.objects.create())
        lifecycle.hand_off(conversation.pk, A_PERSON, CASE)
    address = f"/inbox/c/{conversation.public_id}/?view=waiting"
    page = acme.client(_speaking(acme, "de")).get(address).content.decode()
    assert _names(page) == {"Besucher"}
    hers = acme.client(acme.agent("Ada")).get(address).content.decode()
    assert _names(hers) == {"Visitor"}


def _names(page: str) -> set[str]:
    """What the customer is called on the line of the list, above the thread and beside it."""
    [line] = re.findall(r'<span class="row-name" dir="auto">(.*?)</span>', page)
    beside, above = re.findall(r"<h2><bdi>(.*?)</bdi></h2>", page)
    return {line, beside, above}
