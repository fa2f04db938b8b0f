"""Tags, followers, links and mentions: /api/v1/tags, /mentions, and verbs on a conversation."""

from typing import ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import single
from helpdesk.api.people import ByAgent, ConversationById, acting
from helpdesk.api.resources import Resource, about
from helpdesk.api.single import Filed
from helpdesk.conversations import access
from helpdesk.conversations.models import Conversation
from helpdesk.filing import filed, following, linking, tagging
from helpdesk.filing.models import LONGEST_TAG, Mention, Tag, Tagging


class TagsGiven(ByAgent):
    tags = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TAG), allow_empty=False, max_length=100
    )


class LinkGiven(ByAgent):
    other = ConversationById(help_text="The id of the other one.")


class FilingVerbs(Resource):
    """What the conversations' resource also does."""

    @extend_schema(responses=Filed)
    @action(detail=True, methods=["post"], serializer_class=TagsGiven)
    def tag(self, request: Request, id: str) -> Response:
        """Put tags on. Those that do not exist are made; those that it has are no mistake."""
        row, data = single.named(id), self.given(request)
        tagging.tag(row.pk, data["tags"], by=acting(data, request))
        return _filed(row)

    @extend_schema(responses=Filed)
    @action(detail=True, methods=["post"], serializer_class=TagsGiven)
    def untag(self, request: Request, id: str) -> Response:
        """Take tags off. Those that it has not are no mistake."""
        row, data = single.named(id), self.given(request)
        tagging.untag(row.pk, data["tags"], by=acting(data, request))
        return _filed(row)

    @extend_schema(responses=Filed)
    @action(detail=True, methods=["post"], serializer_class=ByAgent)
    def follow(self, request: Request, id: str) -> Response:
        """The agent follows it: it stands in their view, and they hear of it."""
        row = single.named(id)
        following.follow(row.pk, acting(self.given(request), request))
        return _filed(row)

    @extend_schema(responses=Filed)
    @action(detail=True, methods=["post"], serializer_class=ByAgent)
    def unfollow(self, request: Request, id: str) -> Response:
        """The agent follows it no longer."""
        row = single.named(id)
        following.unfollow(row.pk, acting(self.given(request), request))
        return _filed(row)

    @extend_schema(responses=Filed)
    @action(detail=True, methods=["post"], serializer_class=LinkGiven)
    def link(self, request: Request, id: str) -> Response:
        """Say in both that they have to do with each other. Twice is no mistake."""
        row, data = single.named(id), self.given(request)
        with about("other"):
            linking.link(row.pk, data["other"].pk, by=acting(data, request))
        return _filed(row)

    @extend_schema(responses=Filed)
    @action(detail=True, methods=["post"], serializer_class=LinkGiven)
    def unlink(self, request: Request, id: str) -> Response:
        """No longer. That they were not linked is no mistake."""
        row, data = single.named(id), self.given(request)
        linking.unlink(row.pk, data["other"].pk, by=acting(data, request))
        return _filed(row)


class TagShown(serializers.ModelSerializer[Tag]):
    is_used = serializers.BooleanField(read_only=True, help_text="Whether a conversation has it.")

    class Meta:
        model = Tag
        fields = ["name", "is_used", "created_at"]
        read_only_fields = fields


class Tags(Resource):
    """Words under which conversations are filed: read only, a tag is made where it is used."""

    resource: ClassVar[str] = "conversations"
    serializer_class = TagShown

    def list(self, _request: Request) -> Response:
        """Newest first."""
        used = Exists(Tagging.objects.filter(tag=OuterRef("pk")))
        return self.page(Tag.objects.annotate(is_used=used).order_by("-id"))


class MentionShown(serializers.ModelSerializer[Mention]):
    conversation = serializers.CharField(source="conversation.public_id", read_only=True)
    agent = serializers.EmailField(source="agent.email", read_only=True)
    by = serializers.EmailField(source="by.email", read_only=True, allow_null=True)
    seq = serializers.IntegerField(read_only=True, help_text="Number of the note.")

    class Meta:
        model = Mention
        fields = ["conversation", "seq", "agent", "by", "created_at", "seen_at"]
        read_only_fields = fields


class Mentions(Resource):
    """Who was named in a note, and whether they have read it."""

    resource: ClassVar[str] = "conversations"
    serializer_class = MentionShown

    @extend_schema(
        parameters=[
            OpenApiParameter("agent", description="An agent's e-mail."),
            OpenApiParameter("unread", bool, description="Only those not read yet."),
        ]
    )
    def list(self, request: Request) -> Response:
        """Newest first."""
        return self.page(_asked_for(Mention.objects.order_by("-id"), request))


def _asked_for(found: QuerySet[Mention], request: Request) -> QuerySet[Mention]:
    found = found.select_related("conversation", "agent", "by")
    if agent := request.query_params.get("agent"):
        found = found.filter(agent__email=agent.lower())
    if request.query_params.get("unread") == "true":
        found = found.filter(seen_at=None)
    return found


def _filed(conversation: Conversation) -> Response:
    return Response(Filed(filed.of(access.living(conversation.pk))).data)
