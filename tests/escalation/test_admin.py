"""Rules in the admin: read as sentences, moved, switched, refused with the reason, and tried."""

import pytest
from auditlog.models import LogEntry

from escalation.models import EscalationRule, RiskTopic, Team
from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from tests.cast import Company

RULES = "/admin/escalation/escalationrule/"

A_RULE = {
    "name": "Not sure",
    "is_on": "on",
    "trigger": "low_confidence",
    "topic": "",
    "threshold": "0.7",
    "team": "",
    "priority": "high",
    "words": "I would rather not guess.",
    "position": "5",
}


def act(company: Company, agent: Agent, action: str, *names: str) -> None:
    """Choose rules in the list and run an action on them."""
    with company.bound():
        chosen = [str(EscalationRule.objects.get(name=name).pk) for name in names]
    response = company.client(agent).post(RULES, {"action": action, "_selected_action": chosen})
    assert response.status_code == 302, response.content.decode()[:2_000]


def names_in_order(company: Company) -> list[str]:
    with company.bound():
        return list(EscalationRule.objects.values_list("name", flat=True))


def test_the_list_shows_sentences_in_order_and_the_guarantee(acme: Company, ada: Agent) -> None:
    page = acme.client(ada).get(RULES).content.decode()
    first = page.index("When a message is about “Somebody&#x27;s safety”")
    assert first < page.index("When a customer asks for a person, then hand over to")
    assert "Nobody is kept from a person." in page


def test_a_rule_is_added_and_its_change_is_in_the_history(acme: Company, ada: Agent) -> None:
    client = acme.client(ada)
    assert client.post(f"{RULES}add/", A_RULE).status_code == 302
    with acme.bound():
        rule = EscalationRule.objects.get(name="Not sure")
        assert (rule.threshold, rule.priority) == (0.7, "high")
    client.post(f"{RULES}{rule.pk}/change/", {**A_RULE, "threshold": "0.8"})
    with acme.bound():
        created, changed = LogEntry.objects.get_for_object(rule).order_by("id")
        assert (created.actor, changed.actor) == (ada, ada)
        assert changed.changes == {"threshold": ["0.7", "0.8"]}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"threshold": "1.5"}, "Must be between 0 and 1: how sure the assistant must be."),
        (
            {"trigger": "failed_attempts", "threshold": "3"},
            "after two failed answers a person takes over in any case",
        ),
        ({"trigger": "risk_topic"}, "takes no threshold: it is true or it is not"),
        ({"threshold": "nan"}, "Enter a number."),
        ({"threshold": "a lot"}, "Enter a number."),
        ({"trigger": "full_moon"}, "Select a valid choice."),
    ],
)
def test_an_impossible_rule_is_refused_in_the_form_with_the_reason(
    acme: Company, ada: Agent, changed: dict[str, str], reason: str
) -> None:
    response = acme.client(ada).post(f"{RULES}add/", {**A_RULE, **changed})
    assert response.status_code == 200
    assert reason in response.content.decode()
    assert "Not sure" not in names_in_order(acme)


def test_a_topic_is_refused_where_the_trigger_takes_none(acme: Company, ada: Agent) -> None:
    with acme.bound():
        legal = RiskTopic.objects.get(name="legal")
    response = acme.client(ada).post(f"{RULES}add/", {**A_RULE, "topic": str(legal.pk)})
    assert "Only “about a risk topic” takes a topic." in response.content.decode()


def test_rules_move_up_and_down_together(acme: Company, ada: Agent) -> None:
    before = names_in_order(acme)
    act(acme, ada, "move_up", before[2], before[3])
    assert names_in_order(acme)[:4] == [before[0], before[2], before[3], before[1]]
    act(acme, ada, "move_down", before[2], before[3])
    assert names_in_order(acme) == before


def test_the_first_rule_does_not_move_up(acme: Company, ada: Agent) -> None:
    before = names_in_order(acme)
    act(acme, ada, "move_up", before[0], before[1])
    assert names_in_order(acme) == before


