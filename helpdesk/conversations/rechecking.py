"""Is the conversation still what the agent saw when they wrote?

A page may be older than the world. Before a reply goes, the door brings the fence that the page
showed; where somebody has moved the conversation since, the agent is told who and what, once. The
page then shows it as it is, with its new fence, and the same words may be sent all the same.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.conversations.access import locked
from helpdesk.conversations.lifecycle import AlreadyTaken
from helpdesk.conversations.models import Conversation, Message

Status = Conversation.Status


class ChangedMeanwhile(PermissionDenied):
    """It is not what the agent saw; its words say what to do."""


class MergedAway(ChangedMeanwhile):
    """It is only another name by now; ``into`` is the conversation that lives."""

    def __init__(self, into: Conversation, words: str = "") -> None:
        words = words or _("This was merged into #{number} meanwhile. Send your reply there.")
        super().__init__(words.format(number=into.pk))
        self.into = into


def check(conversation_id: int, agent: Agent, *, fence: int | None, cid: UUID | None) -> None:
    """Lock it in the caller's transaction, and return if a reply means what ``agent`` thinks.

    ``fence`` is what they saw; None where the door does not know, which refuses only what was
    merged. What was sent before under ``cid`` is no surprise. Raises ``MergedAway``,
    ``AlreadyTaken``, ``ChangedMeanwhile``.
    """
    conversation = locked(conversation_id)
    if _was_said(conversation, agent, cid):
        return
    if conversation.pk != conversation_id:
        raise MergedAway(conversation)
    if fence is None or fence == conversation.fence:
        return
    if conversation.status != Status.OPEN:
        raise ChangedMeanwhile(_words(conversation))
    if conversation.assignee and conversation.assignee != agent:
        raise AlreadyTaken(conversation.assignee)


def _was_said(conversation: Conversation, agent: Agent, cid: UUID | None) -> bool:
    if cid is None:
        return False
    return Message.objects.filter(conversation=conversation.pk, agent=agent, cid=cid).exists()


def _words(conversation: Conversation) -> str:
    """What happened, who did it, and what sending does."""
    who = _last_to_move(conversation)
    words = {
        Status.RESOLVED: _("{who} resolved this meanwhile. Send again to reopen it."),
        Status.WAITING: _("This went back into the queue meanwhile. Send again to claim it."),
        Status.SNOOZED: _("{who} snoozed this meanwhile. Send again to wake it."),
        Status.ASSISTED: _("{who} gave this to the assistant. Send again to take it over."),
    }
    return words[Status(conversation.status)].format(who=who)


def _last_to_move(conversation: Conversation) -> str:
    events = Message.objects.filter(
        conversation=conversation.pk,
        data__event__in=["resolved", "snoozed", "given_back", "wait_cancelled"],
    )
    last = events.order_by("-seq").first()
    if last is None:
        return _("Somebody")
    by_contact = last.data.get("by") == "contact" or last.data["event"] == "wait_cancelled"
    return _("The customer") if by_contact else last.data.get("agent") or _("Somebody")
