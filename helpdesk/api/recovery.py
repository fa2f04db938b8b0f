"""/api/v1/promises/ and /api/v1/recovery-cases/: what customers are owed, and what failed them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from helpdesk.api.resources import Resource, shown
from helpdesk.recovery.failures import Failure
from helpdesk.recovery.models import Promise, RecoveryCase, RootCause
from helpdesk.recovery.stages import OUTCOMES, State

_OUTCOMES = [(one.value, one.label) for one in OUTCOMES]
_CAUSES = RootCause.choices


class PromiseShown(serializers.ModelSerializer[Promise]):
    """``closed_at`` is when nothing more was owed; a broken promise may be done late."""

    id = serializers.CharField(source="public_id", read_only=True)
    conversation = serializers.CharField(source="conversation.public_id", read_only=True)
    owner = serializers.EmailField(source="owner.email", read_only=True, allow_null=True)
    team = serializers.CharField(source="team.name", read_only=True, allow_null=True)

    class Meta:
        model = Promise
        fields = ["id", "conversation", "kind", "text", "state", "made_by", "owner", "team", "seq"]
        fields += ["due_at", "created_at", "kept_at", "broken_at", "closed_at"]
        read_only_fields = fields


class SignShown(serializers.Serializer[Any]):
    """Something that went wrong."""

    failure = serializers.ChoiceField(choices=Failure.choices)
    why = serializers.CharField()
    at = serializers.DateTimeField()


class CaseShown(serializers.ModelSerializer[RecoveryCase]):
    """How far a recovery has come; each step has its time, null while it was not taken."""

    id = serializers.CharField(source="public_id", read_only=True)
    conversation = serializers.CharField(source="conversation.public_id", read_only=True)
    owner = serializers.EmailField(source="owner.email", read_only=True, allow_null=True)
    signs = SignShown(many=True, read_only=True)
    # Empty until there is one.
    outcome = serializers.ChoiceField(choices=_OUTCOMES, allow_blank=True, read_only=True)
    root_cause = serializers.ChoiceField(choices=_CAUSES, allow_blank=True, read_only=True)

    class Meta:
        model = RecoveryCase
        fields = ["id", "conversation", "state", "failure", "signs", "owner", "outcome", "rating"]
        fields += ["returns", "needs_review", "root_cause", "root_note", "detected_at"]
        fields += ["acknowledged_at", "owned_at", "ended_at", "asked_at", "closed_at"]
        read_only_fields = fields


class Promises(Resource):
    """What customers were promised: read only, since a promise is made where it is said."""

    # Whoever may read what was said may read what was promised in it.
    resource: ClassVar[str] = "conversations"
    serializer_class = PromiseShown
    lookup_field = "id"

    def get_queryset(self) -> QuerySet[Promise]:
        return Promise.objects.select_related("conversation", "owner", "team").order_by("-id")

    @extend_schema(
        parameters=[
            OpenApiParameter("state", enum=Promise.State.values),
            OpenApiParameter("kind", enum=Promise.Kind.values),
            OpenApiParameter("conversation", str),
        ]
    )
    def list(self, request: Request) -> Answer:
        """Newest first."""
        filters = {"state": "state", "kind": "kind", "conversation": "conversation__public_id"}
        return self.page(_asked_for(self.get_queryset(), request, filters))

    def retrieve(self, _request: Request, id: str) -> Answer:
        """One promise."""
        return shown(PromiseShown, get_object_or_404(self.get_queryset(), public_id=id))


class RecoveryCases(Resource):
    """Conversations that failed their customer: read only, the inbox works on them."""

    # Whoever may read what was said may read what was promised in it.
    resource: ClassVar[str] = "conversations"
    serializer_class = CaseShown
    lookup_field = "id"

    def get_queryset(self) -> QuerySet[RecoveryCase]:
        return RecoveryCase.objects.select_related("conversation", "owner").order_by("-id")

    @extend_schema(
        parameters=[
            OpenApiParameter("state", enum=State.values),
            OpenApiParameter("failure", enum=Failure.values),
            OpenApiParameter("root_cause", enum=RootCause.values),
            OpenApiParameter("conversation", str),
        ]
    )
    def list(self, request: Request) -> Answer:
        """Newest first."""
        filters = {name: name for name in ("state", "failure", "root_cause")}
        filters["conversation"] = "conversation__public_id"
        return self.page(_asked_for(self.get_queryset(), request, filters))

    def retrieve(self, _request: Request, id: str) -> Answer:
        """One case."""
        return shown(CaseShown, get_object_or_404(self.get_queryset(), public_id=id))


def _asked_for(found: QuerySet[Any], request: Request, filters: Mapping[str, str]) -> QuerySet[Any]:
    given = {field: request.query_params.get(name) for name, field in filters.items()}
    return found.filter(**{field: value for field, value in given.items() if value})
