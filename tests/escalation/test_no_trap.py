"""The guarantee: whatever is said, and whatever the rules are, nobody is kept from a person."""

from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.deciding import Decision, Exchange, RuleSpec, decide
from escalation.facts.gather import Draft, gather, with_draft
from escalation.rules import LIMITS, Moment, Priority, Trigger, problem_with_threshold

QUESTIONS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "How do I export my invoices?",
            "Where can I change my card?",
            "Why is my bank feed empty since Monday?",
            "Can two people share a log-in?",
            "What does the red dot mean?",
        ]
    ),
)
ANSWERS = st.sampled_from(["Press Export.", "Open Settings, then Billing.", "See the article.", ""])
VERDICTS = st.sampled_from(["", "confirmed", "contradicted"])
EXCHANGES = st.lists(st.builds(Exchange, QUESTIONS, ANSWERS, VERDICTS), max_size=6)
ASKED_BEFORE = ["How do I export my invoices?", "Why is my bank feed empty since Monday?"]
ASKING = st.sampled_from(
    ["talk to a human", "agent", "Ich möchte mit einem Menschen sprechen", "real person please"]
)


@st.composite
def rules(draw: st.DrawFn) -> RuleSpec:
    """Any rule that the form lets through."""
    trigger = draw(st.sampled_from(Trigger))
    limits = LIMITS.get(trigger)
    threshold = None
    if limits and limits.whole:
        threshold = float(draw(st.integers(int(limits.low), int(limits.high))))
    elif limits:
        threshold = draw(st.none() | st.floats(limits.low, limits.high))
    assert problem_with_threshold(trigger, threshold) is None
    return RuleSpec(
        name=draw(st.text(max_size=10)),
        trigger=trigger,
        words=draw(st.sampled_from(["", " ", "A person will reply."])),
        threshold=threshold,
        topic=draw(st.sampled_from(["", "legal"])),
        priority=draw(st.sampled_from(Priority)),
    )


RULEBOOKS = st.lists(rules(), max_size=5)


def stopped(decision: Decision | None) -> bool:
    """A person takes over, and the customer is told so in words."""
    return decision is not None and bool(decision.words.strip()) and bool(decision.reason)


@settings(deadline=None, max_examples=200)
@given(rulebook=RULEBOOKS, history=EXCHANGES, asking=ASKING)
def test_who_asks_for_a_person_gets_one(
    rulebook: list[RuleSpec], history: list[Exchange], asking: str
) -> None:
    facts = gather(asking, history)
    assert stopped(decide(facts, rulebook, Moment.MESSAGE_RECEIVED))


@settings(deadline=None, max_examples=300)
@given(rulebook=RULEBOOKS, dialogue=EXCHANGES, question=QUESTIONS)
def test_two_failed_attempts_end_the_assistants_turn(
    rulebook: list[RuleSpec], dialogue: list[Exchange], question: str
) -> None:
    contradicted = sum(exchange.verdict == "contradicted" for exchange in dialogue)
    facts = gather(question, dialogue)
    assert facts.failed_attempts >= contradicted
    if facts.failed_attempts >= 2:
        assert stopped(decide(facts, rulebook, Moment.MESSAGE_RECEIVED))


@settings(deadline=None)
@given(rulebook=RULEBOOKS, history=EXCHANGES, question=st.sampled_from(ASKED_BEFORE))
def test_the_same_question_again_ends_the_assistants_turn(
    rulebook: list[RuleSpec], history: list[Exchange], question: str
) -> None:
    facts = gather(question.upper(), [*history, Exchange(question, "Press the button.")])
    assert stopped(decide(facts, rulebook, Moment.MESSAGE_RECEIVED))


@settings(deadline=None)
@given(rulebook=RULEBOOKS, answer=st.text(min_size=1, max_size=200).filter(str.strip))
def test_the_same_answer_is_not_given_twice(rulebook: list[RuleSpec], answer: str) -> None:
    facts = gather("Something else entirely?", [Exchange("What does the red dot mean?", answer)])
    drafted = with_draft(facts, Draft(answer, confidence=1.0, grounded=True))
    assert stopped(decide(drafted, rulebook, Moment.ANSWER_DRAFTED))


@settings(deadline=None)
@given(
    rulebook=RULEBOOKS,
    draft=st.sampled_from(
        [Draft("", 0.9, True), Draft("Surely.", 0.99, False), Draft("", model_available=False)]
    ),
)
def test_nothing_to_say_or_nothing_to_back_it_is_never_sent(
    rulebook: list[RuleSpec], draft: Draft
) -> None:
    facts = with_draft(gather("What does the red dot mean?"), draft)
    assert stopped(decide(facts, rulebook, Moment.ANSWER_DRAFTED))


@settings(deadline=None, max_examples=60)
@given(rulebook=RULEBOOKS, turns=st.lists(st.tuples(QUESTIONS, ANSWERS, VERDICTS), min_size=12))
def test_no_dialogue_holds_more_than_two_failed_answers(
    rulebook: list[RuleSpec], turns: list[tuple[str, str, str]]
) -> None:
    """Play a dialogue as the assistant would, until a person takes over or it ends."""
    history: list[Exchange] = []
    for question, answer, verdict in turns:
        facts = gather(question, history)
        if decide(facts, rulebook, Moment.MESSAGE_RECEIVED):
            break
        drafted = with_draft(facts, Draft(answer, 0.9, True))
        if decide(drafted, rulebook, Moment.ANSWER_DRAFTED):
            break
        history.append(Exchange(question, answer, verdict))
    # The last answer may have failed as well: then the next message brings the person.
    assert sum(exchange.verdict == "contradicted" for exchange in history) <= 2
    assert len({exchange.answer for exchange in history}) == len(history)
