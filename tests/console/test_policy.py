"""The policy page, the draft's banner, and the page that everybody may read."""

from collections.abc import Callable

import pytest
from auditlog.models import LogEntry
from django.test import Client

from escalation.models import Brief, EscalationRule, PolicyVersion
from escalation.rulebook import current_policy
from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from knowledge.models import Collection
from tests.cast import Company
from tests.policies import replayed

PAGE = "/admin/policy/"
ByRole = Callable[[str], Client]


def looser(company: Company) -> None:
    with company.bound():
        EscalationRule.objects.filter(name="Upset customer").update(threshold=-0.3)


def publish(company: Company, client: Client, note: str = "Sooner", **more: str) -> str:
    """Publish what the page shows, replayed before; returns the page that comes of it."""
    seen = client.get(PAGE).context["seen"]
    with company.bound():
        replayed()
    form = {"note": note, "seen": seen, **more}
    return client.post(f"{PAGE}publish/", form, follow=True).content.decode()


def test_the_page_says_what_is_live_and_what_the_draft_changes(
    acme: Company, owner: Client
) -> None:
    before = owner.get(PAGE).content.decode()
    assert "Version 1 is live" in before
    assert "The draft says what is live" in before
    looser(acme)
    page = owner.get(PAGE).content.decode()
    assert "The draft changes 1 thing, which is not live" in page
    assert "Rule “Upset customer”: threshold the usual −0.5 → −0.3" in page
    for address in ("escalationrule/", "risktopic/", "brief/"):
        part = owner.get(f"/admin/escalation/{address}", follow=True).content.decode()
        assert "<strong>1 change is not live</strong>" in part


def test_publishing_from_the_page_is_live_and_says_who(acme: Company, owner: Client) -> None:
    looser(acme)
    page = publish(acme, owner)
    assert "Version 2 is live." in page
    assert "Sooner" in page
    with acme.bound():
        assert current_policy().number == 2
        entry = LogEntry.objects.get_for_object(PolicyVersion.objects.get(number=2)).get()
        assert entry.actor.email == "ada@acme.example"
    assert "Nothing is left to publish: version 2, published by Ada Lind" in publish(acme, owner)


def test_a_draft_that_was_not_replayed_is_not_published(acme: Company, owner: Client) -> None:
    looser(acme)
    page = owner.get(PAGE).content.decode()
    assert "Before it may be published, this draft is replayed" in page
    assert "/admin/escalation/backtest/add/" in page
    page = owner.post(
        f"{PAGE}publish/", {"note": "Kinder, “at last”"}, follow=True
    ).content.decode()
    assert 'value="Kinder, “at last”"' in page
    assert "was not replayed over past conversations as it is now" in page
    assert "Version 1 is live" in page


def test_what_changed_since_it_was_shown_is_not_published(acme: Company, owner: Client) -> None:
    looser(acme)
    page = publish(acme, owner, seen="0" * 64)
    assert "has changed since you looked at it" in page
    with acme.bound():
        assert current_policy().number == 1


def test_a_discarded_draft_is_gone_and_what_is_live_stays(acme: Company, owner: Client) -> None:
    looser(acme)
    page = owner.post(f"{PAGE}discard/", follow=True).content.decode()
    assert "The draft says what is live" in page
    with acme.bound():
        assert EscalationRule.objects.get(name="Upset customer").threshold is None


def test_a_version_is_held_against_any_other_and_rolled_back_to(
    acme: Company, owner: Client
) -> None:
    looser(acme)
    publish(acme, owner)
    assert "threshold the usual −0.5 → −0.3" in owner.get(f"{PAGE}2/").content.decode()
    backwards = owner.get(f"{PAGE}1/?against=2").content.decode()
    assert "threshold −0.3 → the usual −0.5" in backwards
    assert "The first version" in owner.get(f"{PAGE}1/").content.decode()
    page = owner.post(f"{PAGE}1/roll-back/", follow=True).content.decode()
    assert "Version 3 is live." in page
    assert "Back to version 1" in page
    assert "They say the same." in owner.get(f"{PAGE}3/?against=1").content.decode()


@pytest.mark.parametrize("address", ["9/", "2147483648000/", "1/?against=9", "1/?against=x"])
def test_a_version_that_is_not_there_is_said_so(owner: Client, address: str) -> None:
    assert owner.get(f"{PAGE}{address}").status_code == (200 if "x" in address else 404)
    assert owner.post(f"{PAGE}9/roll-back/", follow=True).status_code == 200


def test_admins_publish_and_others_do_not(acme: Company, by_role: ByRole) -> None:
    looser(acme)
    for role in (Role.EDITOR, Role.AGENT):
        client = by_role(role)
        for answer in (client.get(PAGE), client.post(f"{PAGE}publish/"), client.get(f"{PAGE}1/")):
            assert answer.status_code in {302, 403}
    with acme.bound():
        assert current_policy().number == 1
    assert "Version 2 is live." in publish(acme, by_role(Role.ADMIN))


