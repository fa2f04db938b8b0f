"""Views that agents save: what they keep, who sees and changes them, their order and numbers."""

import re
from typing import Any

import pytest

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Conversation
from helpdesk.selecting import saving
from helpdesk.selecting.filters import Filters
from helpdesk.selecting.models import SavedView
from tests.cast import Company
from tests.inbox.conftest import Answer, Begin, Desk
from tests.inbox.test_filters import shown
from tests.plans import plans_of


def save(desk: Desk, query: str = "view=open&priority=high", **fields: Any) -> Answer:
    given = {"name": "Hot", "audience": "private", **fields}
    return desk.client.post(f"/inbox/saved/new/?{query}", given)


def the_only(company: Company) -> SavedView:
    with company.bound():
        return SavedView.objects.select_related("owner", "team").get()


def menu(page: str) -> list[str]:
    saved = page.partition('class="views-saved"')[2].partition("</nav>")[0]
    return re.findall(r'<span class="view-label">([^<]+)</span>', saved)


@pytest.fixture
def billing(acme: Company, bo: Agent) -> Team:
    with acme.bound():
        team = Team.objects.create(name="Billing")
        team.members.add(bo)
    return team


def test_a_saved_view_shows_what_its_filters_let_through_with_its_number(
    acme: Company, begin: Begin, ada: Agent, adas: Desk
) -> None:
    hot, _cold = begin(), begin()
    with acme.bound():
        for one in (hot, _cold):
            lifecycle.claim(one.pk, ada)
        Conversation.objects.filter(pk=hot.pk).update(priority="high")
    answer = save(adas)
    view = the_only(acme)
    assert answer["Location"] == f"/inbox/?view={view.public_id}"
    assert view.filters == {"view": ["open"], "priority": ["high"]}
    page = adas.page(f"view={view.public_id}")
    assert shown(page) == [hot.pk]
    assert "<h1>Hot</h1>" in page
    assert menu(page) == ["Hot"]
    assert re.search(r'Hot</span>\s*<span class="view-count">1</span>', page)


def test_filters_beside_a_saved_view_win_and_can_be_kept_in_it(
    acme: Company, begin: Begin, adas: Desk
) -> None:
    save(adas)
    view = the_only(acme)
    changed = f"view={view.public_id}&priority=&assignee=none"
    page = adas.page(changed)
    assert "Keep in “Hot”" in page
    assert 'class="filter-name">Priority' not in page
    assert "Keep in" not in adas.page(f"view={view.public_id}&priority=high")
    adas.client.post(f"/inbox/saved/{view.public_id}/?{changed}", {"what": "filters"})
    assert the_only(acme).filters == {"view": ["open"], "assignee": ["none"]}


def test_each_sees_their_own_their_teams_and_everyones(
    acme: Company, billing: Team, adas: Desk, bos: Desk
) -> None:
    save(adas, name="Adas")
    save(adas, name="Teams", audience="team", team=billing.pk)
    save(adas, name="All", audience="everyone")
    save(bos, name="Bos")
    assert set(menu(bos.page(""))) == {"Teams", "All", "Bos"}
    assert set(menu(adas.page(""))) == {"Adas", "Teams", "All"}
    with acme.bound():
        billing.members.clear()
    assert set(menu(bos.page(""))) == {"All", "Bos"}


def test_only_owners_and_admins_show_a_view_to_everyone_or_change_it(
    acme: Company, adas: Desk, bos: Desk
) -> None:
    refused = save(bos, audience="everyone")
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Only owners and admins" in page
    assert 'value="Hot"' in page, "what was typed stands there still"
    save(adas, audience="everyone")
    view = the_only(acme)
    for verb, fields in (
        ("", {"name": "Mine now", "audience": "private"}),
        ("delete/", {}),
        ("move/", {"to": "up"}),
    ):
        answer = bos.client.post(f"/inbox/saved/{view.public_id}/{verb}", fields, follow=True)
        assert "may change it" in answer.content.decode()
    assert the_only(acme).name == "Hot"
    assert "Rename or share" not in bos.client.get("/inbox/saved/").content.decode()
    assert "Rename or share" in adas.client.get("/inbox/saved/").content.decode()


def test_a_private_view_is_nobody_elses_not_even_an_owners(
    acme: Company, adas: Desk, bos: Desk
) -> None:
    save(bos)
    view = the_only(acme)
    assert menu(adas.page("")) == []
    assert "<h1>Mine</h1>" in adas.page(f"view={view.public_id}")
    answer = adas.client.post(f"/inbox/saved/{view.public_id}/delete/")
    assert answer.status_code == 404


