"""Agents, teams, contacts and conversations as programs name them: by e-mail, name, public id."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.api.callers import maker_of
from helpdesk.conversations.models import Contact, Conversation


class AgentByEmail(serializers.SlugRelatedField[Agent]):
    """An agent who may still log in."""

    def __init__(self, **kwargs: Any) -> None:
        queryset = None if kwargs.get("read_only") else Agent.objects.filter(is_active=True)
        super().__init__(slug_field="email", queryset=queryset, **kwargs)

    def to_internal_value(self, data: Any) -> Agent:
        return super().to_internal_value(str(data).lower())


class TeamByName(serializers.SlugRelatedField[Team]):
    def __init__(self, **kwargs: Any) -> None:
        queryset = None if kwargs.get("read_only") else Team.objects.all()
        super().__init__(slug_field="name", queryset=queryset, **kwargs)


class ConversationById(serializers.SlugRelatedField[Conversation]):
    """Another company's does not exist."""

    default_error_messages = {
        "does_not_exist": "There is no conversation “{value}” here.",
        "merged": "“{value}” was merged into “{into}”. Name that one.",
    }

    def __init__(self, **kwargs: Any) -> None:
        queryset = Conversation.objects.select_related("merged_into")
        super().__init__(slug_field="public_id", queryset=queryset, **kwargs)

    def to_internal_value(self, data: Any) -> Conversation:
        found = super().to_internal_value(data)
        if found.merged_into:
            self.fail("merged", value=data, into=found.merged_into.public_id)
        return found


class ContactShown(serializers.ModelSerializer[Contact]):
    id = serializers.CharField(source="public_id", read_only=True)
    # Empty until they tell it, which is no e-mail address by the description's standard.
    email = serializers.CharField(read_only=True)

    class Meta:
        model = Contact
        fields = ["id", "external_id", "name", "email", "phone", "locale"]
        read_only_fields = fields


class ByAgent(serializers.Serializer[Any]):
    """Who does it: an agent's e-mail, or whoever made the token."""

    agent = AgentByEmail(required=False)


def acting(data: dict[str, Any], request: Request) -> Agent:
    """The named agent, else the token's maker. Raises ``ValidationError`` when both lack."""
    agent: Agent | None = data.get("agent") or maker_of(request)
    if agent is None or not agent.is_active:
        raise serializers.ValidationError(
            {"agent": "Give an agent's e-mail: whoever made this token has left."}
        )
    return agent
