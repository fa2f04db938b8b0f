"""Keep what the contact said of an answer, wherever it is looked for."""

from helpdesk.assistant.models import Turn
from helpdesk.conversations.messaging import mark_verdict
from helpdesk.conversations.models import Conversation
from helpdesk.conversations.signals import answer_judged


def mark(conversation_id: int, seq: int, *, solved: bool) -> None:
    """On the message, on its turn, and for those who listen; in the caller's transaction.

    Raises ``Message.DoesNotExist`` when ``seq`` is no answer of the assistant.
    """
    mark_verdict(conversation_id, seq, solved=solved)
    verdict = Turn.Verdict.CONFIRMED if solved else Turn.Verdict.CONTRADICTED
    Turn.objects.filter(conversation_id=conversation_id, reply_seq=seq).update(verdict=verdict)
    answer_judged.send(Conversation, conversation_id=conversation_id, seq=seq, solved=solved)
