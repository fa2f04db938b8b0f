"""Whether a held reply may be sent as things stand now: decided from facts, without looking."""

from dataclasses import dataclass

from helpdesk.composing.models import HeldReply
from helpdesk.conversations.models import Conversation

Why = HeldReply.Why


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with a reply that is due.

    ``may_answer``: its agent still answers customers; ``has_written``: the customer has, since the
    agent read; ``is_theirs``: a colleague has the conversation.
    """

    may_answer: bool
    is_blocked: bool
    is_theirs: bool
    is_resolved: bool
    has_written: bool


def against(now: Standing, *, was_resolved: bool, all_the_same: bool) -> str:
    """Why it must not be sent, or nothing.

    ``all_the_same``: what the agent chose for news of the customer and for a resolve. What no
    choice can allow comes first.
    """
    never = [
        (Why.LEFT, not now.may_answer),
        (Why.BLOCKED, now.is_blocked),
        (Why.TAKEN, now.is_theirs),
    ]
    by_choice = [
        (Why.WROTE, now.has_written),
        (Why.RESOLVED, now.is_resolved and not was_resolved),
    ]
    reasons = never if all_the_same else [*never, *by_choice]
    return next((why.value for why, holds in reasons if holds), "")


def standing_of(held: HeldReply, conversation: Conversation, *, may_answer: bool) -> Standing:
    """One statement, for the customer's words since."""
    holder = conversation.assignee_id
    has_it = conversation.status in (Conversation.Status.OPEN, Conversation.Status.SNOOZED)
    said = conversation.messages.filter(sender="contact", seq__gt=held.read_upto)
    return Standing(
        may_answer=may_answer,
        is_blocked=conversation.is_spam,
        is_theirs=has_it and holder is not None and holder != held.agent_id,
        is_resolved=conversation.status == Conversation.Status.RESOLVED,
        has_written=said.exists(),
    )