def test_rules_are_switched_off_and_on(acme: Company, ada: Agent) -> None:
    for action, is_on in (("switch_off", False), ("switch_on", True)):
        act(acme, ada, action, "Legal question")
        with acme.bound():
            assert EscalationRule.objects.get(name="Legal question").is_on is is_on


def test_a_rule_is_switched_off_and_dragged_in_the_list_itself(acme: Company, ada: Agent) -> None:
    with acme.bound():
        rules = list(EscalationRule.objects.all())
    last = rules[-1].pk
    form = {"form-TOTAL_FORMS": len(rules), "form-INITIAL_FORMS": len(rules), "_save": "Save"}
    for place, rule in enumerate(rules):
        form[f"form-{place}-id"] = rule.pk
        form[f"form-{place}-position"] = 0 if rule.pk == last else rule.position
        if rule.is_on and rule.pk != last:
            form[f"form-{place}-is_on"] = "on"
    assert acme.client(ada).post(RULES, form).status_code == 302
    with acme.bound():
        first = EscalationRule.objects.all()[0]
        assert (first.pk, first.is_on) == (last, False)


def test_a_message_is_tried_without_a_trace(acme: Company, ada: Agent) -> None:
    client = acme.client(ada)
    page = client.post(f"{RULES}try/", {"message": "My lawyer will call you"}).content.decode()
    assert "A person takes over: Legal question" in page
    assert "<q>lawyer</q>" in page
    assert "yes, and decides" in page


def test_a_tried_message_may_have_a_past(acme: Company, ada: Agent) -> None:
    earlier = {"asked_before": "How do I export invoices?", "answered_before": "Press Export."}
    page = acme.client(ada).post(
        f"{RULES}try/", {"message": "how can I export all my invoices", **earlier}
    )
    assert "A person takes over: Asks the same again" in page.content.decode()


def test_a_harmless_message_is_left_to_the_assistant(acme: Company, ada: Agent) -> None:
    client = acme.client(ada)
    assert client.get(f"{RULES}try/").status_code == 200
    page = client.post(f"{RULES}try/", {"message": "How do I export?"}).content.decode()
    assert "The assistant answers" in page
    assert "This field is required." in client.post(f"{RULES}try/", {}).content.decode()


def test_agents_and_strangers_cannot_touch_rules(
    acme: Company, globex: Company, bo: Agent, gus: Agent
) -> None:
    for address in (RULES, f"{RULES}add/", f"{RULES}try/"):
        assert acme.client(bo).get(address).status_code in (302, 403)
        assert acme.client().get(address).status_code == 302
    with acme.bound():
        EscalationRule.objects.create(name="Acme only", trigger="deadline_missed")
        theirs = EscalationRule.objects.get(name="Acme only")
    assert "Acme only" not in globex.client(gus).get(RULES).content.decode()
    assert globex.client(gus).get(f"{RULES}{theirs.pk}/change/").status_code == 302


def test_a_content_editor_cannot_see_rules(acme: Company) -> None:
    with acme.bound():
        editor = Agent.objects.create_user("ed@acme.example", name="Ed", role=Role.EDITOR)
    assert acme.client(editor).get(RULES).status_code == 403
    assert acme.client(editor).get(f"{RULES}try/").status_code == 403


def test_a_team_and_a_topic_are_made(acme: Company, ada: Agent, bo: Agent) -> None:
    client = acme.client(ada)
    client.post("/admin/escalation/team/add/", {"name": "Billing", "members": [str(bo.pk)]})
    client.post(
        "/admin/escalation/risktopic/add/",
        {"label": "Strike", "name": "strike", "is_on": "on", "words": "strike\n- strike price"},
    )
    assert client.get("/admin/escalation/team/").status_code == 200
    assert client.get("/admin/escalation/risktopic/").status_code == 200
    with acme.bound():
        assert list(Team.objects.get(name="Billing").members.all()) == [bo]
        assert RiskTopic.objects.get(name="strike").spec.words == "strike\n- strike price"


def test_a_second_default_team_is_refused_in_the_form(acme: Company, ada: Agent) -> None:
    response = acme.client(ada).post(
        "/admin/escalation/team/add/", {"name": "Billing", "is_default": "on"}
    )
    assert response.status_code == 200
    assert "default" in response.content.decode()
