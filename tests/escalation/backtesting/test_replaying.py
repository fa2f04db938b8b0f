"""A replay decides as a live turn does, and says what a draft changes and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from escalation.backtesting.comparing import Change, change_of
from escalation.backtesting.costing import STEPS, Costs, DialSums, curve_of, dials_of
from escalation.backtesting.figures import Share, precision, recall
from escalation.backtesting.past import (
    Happened,
    Judged,
    Kind,
    PastConversation,
    PastTurn,
    read,
)
from escalation.backtesting.replaying import Firing, Replayer, without_draft
from escalation.backtesting.tallying import Sums
from escalation.backtesting.warning import problems_in, problems_seen
from escalation.conditions import Condition, What
from escalation.deciding import Exchange, Moment, RuleSpec, decide
from escalation.facts.gather import Draft, gather, with_draft
from escalation.policy.values import PolicySpec
from escalation.rules import TopicSpec, Trigger
from escalation.signals.meaning import BY_WORDS

Talk = Sequence[tuple[str, str]]
NOTHING = Happened()
UNSURE = "How do I close a month?"
TALKS: tuple[Talk, ...] = (
    (("How do I export invoices?", "Open Invoices and choose Export."),),
    (("I was charged twice for the same month", ""), ("hello?", "")),
    (("Somebody hacked my account and changed my e-mail", ""),),
    (("Why does it fail?", "Reload the page."), ("That did not help", "Reload the page.")),
    (("This is useless, you are a joke!!!", "Sorry."), ("let me talk to a human", "Sure.")),
    (("👍👍👍", "Thanks."), ("שלום, אני צריך עזרה", "Hello."), ("x" * 9_000, "Hm.")),
)


def spec_of(rules: Sequence[RuleSpec], topics: Sequence[TopicSpec] = ()) -> PolicySpec:
    return PolicySpec(rules=tuple(rules), topics=tuple(topics))


def past_of(talk: Talk, happened: Happened = NOTHING, confidence: float = 0.8) -> PastConversation:
    turns = tuple(
        PastTurn(place=2 * at + 1, question=asked, answer=said, confidence=confidence)
        for at, (asked, said) in enumerate(talk)
    )
    return read(PastConversation("c", turns, happened), BY_WORDS)


def first(past: PastConversation, spec: PolicySpec) -> Firing | None:
    return Replayer(spec).replay(past)[0].firing


def live(talk: Talk, spec: PolicySpec) -> tuple[int, str] | None:
    """Where a live conversation ends by these rules, and by which."""
    history: list[Exchange] = []
    for at, (asked, said) in enumerate(talk):
        facts = gather(asked, history, spec, sense=BY_WORDS)
        draft = with_draft(facts, Draft(said, 0.8))
        for seen, moment in ((facts, Moment.MESSAGE_RECEIVED), (draft, Moment.ANSWER_DRAFTED)):
            if decision := decide(seen, spec.rules, moment, spec.heat):
                return at, decision.rule_name
        history.append(Exchange(asked, said))
    return None


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk[0][0][:20])
def test_a_replay_fires_where_a_live_conversation_would_end(
    talk: Talk, usual_rules: list[RuleSpec], usual_topics: tuple[TopicSpec, ...]
) -> None:
    spec = spec_of(usual_rules, usual_topics)
    fired = first(past_of(talk), spec)
    assert (fired and (fired.turn, fired.rule)) == live(talk, spec)


def test_before_a_draft_nothing_is_known_of_it() -> None:
    facts = gather(UNSURE, [Exchange(UNSURE, "What do you mean by it?")], sense=BY_WORDS)
    said = "What do you mean by it? I am connecting you to a colleague now."
    drafted = with_draft(facts, Draft(said, 0.4, grounded=True, asks_back=True))
    assert drafted != facts
    assert without_draft(drafted) == facts


def test_a_draft_with_a_new_topic_fires_earlier_and_only_there(
    usual_rules: list[RuleSpec], usual_topics: tuple[TopicSpec, ...]
) -> None:
    old = spec_of(usual_rules, usual_topics)
    months = TopicSpec("months", "Closing a month", "close a month")
    about = RuleSpec("Closing", Trigger.RISK_TOPIC, "", topic="months")
    new = spec_of((about, *usual_rules), (*usual_topics, months))
    asks = past_of(((UNSURE, "Open Reports."), ("let me talk to a human", "")))
    other = past_of(TALKS[0])

    told = [change_of(*(walk.firing for walk in Replayer(old, new).replay(asks)))]
    told += [change_of(*(walk.firing for walk in Replayer(old, new).replay(other)))]
    assert told == [Change.EARLIER, Change.SAME]


def test_one_name_with_two_word_lists_is_heard_by_each_policy_with_its_own() -> None:
    rule = RuleSpec("Months", Trigger.RISK_TOPIC, "", topic="months")
    old = spec_of([rule], [TopicSpec("months", "Months", "quarter")])
    new = spec_of([rule], [TopicSpec("months", "Months", "close a month")])
    walks = Replayer(old, new).replay(past_of(((UNSURE, "Open Reports."),)))
    assert [bool(walk.firing) for walk in walks] == [False, True]


def test_what_the_assistant_would_have_answered_is_not_guessed() -> None:
    """After a message that went to a person at once no draft is known, so no draft is judged."""
    sure = spec_of([RuleSpec("Not sure", Trigger.LOW_CONFIDENCE, "", threshold=0.9)])
    turn = PastTurn(place=1, question=UNSURE, answer=None)
    unanswered = read(PastConversation("c", (turn,)), BY_WORDS)
    assert first(unanswered, sure) is None
    assert first(past_of(((UNSURE, "Open Reports."),)), sure) is not None


def test_a_second_no_by_the_button_brings_a_person_as_it_does_in_the_chat() -> None:
    turns = (
        PastTurn(1, UNSURE, "Open Reports.", verdict="contradicted"),
        PastTurn(3, "Where is the button to close it?", "Open Books.", verdict="contradicted"),
        PastTurn(4, "", kind=Kind.SAID_NO),
    )
    fired = first(read(PastConversation("c", turns), BY_WORDS), spec_of([]))
    assert fired
    assert (fired.place, fired.trigger) == (4, Trigger.FAILED_ATTEMPTS)


@pytest.mark.parametrize(
    ("happened", "needed"),
    [
        (Happened(), False),
        (Happened(asked_for_person=True), True),
        (Happened(left=True), True),
        (Happened(rated_poorly=True, handed_over_at=3), True),
        (Happened(came_back=True), True),
        (Happened(handed_over_at=1), None),
        (Happened(is_untold=True), None),
        (Happened(is_untold=True, left=True), True),
        (Happened(handed_over_at=1, judged=Judged.RIGHT), True),
        (Happened(handed_over_at=1, judged=Judged.TOO_LATE), True),
        (Happened(handed_over_at=1, rated_poorly=True, judged=Judged.TOO_EARLY), False),
        (Happened(asked_for_person=True, handed_over_at=1, judged=Judged.TOO_EARLY), True),
    ],
)
def test_whether_a_person_was_needed_follows_from_what_happened(
    happened: Happened, needed: bool | None
) -> None:
    assert happened.needed_person is needed


def test_precision_recall_and_turns_saved_are_counted_against_what_happened() -> None:
    upset = spec_of([RuleSpec("Upset", Trigger.NEGATIVE_SENTIMENT, "")])
    angry = (
        ("This is useless, I am furious!!", "Sorry."),
        ("And why?", "It depends."),
        ("Still?", "Yes, it is."),
    )
    sums = Sums()
    for past in (
        past_of(angry, Happened(left=True)),
        past_of(angry, Happened()),
        past_of(angry, Happened(handed_over_at=1)),
        past_of(TALKS[0], Happened(left=True)),
    ):
        nothing, draft = Replayer(spec_of([]), upset).replay(past)
        sums.add(past, nothing, draft)
    sums = Sums.from_json(sums.to_json())

    fired = sums.new.rules["Upset"].fired
    assert (fired.right, fired.wrong, fired.unknown) == (1, 1, 1)
    assert precision(fired) == Share(1, 2)
    assert recall(sums.new.fired, sums) == Share(1, 2)
    assert (sums.new.saved, sums.old.saved) == (3, 0)
    assert sums.changes[Change.ONLY_NEW] == 3


def test_the_interval_of_a_share_is_wilsons() -> None:
    """Reference values: Newcombe 1998, table I, method 3: 15/148 and 0/20."""
    assert (round(Share(15, 148).low, 4), round(Share(15, 148).high, 4)) == (0.0624, 0.1605)
    assert (Share(0, 20).low, round(Share(0, 20).high, 4)) == (0, 0.1611)


def test_the_cheapest_threshold_is_found_from_what_errors_cost() -> None:
    """Sure answers that helped, unsure ones that failed: between them lies the threshold."""
    spec = spec_of([RuleSpec("Not sure", Trigger.LOW_CONFIDENCE, "", threshold=0.2)])
    [dial] = dials_of(spec)
    sums = DialSums()
    for needed, confidence, times in ((True, 0.4, 30), (False, 0.7, 60)):
        past = past_of(((UNSURE, "Open Reports."),), Happened(left=needed), confidence)
        walk = Replayer(spec).replay(past)[0]
        for _ in range(times):
            sums.add(dial, past, walk)

    curve = curve_of(dial, sums, Costs(ticket=1, failure=5))
    assert curve
    assert curve.suggested
    assert 0.4 < curve.suggested <= 0.7
    assert curve.best.missed == 0
    assert curve.best.cost == pytest.approx(30 / 90, abs=1e-4)
    cheap_failures = curve_of(dial, sums, Costs(ticket=5, failure=1))
    assert cheap_failures
    assert cheap_failures.suggested is None
    assert cheap_failures.best.threshold <= 0.4


def test_nothing_is_suggested_from_a_handful() -> None:
    spec = spec_of([RuleSpec("Not sure", Trigger.LOW_CONFIDENCE, "", threshold=0.2)])
    [dial] = dials_of(spec)
    sums = DialSums(needed=[0] * STEPS + [4], others=[0] * STEPS + [4])
    curve = curve_of(dial, sums, Costs())
    assert curve
    assert not curve.is_enough
    assert curve.suggested is None


def test_a_topic_has_a_dial_where_it_is_learnt_and_has_a_rule(
    usual_rules: list[RuleSpec], usual_topics: tuple[TopicSpec, ...]
) -> None:
    keys = [dial.key for dial in dials_of(spec_of(usual_rules, usual_topics))]
    assert "topic:billing_dispute" in keys
    assert "rule:Not certain enough" in keys
    assert "topic:legal" not in keys


def warnings(rules: Sequence[RuleSpec], topics: Sequence[TopicSpec] = ()) -> str:
    """What is said of a draft after thirty quiet conversations."""
    spec = spec_of(rules, topics)
    sums = Sums()
    for _ in range(30):
        past = past_of(((UNSURE, "Open Reports."),))
        old, new = Replayer(spec_of([]), spec).replay(past)
        sums.add(past, old, new)
    return "\n".join([*problems_in(spec), *problems_seen(spec, sums)])


A = RuleSpec("A", Trigger.LOW_CONFIDENCE, "a", threshold=0.5)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ([A], "“A” never fires: its condition was not met in any of 30 conversations."),
        (
            [A, replace(A, name="B", threshold=0.3)],
            "“B” can never fire: “A” stands before it and holds whenever it does. Leave one",
        ),
        ([A, replace(A, name="B", words="b")], "They contradict each other: only the first"),
        ([replace(A, threshold=0.9)], "Nearly everybody would be sent to a person: 30 of 30"),
        ([replace(A, threshold=0.9)], "“A” alone would send 30 of 30 conversations"),
        (
            [replace(A, trigger=Trigger.RISK_TOPIC, threshold=None, topic="gone")],
            "“A” can never fire: its topic is switched off.",
        ),
        (
            [
                RuleSpec("First", Trigger.RISK_TOPIC, "", topic="months"),
                replace(A, threshold=0.9),
            ],
            "“A” never comes first: its condition was met in 30 conversations, and another rule "
            "had handed over each time, mostly “First”.",
        ),
    ],
)
def test_what_is_wrong_with_a_draft_is_said_in_words(rules: list[RuleSpec], says: str) -> None:
    assert says in warnings(rules, [TopicSpec("months", "Months", "close a month")])


def test_a_rule_with_a_condition_hides_none_that_lacks_it() -> None:
    some = replace(A, conditions=(Condition(What.LANGUAGE, "de"),))
    assert problems_in(spec_of([some, replace(A, name="B")])) == []
    assert "“B” can never fire" in problems_in(spec_of([A, replace(some, name="B")]))[0]


def test_a_sound_draft_is_warned_of_nothing() -> None:
    fine = [RuleSpec("Months", Trigger.RISK_TOPIC, "", topic="months")]
    spec = spec_of(fine, [TopicSpec("months", "Months", "close a month")])
    sums = Sums()
    for at in range(40):
        past = past_of(((UNSURE, "Open."),) if at < 8 else TALKS[0])
        old, new = Replayer(spec_of([]), spec).replay(past)
        sums.add(past, old, new)
    assert [*problems_in(spec), *problems_seen(spec, sums)] == []


def test_a_conversation_that_was_not_read_is_refused() -> None:
    with pytest.raises(ValueError, match="Read a conversation before"):
        Replayer(spec_of([])).replay(PastConversation("c", (PastTurn(1, UNSURE),)))
