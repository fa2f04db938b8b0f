"""A policy is stored and read again, also by a release that knows more or less."""

from dataclasses import replace

from escalation.deciding import RuleSpec
from escalation.policy.values import PolicySpec
from escalation.rules import Heat, Priority, TopicSpec, Trigger

UPSET = RuleSpec("Upset", Trigger.NEGATIVE_SENTIMENT, "Sorry.", 3, -0.4, "", Priority.HIGH)
LEGAL = RuleSpec("Legal", Trigger.RISK_TOPIC, "Careful.", topic="legal")
POLICY = PolicySpec(
    rules=(LEGAL, UPSET),
    topics=(TopicSpec("legal", "Legal", "lawyer\n- lawyer plan", "", 0.6),),
    job="Answers questions on invoices.",
    languages=("en", "de"),
    allowed_topics=("invoices",),
    never_topics=("prices of next year",),
    min_confidence=0.45,
    sources=(4, 7),
    heat=Heat(by_mood=0.2),
)


def test_a_stored_policy_is_read_as_it_was() -> None:
    assert PolicySpec.from_json(POLICY.to_json()) == POLICY


def test_what_an_old_version_does_not_have_takes_its_default() -> None:
    kept = POLICY.to_json()
    del kept["languages"], kept["rules"][0]["priority"], kept["heat"]["by_urgency"]
    read = PolicySpec.from_json(kept)
    assert read.languages == ()
    assert read.heat == POLICY.heat
    assert read.rules == (replace(LEGAL, priority=Priority.NORMAL), UPSET)


def test_what_only_a_newer_release_knows_is_left_out() -> None:
    kept = POLICY.to_json() | {"moods": ["calm"]}
    kept["rules"][0] |= {"trigger": "full_moon"}
    kept["rules"][1] |= {"weekday": "Friday"}
    assert PolicySpec.from_json(kept) == replace(POLICY, rules=(UPSET,))


def test_a_fingerprint_tells_policies_apart_and_nothing_else() -> None:
    again = PolicySpec.from_json(POLICY.to_json())
    assert again.fingerprint() == POLICY.fingerprint()
    others = [
        replace(POLICY, rules=(UPSET, LEGAL)),
        replace(POLICY, never_topics=()),
        replace(POLICY, rules=(LEGAL, replace(UPSET, threshold=-0.5))),
    ]
    assert len({one.fingerprint() for one in (POLICY, *others)}) == 4
