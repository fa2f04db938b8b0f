"""What an agent has begun to write in a conversation: their drafts, kept for them."""

from typing import Any
from uuid import UUID, uuid4

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import single
from helpdesk.api.casework import CaseVerbs
from helpdesk.api.people import ByAgent, acting
from helpdesk.api.resources import shown
from helpdesk.composing import drafting
from helpdesk.composing.drafting import Place, Written
from helpdesk.composing.models import Draft


class UnsentShown(serializers.ModelSerializer[Draft]):
    """``version`` is new with each change: give it back with the next one."""

    kind = serializers.CharField(help_text="`reply` or `note`.")
    attachments = serializers.ListField(child=serializers.CharField(), source="files")

    class Meta:
        model = Draft
        fields = ["kind", "body", "attachments", "cid", "version", "updated_at"]
        read_only_fields = fields


class UnsentListShown(serializers.Serializer[Any]):
    """The agent's, one of each kind at most."""

    items = UnsentShown(many=True)


class UnsentGiven(ByAgent):
    """What stands in the composer now; without words and files the draft is gone."""

    kind = serializers.ChoiceField(Draft.Kind.choices)
    body = serializers.CharField(trim_whitespace=False, allow_blank=True, default="")
    attachments = serializers.ListField(child=serializers.CharField(max_length=24), default=list)
    cid = serializers.UUIDField(required=False, help_text="Of the reply that it will be.")
    version = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="The version that was seen; none: there was no draft.",
    )


class DraftVerbs(CaseVerbs):
    """What the conversations' resource also does."""

    @extend_schema(
        methods=["GET"],
        request=None,
        responses=UnsentListShown,
        parameters=[OpenApiParameter("agent", description="An agent's e-mail; else the maker's.")],
    )
    @extend_schema(methods=["POST"], responses={200: UnsentShown, 204: None})
    @action(detail=True, methods=["get", "post"], serializer_class=UnsentGiven)
    def drafts(self, request: Request, id: str) -> Response:
        """An agent's drafts; POST keeps one over the version that was seen, or empties it (204).

        409, with the ``version`` that there is, when another device has changed it meanwhile.
        """
        conversation = single.named(id)
        if request.method == "GET":
            asked = ByAgent(data=request.query_params)
            asked.is_valid(raise_exception=True)
            items = drafting.of(conversation.pk, acting(asked.validated_data, request))
            return Response(UnsentListShown({"items": items}).data)
        data = self.given(request)
        place = Place(conversation.pk, acting(data, request), data["kind"])
        written = Written(data["body"], data.get("cid") or _cid_of(place), data["attachments"])
        kept = drafting.keep(place, written, seen=data.get("version"))
        return shown(UnsentShown, kept) if kept else Response(status=204)


def _cid_of(place: Place) -> UUID:
    """The draft's own, as long as it is the same draft."""
    drafts = drafting.of(place.conversation_id, place.agent)
    return next((draft.cid for draft in drafts if draft.kind == place.kind), uuid4())
