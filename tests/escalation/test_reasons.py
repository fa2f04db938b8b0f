"""A reason is kept in English and read in the language of whoever opens the case."""

import re

import pytest
from django.utils.translation import override

from escalation import reasons
from escalation.facts.buying import _PHRASES
from escalation.facts.complexity import _SIGNS
from escalation.facts.feelings import _FEELINGS
from escalation.facts.values import Facts, Signal, TopicFound
from escalation.heating import warmth
from escalation.rules import Heat, RuleSpec, Trigger
from escalation.triggers import reason_of

# Values that no sentence has by chance.
KEPT = {
    reasons.UNSURE: {"confidence": "0.58", "limit": "0.65"},
    reasons.UPSET: {"mood": "-0.52", "limit": "-0.35"},
    reasons.UPSET_SO: {"mood": "-0.52", "limit": "-0.35", "kinds": "anger, distrust"},
    reasons.FELL: {"fall": "0.41"},
    reasons.TOUCHES: {"topics": "Zürich, AB-4711"},
    reasons.FAILED: {"count": "7"},
    reasons.ASKED_BACK: {"count": "7"},
    reasons.CLICKED: {"count": "7"},
    reasons.MANY_PARTS_SO: {"kinds": "several steps, a diagnosis"},
    reasons.BUYING_SO: {"kinds": "discount, timing"},
}
_NUMBERS = re.compile(r"[-+]?\d[\d.]*\d|\d|Zürich|AB-4711")


@pytest.mark.parametrize("sentence", KEPT)
@pytest.mark.parametrize("warmed", ["", reasons.RAISED, reasons.LOWERED])
def test_a_sentence_with_values_is_read_in_german_with_the_same_values(
    sentence: str, warmed: str
) -> None:
    kept = sentence.format(**KEPT[sentence])
    if warmed:
        told = {"reason": kept.removesuffix("."), "limit": "0.5", "because": reasons.IS_BOTH}
        kept = warmed.format(**told)
    with override("de"):
        read = reasons.retold(kept)
    assert _NUMBERS.findall(read) == _NUMBERS.findall(kept)
    english = {"the", "anger", "steps", "raised", "lowered", "because", "discount", "is"}
    assert not english & {word.lower() for word in re.findall(r"\w+", read)}, read
    with override("en"):
        assert reasons.retold(kept) == kept


@pytest.mark.parametrize("trigger", Trigger)
def test_no_trigger_has_a_reason_that_stays_english(trigger: Trigger) -> None:
    signal = Signal(1.0, ("word",))
    facts = Facts(
        topics=(TopicFound("tax", "Steuer", ("VAT",)),),
        failed_attempts=2,
        confidence=0.2,
        grounded=True,
        has_answer=True,
        signals={"worsening_mood": signal, "rage_clicks": signal},
    )
    kept = reason_of(RuleSpec("Any", trigger, ""), facts)
    with override("de"):
        assert reasons.retold(kept) != kept


def test_every_kind_that_a_signal_names_has_a_word_in_german() -> None:
    named = {"anger", *(one.kind for one in (*_FEELINGS, *_PHRASES))}
    named |= {one.kind for one in _SIGNS}
    assert named - {""} <= set(reasons.KINDS)


def test_why_thresholds_gave_way_is_one_of_the_sentences() -> None:
    upset, pressed = Signal(-0.9), {"urgency": Signal(0.9)}
    said = {
        warmth(Facts(sentiment=upset), Heat()).because,
        warmth(Facts(signals=pressed), Heat()).because,
        warmth(Facts(sentiment=upset, signals=pressed), Heat()).because,
        warmth(Facts(), Heat()).because,
    }
    assert said == {reasons.IS_UPSET, reasons.IS_PRESSED, reasons.IS_BOTH, ""}


def test_what_customers_and_programs_wrote_stays_as_they_wrote_it() -> None:
    with override("de"):
        assert reasons.retold("Handed off through the API by Bo.") == (
            "Handed off through the API by Bo."
        )
        assert reasons.shown("anger") == "anger"
        assert reasons.shown(reasons.ASKED_AGAIN.format(words="where is it?")) == (
            "Wieder gefragt: „where is it?“"
        )
