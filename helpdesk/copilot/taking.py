"""What an agent makes of a suggestion: inserted, sent as it is or edited, or left.

Inserting puts it into the composer and nothing else. What came of it is known when the agent's own
reply is sent: how far its words are from what was suggested.
"""

from typing import Final, LiteralString

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.conversations.carrying import Carried, renumbered
from helpdesk.conversations.models import Message
from helpdesk.copilot.models import Suggestion
from helpdesk.handoff.distance import distance
from tenants.database import direct

Outcome = Suggestion.Outcome
# Whoever exchanges more of the words than this has written something else.
LEFT: Final = 0.8
# Asked of every reply.
_INSERTED: LiteralString = """
    SELECT 1 FROM {schema}.copilot_suggestion
    WHERE conversation_id = %s AND agent_id = %s AND inserted_at IS NOT NULL AND seq IS NULL LIMIT 1
"""


@transaction.atomic
def insert(conversation_id: int, public_id: str, *, by: Agent) -> Suggestion:
    """It stands in the agent's composer now. Raises ``Suggestion.DoesNotExist``."""
    suggestion = _locked(conversation_id, public_id, by)
    if not suggestion.text:
        raise ValidationError(_("There is nothing to insert."))
    suggestion.inserted_at = suggestion.inserted_at or timezone.now()
    suggestion.save(update_fields=["inserted_at"])
    return suggestion


@transaction.atomic
def say(conversation_id: int, public_id: str, outcome: str, *, by: Agent) -> Suggestion:
    """The agent says themselves that it is of use, or of none; the last word counts.

    Raises ``ValidationError`` for another word, and for one that was sent already.
    """
    if outcome not in (Outcome.ACCEPTED, Outcome.REJECTED):
        raise ValidationError(_("Choose useful or not useful."))
    suggestion = _locked(conversation_id, public_id, by)
    if suggestion.seq is not None:
        raise ValidationError(_("It was sent already: what came of it is kept."))
    suggestion.outcome, suggestion.ended_at = outcome, timezone.now()
    suggestion.save(update_fields=["outcome", "ended_at"])
    return suggestion


def replied(conversation_id: int, seq: int, agent_id: int) -> None:
    """An agent spoke at ``seq``: what they had inserted was sent so, edited, or left out."""
    if direct.fetch_prepared(_INSERTED, (conversation_id, agent_id)):
        _sent(conversation_id, seq, agent_id)


@transaction.atomic
def _sent(conversation_id: int, seq: int, agent_id: int) -> None:
    inserted = Suggestion.objects.select_for_update().filter(
        conversation=conversation_id, agent=agent_id, inserted_at__isnull=False, seq=None
    )
    found = list(inserted.exclude(outcome=Outcome.REJECTED))
    if not found:
        return
    body = Message.objects.values_list("body", flat=True).get(conversation=conversation_id, seq=seq)
    for suggestion in found:
        suggestion.distance = apart(suggestion.text, body)
        suggestion.outcome = _outcome(suggestion.distance)
        suggestion.seq, suggestion.ended_at = seq, timezone.now()
        suggestion.save(update_fields=["distance", "outcome", "seq", "ended_at"])


@transaction.atomic
def forget(conversation_id: int) -> None:
    """Drop the words of every suggestion here: what was redacted may stand in them masked,
    shortened or retold. What came of them stays."""
    Suggestion.objects.filter(conversation=conversation_id).update(text="", sources=[])


def go_with_entries(carried: Carried) -> None:
    """What was sent from a suggestion went elsewhere: the suggestion stands by it there."""
    _go(Suggestion.objects.filter(conversation=carried.from_id, seq__gte=carried.first), carried)


def go_along(carried: Carried) -> None:
    """All of it went. What is being written is of half a case: it is asked for anew."""
    left = Suggestion.objects.filter(conversation=carried.from_id)
    left.filter(ready_at=None).delete()
    _go(left, carried)


def _go(suggestions: QuerySet[Suggestion], carried: Carried) -> None:
    for suggestion in suggestions.select_for_update():
        suggestion.conversation_id = carried.to_id
        suggestion.seq = carried.where(suggestion.seq)
        suggestion.sources = renumbered(suggestion.sources, carried)
        suggestion.save(update_fields=["conversation", "seq", "sources"])


def apart(suggested: str, sent: str) -> float:
    """How far what was sent is from what was suggested, 0 to 1, whatever its signs and spaces."""
    return distance(" ".join(suggested.split()), " ".join(sent.split()))


def _outcome(distant: float) -> Outcome:
    if not distant:
        return Outcome.ACCEPTED
    return Outcome.EDITED if distant < LEFT else Outcome.REJECTED


def _locked(conversation_id: int, public_id: str, by: Agent) -> Suggestion:
    own = Suggestion.objects.select_for_update().filter(conversation=conversation_id, agent=by)
    return own.get(public_id=public_id, ready_at__isnull=False)
