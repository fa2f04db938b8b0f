"""/api/v1/views/: filters under a name, as agents save and share them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.api import filtering
from helpdesk.api.callers import maker_of
from helpdesk.api.people import ByAgent, TeamByName, acting
from helpdesk.api.resources import Resource, shown
from helpdesk.selecting import saving
from helpdesk.selecting.filters import LONGEST, MOST_VALUES, NAMES, Filters
from helpdesk.selecting.models import LONGEST_NAME, SavedView
from helpdesk.selecting.saving import Wanted

_LISTS = serializers.ListField(
    child=serializers.CharField(max_length=LONGEST), max_length=MOST_VALUES
)


class FiltersField(serializers.DictField):
    """``{"priority": ["high", "urgent"], "assignee": ["ada@acme.example"]}``."""

    child = _LISTS

    def to_representation(self, value: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """With agents' e-mails and teams' names; who is gone is left out."""
        return {name: _named(name, values) for name, values in value.items()}


class ViewShown(serializers.ModelSerializer[SavedView]):
    id = serializers.CharField(source="public_id", read_only=True)
    owner = serializers.EmailField(source="owner.email", read_only=True, allow_null=True)
    team = serializers.CharField(source="team.name", read_only=True, allow_null=True)
    filters = FiltersField(read_only=True, help_text="As the list of conversations takes them.")

    class Meta:
        model = SavedView
        fields = ["id", "name", "audience", "team", "owner", "filters", "created_at", "updated_at"]
        read_only_fields = fields


class ViewGiven(ByAgent):
    name = serializers.CharField(max_length=LONGEST_NAME)
    audience = serializers.ChoiceField(
        SavedView.Audience.choices, default=SavedView.Audience.PRIVATE
    )
    team = TeamByName(required=False, help_text="Of a view that a team sees.")
    filters = FiltersField(required=False, help_text="The inbox's: view, status, assignee, …")


class Views(Resource):
    """Saved views: everyone's, teams', and those of whoever made the token."""

    # Whoever may read conversations may read how they are looked at.
    resource: ClassVar[str] = "conversations"
    serializer_class = ViewShown
    lookup_field = "id"

    def get_queryset(self) -> QuerySet[SavedView]:
        is_shared = ~Q(audience=SavedView.Audience.PRIVATE)
        is_makers = Q(owner__isnull=False, owner=maker_of(self.request))
        seen = SavedView.objects.filter(is_shared | is_makers)
        return seen.select_related("owner", "team")

    def list(self, request: Request) -> Response:
        """Newest first."""
        return self.page(self.get_queryset().order_by("-id"))

    def retrieve(self, request: Request, id: str) -> Response:
        """One view."""
        return shown(ViewShown, self._view(id))

    @extend_schema(request=ViewGiven, responses={201: ViewShown})
    def create(self, request: Request) -> Response:
        """Save a view for the named agent, or for whoever made the token."""
        data = _given(request)
        filters = _filters(data.get("filters", {}))
        made = saving.save(_wanted(data), filters, by=acting(data, request))
        return shown(ViewShown, made, 201)

    @extend_schema(request=ViewGiven, responses=ViewShown)
    def partial_update(self, request: Request, id: str) -> Response:
        """Another name, audience or filters; what is not named stays."""
        view = self._view(id)
        now = {"name": view.name, "audience": view.audience, "team": view.team}
        data = _given(request, partial=True)
        filters = _filters(data["filters"]) if "filters" in data else None
        wanted = _wanted({**now, **data})
        by = acting(data, request)
        return shown(ViewShown, saving.change(id, by=by, wanted=wanted, given=filters))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """Take it away for all who see it; as whoever made the token."""
        self._view(id)
        saving.delete(id, by=acting({}, request))
        return Response(status=204)

    def _view(self, public_id: str) -> SavedView:
        found = self.get_queryset().filter(public_id=public_id).first()
        if found is None:
            raise NotFound
        return found


def _given(request: Request, *, partial: bool = False) -> dict[str, Any]:
    serializer = ViewGiven(data=request.data, partial=partial)
    serializer.is_valid(raise_exception=True)
    data: dict[str, Any] = serializer.validated_data
    return data


def _wanted(data: Mapping[str, Any]) -> Wanted:
    """Without a team where none is to see it: a PATCH may say only that."""
    is_teams = data["audience"] == SavedView.Audience.TEAM
    return Wanted(data["name"], data["audience"], data.get("team") if is_teams else None)


def _filters(given: Mapping[str, list[str]]) -> Filters:
    """Raises ``ValidationError`` for a name that is no filter, and by name for its values."""
    if unknown := sorted(set(given) - set(NAMES)):
        words = f"There is no filter “{unknown[0]}”. Choose among: {', '.join(NAMES)}."
        raise serializers.ValidationError({"filters": words})
    query = QueryDict(mutable=True)
    for name, values in given.items():
        query.setlist(name, values)
    return filtering.of(query, NAMES)


def _named(name: str, values: list[str]) -> list[str]:
    rows: QuerySet[Any] | None = None
    if name == "assignee":
        rows = Agent.objects.filter(pk__in=_numbers(values)).values_list("email", flat=True)
    if name == "team":
        rows = Team.objects.filter(pk__in=_numbers(values)).values_list("name", flat=True)
    return values if rows is None or not _numbers(values) else list(rows)


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal()]
