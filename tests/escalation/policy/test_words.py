"""A policy in words: what differs, what it says, what is wrong with it."""

from dataclasses import replace

from escalation.deciding import GUARANTEE, RuleSpec
from escalation.models import EscalationRule, RiskTopic, Team
from escalation.policy.checking import problems_of_draft
from escalation.policy.describing import as_text, describe
from escalation.policy.differences import Kind, differences
from escalation.policy.naming import Names
from escalation.policy.values import PolicySpec
from escalation.rules import Heat, Priority, TopicSpec, Trigger
from escalation.sentences import condition_of
from tests.cast import Company

NAMES = Names({3: "Billing"}, {7: "Data"})
LEGAL = RuleSpec("Legal", Trigger.RISK_TOPIC, "Careful.", topic="legal")
UPSET = RuleSpec("Upset", Trigger.NEGATIVE_SENTIMENT, "Sorry.", 3, -0.4, "", Priority.HIGH)
UNSURE = RuleSpec("Refunds", Trigger.LOW_CONFIDENCE, "", threshold=0.5)
OLD = PolicySpec(
    rules=(LEGAL, UPSET, UNSURE), topics=(TopicSpec("legal", "Legal matters", "lawyer\nsue you"),)
)


def told(new: PolicySpec) -> list[str]:
    return [f"{change.kind}: {change.says}" for change in differences(OLD, new, NAMES)]


def test_equal_policies_differ_in_nothing() -> None:
    assert told(PolicySpec.from_json(OLD.to_json())) == []


def test_a_rule_that_changed_says_each_value_before_and_after() -> None:
    surer = replace(UNSURE, threshold=0.4, team_id=3, words="Let me ask.")
    assert told(replace(OLD, rules=(LEGAL, UPSET, surer))) == [
        "changed: Rule “Refunds”: words the usual words → “Let me ask.”; "
        "team the default team → Billing; threshold 0.5 → 0.4"
    ]


def test_rules_that_came_and_went_are_told_as_sentences() -> None:
    loop = RuleSpec("Loop", Trigger.REPEATED_ANSWER, "")
    assert told(replace(OLD, rules=(UPSET, UNSURE, loop))) == [
        "removed: No longer a rule: “Legal”. When a message is about “Legal matters”, then hand "
        "over to the default team and say “Careful.”",
        "added: New rule “Loop”: When the assistant would repeat itself (90% alike or more), then "
        "hand over to the default team and say “the usual words”",
    ]


def test_a_rule_by_another_name_alone_is_the_same_rule() -> None:
    renamed = replace(LEGAL, name="Lawyers")
    assert told(replace(OLD, rules=(renamed, UPSET, UNSURE))) == [
        "changed: Rule “Legal” is now called “Lawyers”"
    ]


def test_a_rule_that_moved_names_the_one_it_stands_before() -> None:
    assert told(replace(OLD, rules=(UNSURE, LEGAL, UPSET))) == [
        "changed: Rule “Refunds” is now looked at before “Legal”"
    ]
    assert told(replace(OLD, rules=(UPSET, UNSURE, LEGAL))) == [
        "changed: Rule “Legal” is now looked at as the last one"
    ]


def test_topics_and_the_brief_are_told_in_words() -> None:
    topics = (TopicSpec("legal", "Legal matters", "lawyer\ncourt"), TopicSpec("x", "Strike", ""))
    new = replace(
        OLD,
        topics=topics,
        job="Helps.",
        min_confidence=0.45,
        languages=("de",),
        never_topics=("Legal matters",),
        sources=(7, 9),
        heat=Heat(by_mood=0.2),
    )
    assert told(new) == [
        "changed: Risk topic “Legal matters”: also hears “court”; no longer hears “sue you”",
        "added: New risk topic “Strike”: has no words",
        "changed: Job: nothing → “Helps.”",
        "changed: Least confidence: 0.3 → 0.45",
        "added: It may write in: “de”",
        "added: It never improvises on: “Legal matters”",
        "changed: It answers from all that is public → “Data”, a collection that is gone",
        "changed: Mood and urgency: how far an upset customer moves thresholds, 0.15 → 0.2",
    ]
    back = [change.kind for change in differences(new, OLD, NAMES)]
    assert back.count(Kind.REMOVED) == 3


def test_the_policy_reads_as_text_with_every_rule_and_the_whole_guarantee() -> None:
    text = as_text(describe(replace(OLD, never_topics=("Legal matters",)), NAMES))
    assert "1. Legal: when a message is about “Legal matters”, the default team takes over." in text
    assert (
        "2. Upset: when a customer is upset (mood −0.4 or worse), Billing takes over, soon." in text
    )
    assert "The customer is told: “Careful.”" in text
    assert "no model writes for it" in text
    for rule in GUARANTEE:
        assert f"A person takes over when {condition_of(rule)}." in text


def test_a_quiet_policy_says_so() -> None:
    cold = Heat(by_mood=0, by_urgency=0, fewer_attempts=0)
    text = as_text(describe(PolicySpec(heat=cold), NAMES, has_model=True))
    assert "No rule is on. What is guaranteed below holds all the same." in text
    assert "Nothing changes: rules hold at the same thresholds for everybody." in text
    assert "It writes in the language of the question." in text


def test_what_is_wrong_with_a_draft_is_told_before_anybody_meets_it(acme: Company) -> None:
    with acme.bound():
        assert problems_of_draft(Names()) == []
        empty = Team.objects.create(name="Empty")
        make = EscalationRule.objects.create
        make(name="Later", trigger=Trigger.ASKS_FOR_PERSON, threshold=0.5, position=900)
        make(name="All", trigger=Trigger.LOW_CONFIDENCE, threshold=1, position=2, team=empty)
        make(name="Furious", trigger=Trigger.NEGATIVE_SENTIMENT, threshold=-1, position=1)
        EscalationRule.objects.filter(name="Legal question").update(is_on=False)
        RiskTopic.objects.filter(name="personal_data").update(is_on=False)
        RiskTopic.objects.create(name="idle", label="Idle", words="idle")
        said = "\n".join(problems_of_draft(Names({empty.pk: "Empty"})))
    for words in (
        "“Later” can never fire: “Asks for a person” stands before it",
        "“All” would send everybody to a person",
        "“All” hands over to Empty, where nobody is a member.",
        "“Furious” will hardly ever fire",
        "“Legal question” is off, but “Legal” is never improvised",
        "“Personal data” can never fire: its topic “Personal data” is switched off.",
        "Nothing comes of the risk topic “Idle”: no rule is about it.",
    ):
        assert words in said
