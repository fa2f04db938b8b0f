"""/api/v1/queues/: who waits for which team, in whose turn it is, and who is there to answer."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.resources import Resource
from helpdesk.conversations.models import Conversation
from helpdesk.routing import overview
from helpdesk.routing.agreements import Kind
from helpdesk.routing.models import Availability
from helpdesk.routing.overview import Queue
from helpdesk.routing.owing import Due


class DeadlineShown(serializers.Serializer[Any]):
    """``tone``: ``calm``, ``near`` (its policy warns by now), ``late`` or ``paused``."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    due_at = serializers.DateTimeField()
    tone = serializers.ChoiceField(choices=["calm", "near", "late", "paused"])


class WaitShown(serializers.Serializer[Any]):
    """A customer who waits; ``place`` counts from 1 in the order of turns."""

    place = serializers.IntegerField()
    conversation = serializers.CharField()
    priority = serializers.ChoiceField(choices=Conversation.Priority.choices)
    since = serializers.DateTimeField()
    needs = serializers.ListField(child=serializers.CharField())
    deadlines = DeadlineShown(many=True)


class PersonShown(serializers.Serializer[Any]):
    """An agent of the team: what they are, and how many of how many conversations they have."""

    email = serializers.EmailField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=Availability.State.choices)
    load = serializers.IntegerField()
    capacity = serializers.IntegerField()
    skills = serializers.ListField(child=serializers.CharField())


class QueueShown(serializers.Serializer[Any]):
    """``waiting`` counts all; ``waits`` are the first 50 in the order of their turns."""

    team = serializers.CharField()
    is_open = serializers.BooleanField()
    standing = serializers.CharField(help_text="Its hours in words, as things stand.")
    waiting = serializers.IntegerField()
    longest_since = serializers.DateTimeField(allow_null=True)
    waits = WaitShown(many=True)
    agents = PersonShown(many=True)


@extend_schema_serializer(many=False)  # one page, though the action is a list
class QueuesShown(serializers.Serializer[Any]):
    items = QueueShown(many=True)


class Queues(Resource):
    """Read only: a queue moves by what happens to its conversations."""

    # Whoever may read conversations may read which of them wait.
    resource: ClassVar[str] = "conversations"
    serializer_class = QueueShown

    @extend_schema(responses=QueuesShown, filters=False)
    def list(self, _request: Request) -> Response:
        """Every team's queue as it stands, by the teams' names."""
        items = [_shown(queue) for queue in overview.queues()]
        return Response(QueuesShown({"items": items}).data)


def _shown(queue: Queue) -> dict[str, Any]:
    return {
        "team": queue.team.name,
        "is_open": queue.is_open,
        "standing": queue.standing,
        "waiting": queue.waiting,
        "longest_since": queue.longest,
        "waits": [
            {
                "place": place,
                "conversation": wait.conversation.public_id,
                "priority": wait.priority,
                "since": wait.since,
                "needs": [need for need in wait.needs.split(",") if need],
                "deadlines": _owed(queue.due.get(wait.conversation_id, [])),
            }
            for place, wait in enumerate(queue.waits, 1)
        ],
        "agents": queue.people,
    }


def _owed(due: list[Due]) -> list[dict[str, Any]]:
    return [{"kind": one.kind, "due_at": one.due_at, "tone": one.tone} for one in due]
