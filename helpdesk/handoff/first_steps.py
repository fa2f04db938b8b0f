"""What the person who takes over should do first, one sentence for each reason."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from escalation.rules import Trigger

FIRST_STEPS: Final[Mapping[Trigger, str]] = {
    Trigger.ASKS_FOR_PERSON: _(
        "Say hello by name, confirm that you have read the chat, and take up the goal above."
    ),
    Trigger.RISK_TOPIC: _(
        "Read the whole message first: {evidence}. Say what you will check and by when, "
        "before you ask for anything."
    ),
    Trigger.NEGATIVE_SENTIMENT: _(
        "Acknowledge the trouble in one sentence, do not ask for what is already written, "
        "and name the next thing you will do."
    ),
    Trigger.WORSENING_MOOD: _(
        "Each message was more annoyed than the one before: say that you have read them all, "
        "and name one thing that you will do now."
    ),
    Trigger.SHOUTING: _(
        "Stay calm and short: one sentence that you have understood, one about what happens next."
    ),
    Trigger.RAGE_CLICKS: _(
        "Something on their page may not react: ask what they see there, and try it yourself."
    ),
    Trigger.URGENCY: _(
        "Ask by when they need it if that is not said, and tell them at once what is possible "
        "until then."
    ),
    Trigger.COMPLEXITY: _(
        "List the parts as you understand them, answer those that you can, and say who will "
        "answer the others and by when."
    ),
    Trigger.ACCOUNT_CHANGE: _(
        "Make sure who they are, do what they ask, and confirm what has changed."
    ),
    Trigger.BUG_SUSPICION: _(
        "Try it yourself. Ask for the one thing you need to see it (page, time, message), and "
        "say whether there is a way around it."
    ),
    Trigger.BUYING_INTENT: _(
        "Answer the question first; then ask how many they are and by when they want to decide."
    ),
    Trigger.FAILED_ATTEMPTS: _(
        "Do not repeat what was tried. Ask for the one detail that would tell the cases apart, "
        "or try it yourself."
    ),
    Trigger.REPHRASED_QUESTION: _(
        "The assistant missed the point: answer the last wording of the question, "
        "not the first one."
    ),
    Trigger.LOW_CONFIDENCE: _(
        "Nothing approved answers this. Answer it yourself, and note what the help centre lacks."
    ),
    Trigger.REPEATED_ANSWER: _(
        "The article does not fit this case. Ask what happened when they followed it."
    ),
    Trigger.REPEATED_QUESTION: _(
        "They have been asked enough: work with what is written above, and say what you assume."
    ),
    Trigger.PROMISED_PERSON: _(
        "The assistant was about to promise a person: take up the goal above, and keep the promise."
    ),
    Trigger.MODEL_UNAVAILABLE: _("The question is unanswered: start from the goal above."),
    Trigger.DEADLINE_MISSED: _(
        "They have waited without any answer: reply first, research second."
    ),
}


def first_step(trigger: str, evidence: tuple[str, ...]) -> str:
    """The suggestion for this trigger, with the words that caused it, in the active language."""
    quoted = ", ".join(f"“{words}”" for words in evidence) or gettext("it touches a risk topic")
    return gettext(FIRST_STEPS[Trigger(trigger)]).replace("{evidence}", quoted)
