"""Take a redacted text out of the record of the assistant's turns."""

from typing import Final

from helpdesk.assistant import disclosing
from helpdesk.assistant.models import Turn
from helpdesk.conversations.redacting import without

_QUOTING: Final = ["question", "answer", "sources", "decision", "claims", "suspicious_words"]


def forget(conversation_id: int, body: str) -> None:
    """Inside the redaction's transaction.

    Facts hold single words of the text, which no search for the whole would find: a turn that
    was about it keeps none, and can no longer be replayed.
    """
    disclosing.forget(conversation_id)
    for turn in Turn.objects.filter(conversation_id=conversation_id):
        was_about_it = bool(body.strip()) and body in turn.question
        for field in _QUOTING:
            setattr(turn, field, without(getattr(turn, field), body))
        if was_about_it:
            turn.facts = {}
            turn.claims, turn.suspicious_words = [], []
            turn.decision = turn.decision and {**turn.decision, "evidence": []}
        turn.facts = without(turn.facts, body)
        turn.save(update_fields=[*_QUOTING, "facts"])
