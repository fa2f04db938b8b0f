"""What the person who takes over should do first, one sentence for each reason."""

from collections.abc import Mapping
from typing import Final

from escalation.rules import Trigger

FIRST_STEPS: Final[Mapping[Trigger, str]] = {
    Trigger.ASKS_FOR_PERSON: (
        "Say hello by name, confirm that you have read the chat, and take up the goal above."
    ),
    Trigger.RISK_TOPIC: (
        "Read the whole message first: {evidence}. Say what you will check and by when, "
        "before you ask for anything."
    ),
    Trigger.NEGATIVE_SENTIMENT: (
        "Acknowledge the trouble in one sentence, do not ask for what is already written, "
        "and name the next thing you will do."
    ),
    Trigger.FAILED_ATTEMPTS: (
        "Do not repeat what was tried. Ask for the one detail that would tell the cases apart, "
        "or try it yourself."
    ),
    Trigger.REPHRASED_QUESTION: (
        "The assistant missed the point: answer the last wording of the question, "
        "not the first one."
    ),
    Trigger.LOW_CONFIDENCE: (
        "Nothing approved answers this. Answer it yourself, and note what the help centre lacks."
    ),
    Trigger.REPEATED_ANSWER: (
        "The article does not fit this case. Ask what happened when they followed it."
    ),
    Trigger.MODEL_UNAVAILABLE: "The question is unanswered: start from the goal above.",
    Trigger.DEADLINE_MISSED: "They have waited without any answer: reply first, research second.",
}


def first_step(trigger: str, evidence: tuple[str, ...]) -> str:
    """The suggestion for this trigger, with the words that caused it."""
    quoted = ", ".join(f"“{words}”" for words in evidence) or "it touches a risk topic"
    return FIRST_STEPS[Trigger(trigger)].replace("{evidence}", quoted)
