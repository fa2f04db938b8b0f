"""/api/v1/macros/: words and actions that agents call up by name, checked as in the admin."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.api.callers import maker_of
from helpdesk.api.people import AgentByEmail, TeamByName
from helpdesk.api.resources import Resource, shown
from helpdesk.composing import macros
from helpdesk.composing.deeds import DEEDS, ME
from helpdesk.composing.models import Macro


class Steps(serializers.DictField):
    """``{"reply": "Hello {{contact.first_name|fallback:there}}", "assign": "bo@acme.example"}``."""

    child = serializers.CharField(max_length=8_000, trim_whitespace=False)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        given: dict[str, str] = super().to_internal_value(data)
        named = {
            name: _KEYS[name](value) if name in _KEYS else value for name, value in given.items()
        }
        return macros.checked(named)

    def to_representation(self, value: Any) -> dict[str, str]:
        return {
            name: _NAMES[name](step) if name in _NAMES else step for name, step in value.items()
        }


class MacroShown(serializers.ModelSerializer[Macro]):
    id = serializers.CharField(source="public_id", read_only=True)
    owner = AgentByEmail(read_only=True, allow_null=True)
    team = TeamByName(required=False, allow_null=True)
    steps = Steps(help_text=f"Each at most once: {', '.join(DEEDS)}. Agents by e-mail or “me”.")
    uses = serializers.IntegerField(read_only=True)

    class Meta:
        model = Macro
        fields = ["id", "name", "shared", "owner", "team", "steps", "is_active", "uses", "used_at"]
        fields += ["created_at", "updated_at"]
        read_only_fields = ["used_at", "created_at", "updated_at"]
        extra_kwargs = {"name": {"required": True}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The same check as the form's, over the macro as it would be."""
        now = {name: getattr(self.instance, name, None) for name in ("shared", "team")} | attrs
        if now["shared"] == Macro.Shared.TEAM and not now["team"]:
            raise serializers.ValidationError({"team": "Name the team that it is for."})
        return attrs


class Macros(Resource):
    """Macros of this workspace, without those that an agent keeps to themselves."""

    # Whoever may speak with customers may keep the words for it.
    resource: ClassVar[str] = "conversations"
    serializer_class = MacroShown
    lookup_field = "public_id"
    lookup_url_kwarg = "id"

    def get_queryset(self) -> QuerySet[Macro]:
        found = Macro.objects.exclude(shared=Macro.Shared.PRIVATE)
        return found.select_related("owner", "team").order_by("-id")

    def list(self, request: Request) -> Response:
        """Newest first."""
        return self.page(self.get_queryset())

    def retrieve(self, request: Request, id: str) -> Response:
        return shown(MacroShown, self.get_object())

    @extend_schema(responses={201: MacroShown})
    def create(self, request: Request) -> Response:
        """A new macro, of whoever made the token."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        macro = serializer.save(owner=maker_of(request))
        return shown(MacroShown, macro, status.HTTP_201_CREATED)

    def partial_update(self, request: Request, id: str) -> Response:
        """``steps`` replaces all of them."""
        serializer = self.get_serializer(self.get_object(), data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return shown(MacroShown, serializer.save())

    def destroy(self, request: Request, id: str) -> Response:
        self.get_object().delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


# How programs name what a step keeps the key of, and back.
def _agent_key(email: str) -> str:
    found = Agent.objects.filter(email=email.lower()).values_list("pk", flat=True)
    return email if email == ME else str(found.first() or email)


def _team_key(name: str) -> str:
    found = Team.objects.filter(name=name).values_list("pk", flat=True)
    return str(found.first() or name)


def _agent_name(key: str) -> str:
    found = Agent.objects.filter(pk=key).values_list("email", flat=True) if key != ME else None
    return (found.first() if found else None) or key


def _team_name(key: str) -> str:
    return Team.objects.filter(pk=key).values_list("name", flat=True).first() or key


Translate = Callable[[str], str]
_KEYS: dict[str, Translate] = {"assign": _agent_key, "team": _team_key}
_NAMES: dict[str, Translate] = {"assign": _agent_name, "team": _team_name}
