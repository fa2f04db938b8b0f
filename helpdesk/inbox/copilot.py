"""What the copilot's part of the panel shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helpdesk.agents.models import Agent
from helpdesk.assistant import llm
from helpdesk.assistant.models import AssistantSettings
from helpdesk.conversations.models import Conversation, Handoff
from helpdesk.copilot.case import Case, case_of
from helpdesk.copilot.models import Suggestion
from helpdesk.copilot.next_steps import next_steps

SHOWN = 3
EARLIER = 3
NUMBERS = 4


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier conversation: what it was about, as the customer said it, and its numbers."""

    public_id: str
    goal: str
    at: datetime
    status: str
    numbers: list[str]


def panel_of(conversation: Conversation, agent: Agent) -> dict[str, Any]:
    """The context of the panel; the same few statements however long the thread is."""
    suggestions = list(_suggestions(conversation, agent))
    case = case_of(conversation, found=_found(suggestions))
    return {
        "conversation": conversation,
        "steps": next_steps(case),
        "is_answered": not case.asked,
        "suggestions": suggestions,
        "earlier": _earlier(conversation),
        "kinds": Suggestion.Kind,
        "has_model": llm.endpoint_of(AssistantSettings.current()) is not None,
        "facts": _facts(conversation, case),
    }


def _suggestions(conversation: Conversation, agent: Agent) -> list[Suggestion]:
    """The agent's latest, one of each kind; what was rejected or forgotten is done with."""
    own = Suggestion.objects.filter(conversation=conversation, agent=agent).order_by("-id")[:12]
    latest: dict[str, Suggestion] = {}
    for one in own:
        latest.setdefault(one.kind, one)
    return [one for one in latest.values() if one.outcome != Suggestion.Outcome.REJECTED][:SHOWN]


def _found(suggestions: list[Suggestion]) -> str:
    """The article that the reply rests on, until that is sent."""
    replies = (one for one in suggestions if one.kind == Suggestion.Kind.REPLY and one.seq is None)
    titles = (source["title"] for one in replies for source in one.sources if source["url"])
    return str(next(titles, ""))


def _facts(conversation: Conversation, case: Case) -> dict[str, Any]:
    contact = conversation.contact
    return {
        "contact": contact,
        "promises": case.promises,
        "missing": [one.label for one in case.missing],
    }


def _earlier(conversation: Conversation) -> list[Earlier]:
    others = Handoff.objects.filter(
        conversation__contact=conversation.contact_id, conversation__is_spam=False
    ).exclude(conversation=conversation.pk)
    shown = others.values(
        *("conversation__public_id", "conversation__status", "created_at"),
        *("package__goal", "package__identifiers"),
    )
    return [
        Earlier(
            row["conversation__public_id"],
            (row["package__goal"] or {}).get("text", ""),
            row["created_at"],
            row["conversation__status"],
            [one["text"] for one in row["package__identifiers"] or ()][:NUMBERS],
        )
        for row in shown[:EARLIER]
    ]
