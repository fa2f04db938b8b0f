"""Filters: each of them by the address, together, with what cannot be meant, and how they look."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.inbox import asking, listing
from helpdesk.notifying import reading
from helpdesk.selecting import looking
from tests.cast import Company
from tests.inbox.conftest import A_PERSON, Begin, Desk

Make = Callable[..., Conversation]


def shown(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="row-(\d+)"', page)]


@pytest.fixture
def make(acme: Company, begin: Begin) -> Make:
    """A conversation with these columns."""

    def one_more(**columns: Any) -> Conversation:
        conversation = begin()
        with acme.bound():
            Conversation.objects.filter(pk=conversation.pk).update(**columns)
        return conversation

    return one_more


@pytest.fixture
def billing(acme: Company) -> Team:
    with acme.bound():
        return Team.objects.create(name="Billing")


@pytest.fixture
def four(acme: Company, make: Make, billing: Team, ada: Agent, bo: Agent) -> dict[str, int]:
    """Name → id: Ada's, Bo's, a team's that waits, and an old one of Bo's with Dana."""
    day_ago = timezone.now() - timedelta(days=1)
    adas = make(status="open", assignee=ada, priority="urgent")
    bos = make(status="open", assignee=bo, priority="high", origin="email")
    team = make(status="waiting", team=billing, waiting_since=day_ago)
    with acme.bound():
        dana = Contact.objects.create(name="Dana", public_id="dana")
        for seen in (adas, bos, team):
            reading.saw(ada.pk, seen.pk, 1)
    old = make(status="open", assignee=bo, last_message_at=day_ago, contact=dana)
    return {"adas": adas.pk, "bos": bos.pk, "team": team.pk, "old": old.pk}


@pytest.mark.parametrize("view", ["open", "all"])
def test_each_filter_lets_through_what_it_names_and_nothing_else(
    view: str, four: dict[str, int], billing: Team, bo: Agent, adas: Desk
) -> None:
    expected = {
        "status=open": "adas bos old",
        "status=open&status=waiting": "adas bos team old",
        "assignee=me": "adas",
        f"assignee={bo.pk}": "bos old",
        "assignee=none": "team",
        f"team={billing.pk}": "team",
        "team=none": "adas bos old",
        "priority=urgent": "adas",
        "priority=urgent&priority=high": "adas bos",
        "origin=email": "bos",
        "contact=dana": "old",
        "unread=1": "old",
        "since=2h": "adas bos team",
        "until=2h": "old",
        f"assignee={bo.pk}&priority=high&origin=email": "bos",
        f"assignee={bo.pk}&unread=1&until=1h": "old",
        "priority=low": "",
    }
    for query, names in expected.items():
        found = set(shown(adas.page(f"view={view}&{query}")))
        assert found == {four[name] for name in names.split()}, query


def test_a_filter_narrows_every_view_within_its_own_bounds(
    acme: Company, make: Make, ada: Agent, bo: Agent, adas: Desk
) -> None:
    mine = make(status="open", assignee=ada, priority="high")
    make(status="open", assignee=bo, priority="high")
    done = make(status="resolved", assignee=ada, priority="high")
    assert shown(adas.page("view=mine&priority=high")) == [mine.pk]
    assert shown(adas.page("view=resolved&assignee=me")) == [done.pk]
    assert shown(adas.page("view=resolved&status=open")) == []
    assert shown(adas.page(f"view=mine&assignee={bo.pk}")) == []


def test_my_teams_shows_what_those_have_that_i_am_in(
    acme: Company, make: Make, billing: Team, bo: Agent, bos: Desk
) -> None:
    ours = make(status="open", team=billing)
    late = make(status="waiting", team=billing, waiting_since=timezone.now())
    make(status="resolved", team=billing)
    with acme.bound():
        other = Team.objects.create(name="Other")
        bo.teams.set([billing])
    make(status="open", team=other)
    assert shown(bos.page("view=teams")) == [late.pk, ours.pk]
    assert shown(bos.page("view=teams&q=marsh")) == [late.pk, ours.pk]
    assert shown(bos.page("view=all&team=mine&status=waiting")) == [late.pk]
    with acme.bound():
        bo.teams.clear()
    assert "Nothing in your teams" in bos.page("view=teams")


def test_a_list_can_be_read_from_its_other_end(make: Make, adas: Desk) -> None:
    first, second = make(status="open"), make(status="open")
    assert shown(adas.page("view=open")) == [second.pk, first.pk]
    assert shown(adas.page("view=open&sort=oldest")) == [first.pk, second.pk]


def test_a_search_keeps_to_the_filters(make: Make, adas: Desk) -> None:
    urgent = make(status="open", priority="urgent")
    make(status="open")
    page = adas.page("view=open&priority=urgent&q=vat+rate")
    assert shown(page) == [urgent.pk]
    assert '<input type="hidden" name="priority" value="urgent">' in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("status=lost", "Choose among: assisted, waiting, open, snoozed, resolved."),
        ("priority=&priority=zzz", "Choose among: low, normal, high, urgent."),
        ("assignee=Bo", "Give a number, or: me, none."),
        ("assignee=99999", "It is not there"),
        ("team=4000000000", "It is not there"),
        ("contact=nobody", "It is not there"),
        ("contact=%3Cb%3E", "Give a contact"),
        ("unread=perhaps", "Give 1, or leave it out."),
        ("since=yesterday", "Give a day, a time with its zone, or an age"),
        ("since=2026-02-30", "Give a day, a time with its zone, or an age"),
        ("until=99999w", "Give a day, a time with its zone, or an age"),
        ("since=2026-11-23T08:00:00", "Give a day, a time with its zone, or an age"),
        ("since=1d&until=2d", "nothing is between them"),
        ("sort=random", "Choose among: latest, oldest, wait."),
        ("sort=wait", "Only what waits has a longest wait"),
        ("view=promises&sort=oldest", "what is due first"),
        ("&".join(f"tag={n}" for n in range(21)), "Give at most 20 values."),
    ],
)
def test_what_cannot_be_meant_is_named_with_the_way_out(
    query: str, words: str, make: Make, adas: Desk
) -> None:
    make(status="open")
    view = "" if "view=" in query else "view=open&"
    answer = adas.client.get(f"/inbox/?{view}{query}")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "These filters do not work" in page
    assert words in page
    assert shown(page) == []
    # Asked for again when something moves, it says so again.
    again = re.search(r'id="rows"\s+data-place="([^"]+)"', page)
    assert again
    address = f"/inbox/?{unescape(again[1])}&size=0"
    assert words in adas.client.get(address, HTTP_HX_REQUEST="true").content.decode()


def test_a_day_as_the_end_means_the_end_of_that_day(make: Make, adas: Desk) -> None:
    today = make(status="open")
    day = timezone.now().date().isoformat()
    assert shown(adas.page(f"view=open&until={day}")) == [today.pk]
    assert shown(adas.page(f"view=open&since={day}&until={day}")) == [today.pk]


def test_each_filter_is_a_mark_that_takes_it_off(make: Make, bo: Agent, adas: Desk) -> None:
    make(status="open")
    page = adas.page(f"view=open&priority=high&priority=urgent&assignee={bo.pk}&until=7d")
    marks = re.findall(r'class="filter-mark"\s+href="([^"]+)"', page)
    assert len(marks) == 4
    assert f"/inbox/?view=open&amp;assignee={bo.pk}&amp;priority=urgent&amp;until=7d" in marks
    for words in ("Bo Reyes", "a week ago", "High"):
        assert words in page
    assert "Nothing passes these filters" in page


def test_a_thread_keeps_the_filters_of_its_list(make: Make, adas: Desk) -> None:
    conversation = make(status="open", priority="high")
    page = adas.page("view=open&priority=high&size=40&x=1")
    assert f"/inbox/c/{conversation.public_id}/?view=open&amp;priority=high" in page
    opened = adas.open(conversation, view="open", priority="high").content.decode()
    assert 'data-place="view=open&amp;priority=high"' in opened


def test_the_form_of_the_filters_knows_what_is_chosen(make: Make, bo: Agent, adas: Desk) -> None:
    form = adas.client.get(f"/inbox/filters/?view=open&priority=high&assignee={bo.pk}")
    page = form.content.decode()
    assert f'<option value="{bo.pk}" selected>Bo Reyes</option>' in page
    assert re.search(r'name="priority" value="high" checked', page)
    assert "<html" in page
    alone = adas.client.get("/inbox/filters/", HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in alone


def test_a_form_names_empty_fields_and_the_address_does_not(make: Make, adas: Desk) -> None:
    make(status="open")
    address = "/inbox/?view=open&status=&assignee=&priority=high&since="
    answer = adas.client.get(address, HTTP_HX_REQUEST="true")
    assert answer["HX-Push-Url"] == "/inbox/?view=open&priority=high"


def test_a_page_that_let_nothing_through_says_how_far_it_looked_and_leads_on(
    acme: Company, make: Make, ada: Agent, adas: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "LOOKED_THROUGH", 3)
    wanted = make(status="open", priority="urgent")
    for _ in range(4):
        make(status="open")
    page = adas.page("view=open&priority=urgent")
    assert "Nothing yet" in page
    assert "conversations were looked through" in page
    further = re.search(r'href="(/inbox/\?[^"]*cursor=[^"]+)">Look further', page)
    assert further
    then = adas.client.get(further[1].replace("&amp;", "&")).content.decode()
    assert shown(then) == [wanted.pk]
    assert "Look further" not in then


def test_nothing_is_lost_between_windows(
    acme: Company, make: Make, ada: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "LOOKED_THROUGH", 4)
    wanted = {make(status="open", priority="high" if n % 3 else "low").pk for n in range(14)}
    with acme.bound():
        highs = set(Conversation.objects.filter(priority="high").values_list("pk", flat=True))
        asked = asking.asked({"view": ["open"], "priority": ["high"]}, ada, [])
        found, cursor = [], ""
        for _ in range(9):
            page = listing.page_of(asked.selection(ada), cursor=cursor)
            found += [row.pk for row in page.rows]
            if not (cursor := page.next_cursor):
                break
    assert sorted(found) == sorted(highs & wanted)
    assert len(found) == len(set(found))


def test_filters_find_nothing_of_another_company(make: Make, ada: Agent, guss: Desk) -> None:
    conversation = make(status="open", assignee=ada, priority="urgent")
    assert shown(guss.page("view=all&priority=urgent")) == []
    contact = conversation.contact.public_id
    assert guss.client.get(f"/inbox/?view=all&contact={contact}").status_code == 400


def test_what_was_handed_over_waits_in_its_order_under_a_filter(
    acme: Company, begin: Begin, adas: Desk
) -> None:
    young, old = begin(), begin()
    with acme.bound():
        for conversation, minutes in ((young, 5), (old, 50)):
            lifecycle.hand_off(conversation.pk, A_PERSON, {"v": 1})
            since = timezone.now() - timedelta(minutes=minutes)
            Conversation.objects.filter(pk=conversation.pk).update(waiting_since=since)
    assert shown(adas.page("view=waiting&priority=high")) == [old.pk, young.pk]
    assert shown(adas.page("view=all&status=waiting&sort=wait")) == [old.pk, young.pk]