def test_everybody_who_works_here_reads_the_policy_in_plain_language(
    acme: Company, by_role: ByRole
) -> None:
    for role in (Role.AGENT, Role.EDITOR, Role.ADMIN):
        page = by_role(role).get("/inbox/policy/").content.decode()
        assert "Version 1, in force since" in page
        assert "when a message is about “Legal”" in page
        assert "Nobody is kept from a person." in page
        assert ("Change it" in page) == (role == Role.ADMIN)
    assert acme.client().get("/inbox/policy/").status_code == 302


def test_what_is_not_published_is_not_in_the_plain_page(acme: Company, owner: Client) -> None:
    with acme.bound():
        Brief.objects.update_or_create(id=1, defaults={"job": "Explains invoices."})
    assert "Explains invoices." not in owner.get("/inbox/policy/").content.decode()
    publish(acme, owner)
    assert "Explains invoices." in owner.get("/inbox/policy/").content.decode()


def test_another_company_has_another_policy(acme: Company, globex: Company, gus: Agent) -> None:
    looser(acme)
    assert "The draft says what is live" in globex.client(gus).get(PAGE).content.decode()
    publish(acme, acme.client(acme.agent("Ada")))
    assert globex.client(gus).get(f"{PAGE}2/").status_code == 404


def test_the_brief_is_checked_and_chooses_collections_by_name(acme: Company, owner: Client) -> None:
    with acme.bound():
        shelf = Collection.objects.create(name="Data", slug="data")
    form = {
        "languages": "en,  de",
        "allowed_topics": "invoices\n\n taxes ",
        "sources": [str(shelf.pk)],
        "min_confidence": "0.4",
        "by_mood": "0.15",
        "from_mood": "-0.3",
        "by_urgency": "0.1",
        "from_urgency": "0.6",
    }
    page = "/admin/escalation/brief/1/change/"
    owner.get("/admin/escalation/brief/")
    wrong = {"languages": "english please", "sources": ["999999"], "by_mood": "3"}
    told = owner.post(page, {**form, **wrong}).content.decode()
    assert "is no language code. Write codes like en, de, pt-BR." in told
    assert "Select a valid choice" in told
    assert "less than or equal to 0.3" in told
    assert owner.post(page, form).status_code == 302
    with acme.bound():
        brief = Brief.current()
        assert (brief.languages, brief.allowed_topics) == ("en, de", "invoices\ntaxes")
        assert (brief.sources, brief.fewer_attempts) == ([shelf.pk], False)


SENTENCE = "/admin/escalation/escalationrule/sentence/"
TYPED = {
    "name": "Again",
    "trigger": "asks_for_person",
    "threshold": "0.5",
    "is_on": "on",
    "priority": "high",
    "position": "900",
    "words": "Of course.",
}


def test_a_rule_is_read_while_it_is_typed(acme: Company, owner: Client) -> None:
    read = owner.post(SENTENCE, TYPED).json()
    assert read["sentence"].startswith("When a customer asks for a person, then hand over")
    wrong = owner.post(SENTENCE, {**TYPED, "threshold": "7"}).json()
    assert (wrong["sentence"], wrong["errors"][0][0]) == ("", "Threshold")
    assert owner.post(SENTENCE, {"rule": "x" * 40}).json()["sentence"] == ""
    assert acme.client(acme.agent("Bo")).post(SENTENCE, TYPED).status_code in {302, 403}


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({}, "“Again” can never fire: “Asks for a person” stands before it"),
        ({"position": "1"}, "“Asks for a person” can never fire: “Again” stands before it"),
        ({"trigger": "model_unavailable", "threshold": ""}, "“Again” can never fire"),
        ({"trigger": "rage_clicks", "threshold": "3"}, ""),
        ({"is_on": ""}, ""),
    ],
)
def test_what_a_rule_does_to_others_is_told_while_it_is_typed(
    owner: Client, typed: dict[str, str], problem: str
) -> None:
    told = owner.post(SENTENCE, {**TYPED, **typed}).json()["problems"]
    assert problem in " ".join(told)
    assert bool(told) == bool(problem)


def test_a_rule_that_is_changed_is_not_held_against_itself(acme: Company, owner: Client) -> None:
    with acme.bound():
        kept = EscalationRule.objects.get(name="Legal question")
    typed = {
        "rule": kept.pk,
        "name": kept.name,
        "trigger": "risk_topic",
        "topic": kept.topic_id,
        "threshold": "",
        "position": kept.position,
        "words": "Other words.",
    }
    read = owner.post(SENTENCE, {**TYPED, **typed}).json()
    assert (read["problems"], read["errors"]) == ([], [])
    assert "Other words." in read["sentence"]
    with acme.bound():
        assert EscalationRule.objects.get(name="Legal question").words == kept.words
