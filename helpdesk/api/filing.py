"""Tags, followers, links and mentions: /api/v1/tags, /mentions, and verbs on a conversation."""

from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.people import ByAgent, ConversationById, acting
from helpdesk.api.resources import Resource, about
from helpdesk.conversations import access
from helpdesk.filing import following, linking, tagging
from helpdesk.filing.models import LONGEST_TAG, Mention, Tag, Tagging


class TagsGiven(ByAgent):
    tags = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TAG), allow_empty=False, max_length=100
    )


class Filed(serializers.Serializer[Any]):
    """How a conversation is filed."""

    tags = serializers.ListField(child=serializers.CharField())
    followers = serializers.ListField(child=serializers.EmailField())
    linked = serializers.ListField(
        child=serializers.CharField(), help_text="Ids of conversations, the latest first."
    )


class LinkGiven(ByAgent):
    other = ConversationById(help_text="The id of the other one.")


class FilingVerbs(Resource):
    """What the conversations' resource also does."""

    @extend_schema(responses=Filed)
    @action(detail=True, methods=["post"], serializer_class=TagsGiven)
    def tag(self, request: Request, id: str) -> Response:
        """Put tags on. Those that do not exist are made; those that it has are no mistake."""
        number, data = access.by_public_id(id).pk, self.given(request)
        tagging.tag(number, data["tags"], by=acting(data, request))
        return _filed(number)

    @extend_schema(responses=Filed)
    @action(detail=True, methods=["post"], serializer_class=TagsGiven)
    def untag(self, request: Request, id: str) -> Response:
        """Take tags off. Those that it has not are no mistake."""
        number, data = access.by_public_id(id).pk, self.given(request)
        tagging.untag(number, data["tags"], by=acting(data, request))
        return _filed(number)

    @extend_schema(responses=Filed)
    @action(detail=True, methods=["post"], serializer_class=ByAgent)
    def follow(self, request: Request, id: str) -> Response:
        """The agent follows it: it stands in their view, and they hear of it."""
        number = access.by_public_id(id).pk
        following.follow(number, acting(self.given(request), request))
        return _filed(number)

    @extend_schema(responses=Filed)
    @action(detail=True, methods=["post"], serializer_class=ByAgent)
    def unfollow(self, request: Request, id: str) -> Response:
        """The agent follows it no longer."""
        number = access.by_public_id(id).pk
        following.unfollow(number, acting(self.given(request), request))
        return _filed(number)

    @extend_schema(responses=Filed)
    @action(detail=True, methods=["post"], serializer_class=LinkGiven)
    def link(self, request: Request, id: str) -> Response:
        """Say in both that they have to do with each other. Twice is no mistake."""
        row, data = access.by_public_id(id), self.given(request)
        with about("other"):
            linking.link(row.pk, data["other"].pk, by=acting(data, request))
        return _filed(row.pk)

    @extend_schema(responses=Filed)
    @action(detail=True, methods=["post"], serializer_class=LinkGiven)
    def unlink(self, request: Request, id: str) -> Response:
        """No longer. That they were not linked is no mistake."""
        row, data = access.by_public_id(id), self.given(request)
        linking.unlink(row.pk, data["other"].pk, by=acting(data, request))
        return _filed(row.pk)


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


def _filed(conversation_id: int) -> Response:
    tags = tagging.names_of([conversation_id]).get(conversation_id, [])
    followers = following.followers(conversation_id).order_by(Lower("email"))
    linked = linking.linked(conversation_id).values_list("public_id", flat=True)
    return Response(
        {
            "tags": tags,
            "followers": [*followers.values_list("email", flat=True)],
            "linked": [*linked],
        }
    )
