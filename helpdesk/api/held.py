"""Replies that are sent later: /api/v1/held-replies, and holding one on a conversation."""

from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import single
from helpdesk.api.drafts import DraftVerbs
from helpdesk.api.errors import Conflicting
from helpdesk.api.messages import PostedShown, Reply, heeded, posted_in
from helpdesk.api.people import AgentByEmail, ByAgent, acting
from helpdesk.api.resources import Resource, shown
from helpdesk.composing import holding
from helpdesk.composing.holding import When
from helpdesk.composing.models import HeldReply
from helpdesk.composing.saying import Letter
from helpdesk.composing.tries import as_they_are
from helpdesk.conversations import access, rechecking


class HeldShown(serializers.ModelSerializer[HeldReply]):
    """A reply that is not sent yet. ``why`` says why it was not sent when it was due."""

    id = serializers.CharField(source="public_id", read_only=True)
    conversation = serializers.CharField(source="conversation.public_id", read_only=True)
    agent = AgentByEmail(read_only=True)
    attachments = serializers.ListField(child=serializers.CharField(), source="files")
    why = serializers.ChoiceField(HeldReply.Why.choices, allow_blank=True)
    is_late = serializers.BooleanField(help_text="Due, and neither sent nor stopped.")
    is_given_up = serializers.BooleanField(
        help_text="It failed at every try and is not tried any more: send it, or take it back."
    )

    class Meta:
        model = HeldReply
        fields = ["id", "conversation", "agent", "cid", "body", "attachments", "kind", "on_news"]
        fields += ["due_at", "why", "why_exactly", "is_late", "is_given_up", "created_at"]
        read_only_fields = fields


class HeldGiven(Reply):
    """A reply, when it is sent, and what happens if something comes between."""

    cid = serializers.UUIDField(help_text="Your id; the same one is held and sent once.")
    due_at = serializers.DateTimeField()
    on_news = serializers.ChoiceField(HeldReply.OnNews.choices, default=HeldReply.OnNews.STOP)

    def validate_due_at(self, value: datetime) -> datetime:
        now = timezone.now()
        if not now < value < now + holding.LONGEST:
            raise serializers.ValidationError("Give a time between now and a year from now.")
        return value


class HoldingVerbs(DraftVerbs):
    """What the conversations' resource also does."""

    @extend_schema(responses={201: HeldShown})
    @action(detail=True, methods=["post"], serializer_class=HeldGiven)
    def hold(self, request: Request, id: str) -> Response:
        """Send a reply later. 409 where it was sent already under this ``cid``."""
        conversation, data = single.named(id), self.given(request)
        agent, when = acting(data, request), When(data["due_at"], on_news=data["on_news"])
        letter = Letter(data["body"], data["cid"], data.get("attachments", ()))
        rechecking.check(conversation.pk, agent, fence=None, cid=letter.cid)
        with heeded(conversation.pk, agent, data):
            held = holding.hold(conversation.pk, agent, letter, when)
        if held is None:
            raise Conflicting("It was sent already.")
        return shown(HeldShown, held, 201)


class HeldReplies(Resource):
    """What waits to be sent, and what was stopped, of every agent."""

    resource: ClassVar[str] = "conversations"
    serializer_class = HeldShown
    lookup_field = "public_id"
    lookup_url_kwarg = "id"

    def get_queryset(self) -> QuerySet[HeldReply]:
        return HeldReply.objects.select_related("conversation", "agent").order_by("-id")

    @extend_schema(
        parameters=[
            OpenApiParameter("agent", description="An agent's e-mail."),
            OpenApiParameter(
                "conversation", description="A conversation's id; also one that was merged into it."
            ),
            OpenApiParameter("stopped", bool, description="Only those that were not sent."),
        ]
    )
    def list(self, request: Request) -> Response:
        """Newest first."""
        rows = self.paginate_queryset(_asked_for(self.get_queryset(), request))
        shown_rows = HeldShown(as_they_are(rows or ()), many=True).data
        return self.get_paginated_response(shown_rows)

    def retrieve(self, request: Request, id: str) -> Response:
        return shown(HeldShown, as_they_are([self.get_object()])[0])

    @extend_schema(responses={201: PostedShown})
    @action(detail=True, methods=["post"], serializer_class=ByAgent)
    def send(self, request: Request, id: str) -> Response:
        """Send it now, whatever stopped it: as its agent."""
        held = self.get_object()
        posted = holding.send_now(held.pk, by=acting(self.given(request), request))
        return posted_in(held.conversation, posted)

    @extend_schema(responses=HeldShown)
    @action(detail=True, methods=["post"], url_path="take-back", serializer_class=ByAgent)
    def take_back(self, request: Request, id: str) -> Response:
        """Not sent after all: its text is the agent's draft again, and the answer."""
        held = self.get_object()
        row = holding.take_back(held.pk, by=acting(self.given(request), request))
        return shown(HeldShown, row)


def _asked_for(found: QuerySet[HeldReply], request: Request) -> QuerySet[HeldReply]:
    if agent := request.query_params.get("agent"):
        found = found.filter(agent__email=agent.lower())
    if conversation := request.query_params.get("conversation"):
        found = found.filter(conversation=access.known_as(conversation))
    if request.query_params.get("stopped") == "true":
        found = found.exclude(why="")
    return found
