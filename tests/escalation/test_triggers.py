"""Each further trigger: that it fires with the words that show it, and that it leaves others."""

import pytest

from escalation.deciding import Decision, Exchange, Facts, RuleSpec, Signal, decide
from escalation.facts.gather import Draft, gather, with_draft
from escalation.rules import LIMITS, MOMENT_OF, Moment, Trigger
from escalation.sentences import condition_of
from escalation.words import USUAL_WORDS
from helpdesk.handoff.first_steps import FIRST_STEPS

LONG = (
    "It is complicated. I have two accounts, both on the old plan, and my accountant uses a third. "
    "First I tried to merge them, then I cleared everything and reinstalled, but it works on the "
    "phone and not on the laptop. If I cancel one, do I lose its invoices? And what happens with "
    "the 3 seats that we paid for on 2026-03-01, unless you refund 120.00? However, sometimes the "
    "log says they are merged. Which one should I keep?"
)


def decided(trigger: Trigger, text: str, *before: Exchange) -> Decision | None:
    """What a rule on this trigger alone makes of the message; the guarantee does not count."""
    decision = decide(gather(text, before), [RuleSpec("It", trigger, "")], Moment.MESSAGE_RECEIVED)
    return decision if decision and decision.rule_name == "It" else None


@pytest.mark.parametrize(
    ("trigger", "text", "evidence"),
    [
        (Trigger.URGENCY, "This is urgent, my shop is down", "urgent"),
        (Trigger.URGENCY, "I need this fixed right now", "need this fixed right now"),
        (Trigger.URGENCY, "Das ist dringend", "dringend"),
        (Trigger.ACCOUNT_CHANGE, "Can you change my billing address?", "change my billing address"),
        (Trigger.ACCOUNT_CHANGE, "Please close our account", "please close our account"),
        (Trigger.ACCOUNT_CHANGE, "I am locked out of my account", "locked out of my"),
        (Trigger.ACCOUNT_CHANGE, "Können Sie bitte meine Adresse ändern?", "adresse ändern"),
        (Trigger.ACCOUNT_CHANGE, "Pourriez-vous annuler mon abonnement ?", "annuler mon"),
        (Trigger.ACCOUNT_CHANGE, "¿Pueden cancelar mi pedido?", "cancelar mi"),
        (Trigger.BUG_SUSPICION, "The app keeps crashing on export", "keeps crashing"),
        (Trigger.BUG_SUSPICION, "I get error code 5031 and a blank page", "error code 5031"),
        (Trigger.BUG_SUSPICION, "Nothing happens when I press Save", "nothing happens when"),
        (Trigger.BUYING_INTENT, "Do you offer volume pricing?", "volume pricing"),
        (Trigger.BUYING_INTENT, "We need a quote and a vendor form", "need a quote"),
        (Trigger.BUYING_INTENT, "What are the implementation costs?", "implementation costs"),
        (Trigger.BUYING_INTENT, "We are ready to sign", "ready to sign"),
        (Trigger.COMPLEXITY, LONG, "two accounts"),
        (Trigger.NEGATIVE_SENTIMENT, "I am really worried about my data", "really worried"),
        (Trigger.NEGATIVE_SENTIMENT, "I don't trust you", "don't trust you"),
        (Trigger.NEGATIVE_SENTIMENT, "Es una estafa", "es una estafa"),
    ],
)
def test_it_fires_with_the_customers_own_words(trigger: Trigger, text: str, evidence: str) -> None:
    decision = decided(trigger, text)
    assert decision is not None
    assert evidence in " ".join(decision.evidence)
    assert decision.words == USUAL_WORDS[trigger]


