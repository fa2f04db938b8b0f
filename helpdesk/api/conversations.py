"""/api/v1/conversations/: find, start, answer, assign, hand off, resolve, reopen."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalation.deciding import Decision
from escalation.rules import Priority, Trigger
from escalation.words import USUAL_WORDS
from helpdesk.agents.models import Agent
from helpdesk.api import filtering, single
from helpdesk.api.callers import maker_of
from helpdesk.api.held import HoldingVerbs
from helpdesk.api.messages import PostedShown, Reply, posted_in, reply_as
from helpdesk.api.people import AgentByEmail, ByAgent, TeamByName, acting
from helpdesk.api.single import ConversationInFull, ConversationShown
from helpdesk.conversations import contacts, lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation, Message
from helpdesk.handoff.handing_over import hand_over


class ContactGiven(serializers.Serializer[Any]):
    """Who asks. ``external_id`` is their id in your product: give it only when you know it."""

    external_id = serializers.CharField(max_length=200, required=False)
    name = serializers.CharField(max_length=200, required=False)
    email = serializers.EmailField(required=False)
    phone = serializers.CharField(max_length=40, required=False)
    locale = serializers.CharField(max_length=12, required=False)


class ConversationStarted(serializers.Serializer[Any]):
    contact = ContactGiven()
    message = serializers.CharField(
        required=False, trim_whitespace=False, help_text="The contact's first message."
    )
    page = serializers.DictField(
        required=False, child=serializers.CharField(), help_text="url, title and referrer."
    )
    locale = serializers.CharField(max_length=12, required=False)


class AssignGiven(ByAgent):
    to = AgentByEmail()


class HandoffGiven(serializers.Serializer[Any]):
    team = TeamByName(required=False, help_text="Without one: the default team.")
    reason = serializers.CharField(max_length=300, required=False, help_text="For the agents.")
    words = serializers.CharField(max_length=500, required=False, help_text="For the contact.")
    priority = serializers.ChoiceField(Priority.choices, default=Priority.NORMAL)


@extend_schema_view(list=extend_schema(parameters=filtering.PARAMETERS))
class Conversations(HoldingVerbs):
    """Conversations of this workspace, spam included and marked as such."""

    resource: ClassVar[str] = "conversations"
    serializer_class = ConversationShown
    lookup_field = "public_id"
    lookup_url_kwarg = "id"

    def get_queryset(self) -> QuerySet[Conversation]:
        return Conversation.objects.select_related("contact", "team", "assignee").order_by("-id")

    def list(self, request: Request) -> Response:
        """Newest first; with ``updated_since`` the oldest change first.

        With filters a page may be short, or empty, while ``next`` leads on: go on until it is null.
        """
        return filtering.page(request)

    @extend_schema(responses=ConversationInFull)
    def retrieve(self, request: Request, id: str) -> Response:
        """One, with its tags, who follows it and what it is linked with."""
        return single.answered(single.named(id).pk)

    @extend_schema(request=ConversationStarted, responses={201: ConversationInFull})
    def create(self, request: Request) -> Response:
        """Start a conversation; a first message is answered by the assistant."""
        serializer = ConversationStarted(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        conversation = lifecycle.start(
            _contact(data["contact"]),
            origin=Conversation.Origin.API,
            page=data.get("page"),
            locale=data.get("locale", ""),
        )
        if "message" in data:
            sender = Message.Sender.CONTACT
            messaging.post_message(conversation.pk, sender=sender, body=data["message"])
        return single.answered(conversation.pk, 201)

    @extend_schema(responses={201: PostedShown})
    @action(detail=True, methods=["post"], serializer_class=Reply)
    def reply(self, request: Request, id: str) -> Response:
        """Answer as an agent, who owns the conversation from then on."""
        row, data = single.named(id), self.given(request)
        return posted_in(row, reply_as(row.pk, acting(data, request), data))

    @extend_schema(responses=ConversationInFull)
    @action(detail=True, methods=["post"], serializer_class=AssignGiven)
    def assign(self, request: Request, id: str) -> Response:
        """Give it to an agent, whoever has it now."""
        number, data = single.named(id).pk, self.given(request)
        lifecycle.assign(number, to=data["to"], by=acting(data, request))
        return single.answered(number)

    @extend_schema(responses=ConversationInFull)
    @action(detail=True, methods=["post"], serializer_class=HandoffGiven)
    def handoff(self, request: Request, id: str) -> Response:
        """Put it into a team's queue and tell the contact. Refused while a person has it."""
        number, data = single.named(id).pk, self.given(request)
        if hand_over(number, _decision(data, maker_of(request))) is None:
            raise messaging.Refused("It waits for a person already, or a person has it.")
        return single.answered(number)

    @extend_schema(responses=ConversationInFull)
    @action(detail=True, methods=["post"], serializer_class=ByAgent)
    def resolve(self, request: Request, id: str) -> Response:
        """Done. Resolving twice changes nothing."""
        number, data = single.named(id).pk, self.given(request)
        lifecycle.resolve(number, by=acting(data, request))
        return single.answered(number)

    @extend_schema(responses=ConversationInFull)
    @action(detail=True, methods=["post"], serializer_class=ByAgent)
    def reopen(self, request: Request, id: str) -> Response:
        """Not done after all: back to the agent who reopens it."""
        number, data = single.named(id).pk, self.given(request)
        lifecycle.reopen(number, by=acting(data, request))
        return single.answered(number)


def _contact(data: dict[str, Any]) -> Contact:
    """The contact with this id, else the last one with this address, else a new one."""
    known = {name: value for name, value in data.items() if name != "external_id"}
    if external_id := data.get("external_id"):
        return contacts.identified(external_id, **known)
    email = data.get("email")
    found = Contact.objects.filter(email=email).order_by("id").last() if email else None
    return found or Contact.objects.create(**known)


def _decision(data: dict[str, Any], agent: Agent | None) -> Decision:
    team = data.get("team")
    by = f" by {agent.name}" if agent else ""
    return Decision(
        trigger=Trigger.ASKS_FOR_PERSON,
        rule_name="",
        team_id=team.pk if team else None,
        priority=Priority(data["priority"]),
        words=data.get("words") or USUAL_WORDS[Trigger.ASKS_FOR_PERSON],
        reason=data.get("reason") or f"Handed off through the API{by}.",
    )
