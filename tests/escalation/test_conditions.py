"""A rule may hold only where further conditions are met, and says which ways it offers."""

import pytest
from django.core.exceptions import ValidationError

from escalation import conditions
from escalation.conditions import Condition, What, as_json, from_json, from_lines
from escalation.deciding import Facts, RuleSpec, Signal, decide
from escalation.facts.values import Circumstances
from escalation.models import EscalationRule
from escalation.policy.values import PolicySpec
from escalation.rules import Moment, Offer, Trigger
from helpdesk.agents.models import Agent
from tests.cast import Company

RULES = "/admin/escalation/escalationrule/"
ENTERPRISE = Circumstances(
    language="de-AT",
    is_identified=True,
    attributes={"plan": "Enterprise"},
    page="https://acme.example/Pricing?x=1",
    is_open=False,
)


@pytest.mark.parametrize(
    ("line", "met"),
    [
        ("language is de", True),
        ("language is de-at", True),
        ("language is d", None),
        ("language is en", False),
        ("contact is identified", True),
        ("contact is not identified", False),
        ("plan is enterprise", True),
        ("Plan is Enterprise", True),
        ("plan is pro", False),
        ("seats is 4", False),
        ("page contains /pricing", True),
        ("page contains /help", False),
        ("office is closed", True),
        ("office is open", False),
    ],
)
def test_a_condition_is_read_and_met(line: str, met: bool | None) -> None:
    if met is None:
        with pytest.raises(ValueError, match="no language code"):
            from_lines(line)
        return
    read = from_lines(line)
    assert conditions.hold(read, ENTERPRISE) is met
    assert from_lines(read[0].line) == read
    assert from_json(as_json(read)) == read


def test_what_is_not_known_meets_no_condition_and_none_at_all_are_met() -> None:
    lines = "language is de\ncontact is identified\nplan is pro\npage contains /\noffice is open"
    assert not any(conditions.hold([one], Circumstances()) for one in from_lines(lines))
    assert conditions.hold((), Circumstances())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("when it rains", "“when it rains” cannot be read. Write “language is de”"),
        ("office is shut", "“office is shut” cannot be: write “office is open” or “closed”."),
        ("contact is known", "write “contact is identified” or “not identified”"),
        ("language is German!", "“german!” is no language code"),
        ("plan is " + "x" * 300, "needs a value of 1 to 200 characters"),
        ("\n".join(f"a{n} is b" for n in range(11)), "at most 10 conditions"),
    ],
)
def test_what_cannot_be_is_named_with_the_fix(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        from_lines(text)
    assert problem in str(refused.value)


@pytest.mark.parametrize(
    "kept",
    [
        "plan is pro",
        {"what": "page"},
        [{"what": "moon", "value": "full"}],
        [{"what": "attribute", "value": "pro"}],
        [{"what": "language", "value": "de", "name": "plan"}],
        [{"what": "language", "value": 7}],
        [{"what": "language", "value": "de", "and": "more"}],
        [["language", "de"]],
        7,
    ],
)
def test_what_is_stored_otherwise_is_refused(kept: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(kept)


def test_all_conditions_must_hold_beside_the_trigger() -> None:
    rule = RuleSpec(
        "German firms",
        Trigger.ASKS_FOR_PERSON,
        "Gleich.",
        team_id=3,
        conditions=from_lines("language is de\nplan is enterprise"),
        offers=(Offer.CALLBACK,),
    )
    asks = Signal(1, ("agent",))
    decision = decide(
        Facts(asks_for_person=asks, about=ENTERPRISE), [rule], Moment.MESSAGE_RECEIVED
    )
    assert decision is not None
    assert (decision.team_id, decision.offers) == (3, (Offer.CALLBACK,))
    assert decision.words == "Gleich. If you would rather be called back, write your number here."
    other = Circumstances(language="de", attributes={"plan": "free"})
    decision = decide(Facts(asks_for_person=asks, about=other), [rule], Moment.MESSAGE_RECEIVED)
    assert decision is not None
    assert decision.rule_name == "Guarantee"
    assert decide(Facts(about=ENTERPRISE), [rule], Moment.MESSAGE_RECEIVED) is None


def test_a_policy_keeps_conditions_and_offers() -> None:
    rule = RuleSpec(
        "It",
        Trigger.URGENCY,
        "",
        conditions=(Condition(What.ATTRIBUTE, "pro", "plan"),),
        offers=(Offer.EMAIL, Offer.CHAT),
    )
    spec = PolicySpec(rules=(rule,))
    assert PolicySpec.from_json(spec.to_json()) == spec


A_RULE = {
    "name": "Closed",
    "is_on": "on",
    "trigger": "asks_for_person",
    "priority": "normal",
    "position": "1",
    "words": "We are not there now.",
    "conditions": "office is closed\nplan is pro",
    "offers": ["callback", "email"],
}


def test_a_rule_with_conditions_is_made_in_the_admin_and_read_as_a_sentence(
    acme: Company, ada: Agent
) -> None:
    client = acme.client(ada)
    assert client.post(f"{RULES}add/", A_RULE).status_code == 302
    with acme.bound():
        rule = EscalationRule.objects.get(name="Closed")
        assert rule.conditions == [
            {"what": "office", "value": "closed", "name": ""},
            {"what": "attribute", "value": "pro", "name": "plan"},
        ]
        assert rule.sentence == (
            "When a customer asks for a person, and the office is closed, and the contact’s plan "
            "is “pro”, then hand over to the default team, offer a call back or e-mail and say "
            "“We are not there now.”"
        )
    page = client.get(f"{RULES}{rule.pk}/change/").content.decode()
    assert "office is closed\nplan is pro" in page
    refused = client.post(f"{RULES}add/", {**A_RULE, "name": "B", "conditions": "moon is"})
    assert "“moon is” cannot be read." in refused.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("conditions", [{"what": "moon", "value": "full"}], "no kind of condition"),
        ("offers", ["pigeon"], "Offers are a list of chat, callback, email"),
        ("offers", ["email", "email"], "Name each way once"),
    ],
)
def test_a_row_that_no_rule_could_be_made_of_is_refused(
    field: str, value: object, problem: str
) -> None:
    with pytest.raises(ValidationError, match=problem):
        EscalationRule(name="B", trigger="urgency", **{field: value}).clean()