def test_a_team_view_takes_a_team_that_one_is_in(acme: Company, billing: Team, bos: Desk) -> None:
    with acme.bound():
        other = Team.objects.create(name="Other")
    for team, words in (
        ("", "Choose a team"),
        (other.pk, "You are not in this team."),
        ("x", "Choose a team"),
        ("9" * 30, "Choose a team"),
    ):
        answer = save(bos, audience="team", team=team)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert save(bos, audience="team", team=billing.pk).status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "   "}, "Give it a name"),
        ({"name": "x" * 61}, "Give it a name"),
        ({"audience": "the world"}, "Choose who sees it"),
    ],
)
def test_a_view_without_a_name_or_an_audience_is_refused_by_field(
    fields: dict[str, str], words: str, acme: Company, adas: Desk
) -> None:
    answer = save(adas, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    with acme.bound():
        assert not SavedView.objects.exists()


def test_filters_that_do_not_work_are_not_saved(acme: Company, adas: Desk) -> None:
    assert save(adas, "view=open&priority=zzz").status_code == 422
    with acme.bound():
        assert not SavedView.objects.exists()


def test_views_are_put_in_order_one_place_at_a_time(acme: Company, adas: Desk) -> None:
    for name in ("One", "Two", "Three"):
        save(adas, name=name)
    with acme.bound():
        three = SavedView.objects.get(name="Three").public_id
    for to, names in (
        ("up", ["One", "Three", "Two"]),
        ("up", ["Three", "One", "Two"]),
        ("up", ["Three", "One", "Two"]),
        ("down", ["One", "Three", "Two"]),
    ):
        adas.client.post(f"/inbox/saved/{three}/move/", {"to": to})
        assert menu(adas.page("")) == names


def test_a_view_can_be_renamed_shared_and_deleted(acme: Company, adas: Desk, bos: Desk) -> None:
    save(adas)
    address = f"/inbox/saved/{the_only(acme).public_id}/"
    adas.client.post(address, {"name": "Hotter", "audience": "everyone"})
    assert menu(bos.page("")) == ["Hotter"]
    adas.client.post(f"{address}delete/")
    assert menu(bos.page("")) == []


def test_there_is_an_end_to_how_many_are_kept(acme: Company, ada: Agent, adas: Desk) -> None:
    with acme.bound():
        for number in range(saving.MOST_OWN):
            saving.save(saving.Wanted(f"View {number}"), Filters(), by=ada)
    answer = save(adas)
    assert answer.status_code == 422
    assert "Delete one first" in answer.content.decode()


def test_a_view_whose_team_is_gone_says_so_and_breaks_nothing(
    acme: Company, begin: Begin, billing: Team, adas: Desk
) -> None:
    begin()
    save(adas, f"view=open&team={billing.pk}")
    with acme.bound():
        Team.objects.filter(pk=billing.pk).delete()
    answer = adas.client.get(f"/inbox/?view={the_only(acme).public_id}")
    assert answer.status_code == 400
    assert "It is not there" in answer.content.decode()
    assert "Hot" in adas.client.get("/inbox/saved/").content.decode()


def test_what_an_older_release_kept_does_no_harm(acme: Company, ada: Agent, adas: Desk) -> None:
    with acme.bound():
        SavedView.objects.create(
            name="Old", owner=ada, filters={"view": ["gone"], "status": ["lost"], "odd": ["1"]}
        )
    answer = adas.client.get(f"/inbox/?view={the_only(acme).public_id}")
    assert answer.status_code == 200


def test_nothing_of_acmes_views_is_seen_or_changed_at_globex(
    acme: Company, adas: Desk, guss: Desk
) -> None:
    save(adas, audience="everyone", name="Secret view")
    view = the_only(acme)
    assert "Secret view" not in guss.page(f"view={view.public_id}")
    assert "Secret view" not in guss.client.get("/inbox/saved/").content.decode()
    assert guss.client.post(f"/inbox/saved/{view.public_id}/delete/").status_code == 404
    assert the_only(acme).name == "Secret view"


def test_the_menu_asks_the_same_number_of_statements_however_many_are_saved(
    acme: Company, ada: Agent, adas: Desk
) -> None:
    def price() -> int:
        return plans_of(lambda: adas.page("view=open"), acme).statements

    save(adas)
    one = price()
    with acme.bound():
        for number in range(15):
            given = Filters({"view": ("open",), "priority": ("high",)})
            saving.save(saving.Wanted(f"View {number}"), given, by=ada)
    assert price() == one <= 6
