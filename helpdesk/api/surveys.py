"""/api/v1/survey-responses/: what customers answered."""

from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from helpdesk.api.paging import narrowed
from helpdesk.api.resources import Resource
from helpdesk.surveys.models import Kind, Path, Response


class ResponseShown(serializers.ModelSerializer[Response]):
    """``solved`` scores 1 or 0, ``csat`` 1 to 5; a skipped one has no score."""

    id = serializers.CharField(source="invitation.public_id", read_only=True)
    conversation = serializers.CharField(source="invitation.conversation.public_id", read_only=True)
    asked_at = serializers.DateTimeField(source="invitation.created_at", read_only=True)

    class Meta:
        model = Response
        fields = ["id", "conversation", "kind", "path", "score", "comment", "skipped"]
        fields += ["asked_at", "created_at", "updated_at"]
        read_only_fields = fields


class SurveyResponses(Resource):
    """Answers to surveys, split by who helped (path): never only blended."""

    resource: ClassVar[str] = "surveys"
    serializer_class = ResponseShown

    def get_queryset(self) -> QuerySet[Response]:
        return Response.objects.select_related("invitation__conversation").order_by("-id")

    @extend_schema(
        parameters=[
            OpenApiParameter("kind", enum=Kind.values),
            OpenApiParameter("path", enum=Path.values),
            OpenApiParameter("updated_since", OpenApiTypes.DATETIME),
        ]
    )
    def list(self, request: Request) -> Answer:
        """Newest first; with ``updated_since`` the oldest change first."""
        filters = {"kind": "kind", "path": "path"}
        return self.page(narrowed(self.get_queryset(), request, filters))
