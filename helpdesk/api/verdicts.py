"""/api/v1/handoff-verdicts/: what agents said of hand-offs, one by one and week by week."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from helpdesk.api.resources import Resource
from helpdesk.handoff import figures
from helpdesk.handoff.models import HandoffJudgement


class SaidShown(serializers.Serializer[Any]):
    """Who answered a question of the card, and when."""

    agent = serializers.CharField()
    at = serializers.DateTimeField()


class VerdictShown(serializers.ModelSerializer[HandoffJudgement]):
    """Answers are empty where nobody gave one; ``said`` names who did, by question."""

    conversation = serializers.CharField(source="handoff.conversation.public_id", read_only=True)
    handed_off_at = serializers.DateTimeField(source="handoff.created_at", read_only=True)
    trigger = serializers.CharField(source="handoff.trigger", read_only=True)
    moment = serializers.ChoiceField(
        source="judged", choices=HandoffJudgement.Moment.choices, allow_blank=True, read_only=True
    )
    said = serializers.DictField(child=SaidShown(), read_only=True)

    class Meta:
        model = HandoffJudgement
        fields = ["conversation", "handed_off_at", "trigger", "context", "moment", "team"]
        fields += ["summary", "summary_distance", "said", "judged_at"]
        read_only_fields = fields


class WeekShown(serializers.Serializer[Any]):
    """One week: hand-offs that were made in it, and how often each answer was given."""

    week = serializers.DateField(source="monday")
    handoffs = serializers.IntegerField()
    answers = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))
    summary_distance = serializers.FloatField(source="distance", allow_null=True)


class WeeksShown(serializers.Serializer[Any]):
    """Oldest first."""

    items = WeekShown(many=True)


class HandoffVerdicts(Resource):
    """What agents said of hand-offs: read only, it is said on the card."""

    resource: ClassVar[str] = "conversations"
    serializer_class = VerdictShown
    lookup_field = "id"

    def get_queryset(self) -> QuerySet[HandoffJudgement]:
        return HandoffJudgement.objects.select_related("handoff__conversation").order_by("-id")

    @extend_schema(
        parameters=[
            OpenApiParameter("moment", enum=HandoffJudgement.Moment.values),
            OpenApiParameter("context", enum=HandoffJudgement.Context.values),
            OpenApiParameter("team", enum=HandoffJudgement.Team.values),
            OpenApiParameter("summary", enum=HandoffJudgement.Summary.values),
        ]
    )
    def list(self, request: Request) -> Answer:
        """Newest first."""
        filters = {"moment": "judged", "context": "context", "team": "team", "summary": "summary"}
        given = {field: request.query_params.get(name) for name, field in filters.items()}
        wanted = {field: value for field, value in given.items() if value}
        return self.page(self.get_queryset().filter(**wanted))

    @extend_schema(responses=WeeksShown)
    @action(detail=False, url_path="weeks")
    def weeks(self, _request: Request) -> Answer:
        """The last weeks in which something was handed over, oldest first; at most twelve."""
        return Answer(WeeksShown({"items": figures.weeks()}).data)