@pytest.mark.parametrize(
    ("trigger", "text"),
    [
        (Trigger.URGENCY, "Can I order online right now?"),
        (Trigger.URGENCY, "How long does a transfer take?"),
        (Trigger.ACCOUNT_CHANGE, "How do I change my billing address?"),
        (Trigger.ACCOUNT_CHANGE, "Can I cancel my plan at any time?"),
        (Trigger.ACCOUNT_CHANGE, "Can you tell me who may see my invoices?"),
        (Trigger.ACCOUNT_CHANGE, "Can you reset my password?"),
        (Trigger.BUG_SUSPICION, "How do I report a problem?"),
        (Trigger.BUG_SUSPICION, "Which file formats can I import?"),
        (Trigger.BUYING_INTENT, "What does the Pro plan cost?"),
        (Trigger.BUYING_INTENT, "What is in the Team plan?"),
        (Trigger.COMPLEXITY, "How do I export my invoices, and can I choose the year?"),
        (Trigger.NEGATIVE_SENTIMENT, "I am a bit confused: where is the export?"),
        (Trigger.SHOUTING, "WHERE CAN THE INVOICE BE"),
    ],
)
def test_it_leaves_an_ordinary_question_to_the_assistant(trigger: Trigger, text: str) -> None:
    assert decided(trigger, text) is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Is there a discount for annual plans? We need a quote", "discount, procurement"),
        ("We want to go live with your tool by next month", "timing"),
        ("Do you do custom development?", "custom needs"),
        ("How does onboarding our whole team work?", "implementation"),
    ],
)
def test_the_kinds_of_buying_stand_in_the_reason(text: str, kinds: str) -> None:
    decision = decided(Trigger.BUYING_INTENT, text)
    assert decision is not None
    assert decision.reason == f"The customer is about to buy: {kinds}."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("This is ridiculous, I am fed up with you", "anger"),
        ("I'm panicking! My books are gone!", "anxiety"),
        ("None of this makes any sense, I am completely lost", "confusion"),
        ("You are lying to me, I can't trust this", "distrust"),
    ],
)
def test_the_kind_of_feeling_stands_in_the_reason(text: str, kind: str) -> None:
    decision = decided(Trigger.NEGATIVE_SENTIMENT, text)
    assert decision is not None
    assert kind in decision.reason


def test_a_mood_that_falls_with_every_message_is_noticed_before_it_is_bad() -> None:
    rule = RuleSpec("It", Trigger.WORSENING_MOOD, "", threshold=0.2)
    course = ["How do I export invoices?", "That is a bit annoying, where is the button?"]
    before = [Exchange(text, f"Answer {place}.") for place, text in enumerate(course)]
    facts = gather("Annoying, nothing works and I hate this page", before)
    assert facts.course[0] > facts.course[1] > facts.course[2]
    decision = decide(facts, [rule], Moment.MESSAGE_RECEIVED)
    assert decision is not None
    assert decision.rule_name == "It"
    assert decision.reason.startswith("The mood fell by 0.")
    calm = gather("Thanks, and where are the receipts?", before)
    assert calm.signals["worsening_mood"] == Signal()


def test_shouting_counts_in_full_only_when_it_goes_on() -> None:
    loud = Exchange("WHERE CAN THE INVOICE BE", "Under Reports.")
    decision = decided(Trigger.SHOUTING, "I CANNOT FIND ANY REPORTS HERE", loud)
    assert decision is not None
    assert decision.evidence == ("CANNOT", "FIND", "ANY")


def test_clicks_count_from_a_number_on() -> None:
    for times, fires in ((3, False), (4, True)):
        decision = decided(Trigger.RAGE_CLICKS, "\n".join(["Show my order"] * times))
        assert (decision is not None) is fires
        assert decision is None or decision.evidence == ("show my order",)
        assert (
            decision is None or decision.reason == "The customer sent the same 4 times in one go."
        )


def test_the_assistant_asks_twice_at_most_and_never_the_same() -> None:
    asked = "Which of your two accounts do you mean?"
    facts = Facts(question="The blue one", asked=(asked,))
    again = with_draft(facts, Draft(f"Sorry! {asked}", asks_back=True))
    other = with_draft(facts, Draft("Since when is it empty?", asks_back=True))
    decision = decide(again, [], Moment.ANSWER_DRAFTED)
    assert decision is not None
    assert decision.reason == "The drafted question was asked before."
    assert decide(other, [], Moment.ANSWER_DRAFTED) is None
    third = with_draft(Facts(asked=(asked, "Since when?")), Draft("And where?", asks_back=True))
    decision = decide(third, [], Moment.ANSWER_DRAFTED)
    assert decision is not None
    assert decision.reason == "The assistant has asked back 2 times."


@pytest.mark.parametrize("trigger", Trigger)
def test_every_trigger_has_a_sentence_words_and_a_first_step(trigger: Trigger) -> None:
    assert condition_of(RuleSpec("It", trigger, ""))
    assert USUAL_WORDS[trigger].endswith((".", "saw."))
    assert FIRST_STEPS[trigger]
    assert trigger in MOMENT_OF
    limits = LIMITS.get(trigger)
    assert limits is None or limits.low <= limits.start <= limits.high
