"""What a new tenant begins with, and how its rules are loaded."""

import pytest

from escalation.defaults import install_rules
from escalation.models import EscalationRule, Team
from escalation.rulebook import current_policy
from escalation.rules import Trigger
from escalation.trying import try_message
from helpdesk.agents.models import Agent
from tests.cast import Company


def test_a_new_tenant_has_a_team_with_its_owner(acme: Company, ada: Agent, bo: Agent) -> None:
    with acme.bound():
        team = Team.objects.get(is_default=True)
        assert team.name == "Support"
        assert list(team.members.all()) == [ada]


def test_a_new_tenant_has_a_rule_for_every_trigger_in_its_own_words(acme: Company) -> None:
    with acme.bound():
        rules = list(EscalationRule.objects.all())
        assert {rule.trigger for rule in rules} == set(Trigger.values)
        assert all(rule.words for rule in rules)
        assert len({rule.words for rule in rules}) == len(rules)
        assert len({rule.position for rule in rules}) == len(rules)
        for rule in rules:
            rule.full_clean()


def test_two_tenants_begin_alike(acme: Company, globex: Company) -> None:
    books = []
    for company in (acme, globex):
        with company.bound():
            books.append(current_policy())
    assert books[0] == books[1]


def test_installing_again_leaves_what_the_tenant_changed(acme: Company) -> None:
    with acme.bound():
        EscalationRule.objects.filter(name="Legal question").update(words="Ask our lawyers.")
        EscalationRule.objects.filter(name="Upset customer").delete()
        before = EscalationRule.objects.count()
        install_rules()
        assert EscalationRule.objects.count() == before + 1
        assert EscalationRule.objects.get(name="Legal question").words == "Ask our lawyers."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "Asks for a person",
            "When a customer asks for a person, then hand over to the default team and say "
            "“Of course. I am passing this conversation to our team now. A person will read it "
            "and …”",
        ),
        (
            "Legal question",
            "When a message is about “Legal”, then hand over to Billing with high priority and "
            "say “Careful.”",
        ),
        (
            "Answers did not help",
            "When answers did not help (2 in a row), then hand over to Billing with high "
            "priority and say “Careful.”",
        ),
    ],
)
def test_a_rule_reads_as_a_sentence(acme: Company, name: str, sentence: str) -> None:
    with acme.bound():
        if "Billing" in sentence:
            billing = Team.objects.create(name="Billing")
            EscalationRule.objects.filter(name=name).update(team=billing, words="Careful.")
        assert EscalationRule.objects.get(name=name).sentence == sentence


def test_who_calls_the_assistant_names_is_told_sorry_and_not_of_course(acme: Company) -> None:
    with acme.bound():
        policy = current_policy().spec
    trial = try_message("This is ridiculous, your stupid bot is useless!", [], policy)
    assert trial.decision is not None
    assert trial.decision.rule_name == "Upset customer"
    assert "sorry" in trial.decision.words
