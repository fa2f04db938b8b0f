"""Verbs on a conversation: transfer, snooze, merge, split; correct what is known of its contact."""

from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import single
from helpdesk.api.filing import FilingVerbs
from helpdesk.api.people import AgentByEmail, ByAgent, ConversationById, TeamByName, acting
from helpdesk.api.resources import about
from helpdesk.api.single import ConversationInFull
from helpdesk.conversations import (
    contacts,
    lifecycle,
    merging,
    messaging,
    splitting,
    transferring,
)
from helpdesk.routing import resting

CORRECTED: Final = ("name", "email", "phone")


class MergeGiven(ByAgent):
    into = ConversationById(help_text="The id of the one that lives on.")


class SplitGiven(ByAgent):
    seq = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, help_text="The message that begins the new conversation."
    )


class TransferGiven(ByAgent):
    """To an agent, or into the queue of a team."""

    to = AgentByEmail(required=False)
    team = TeamByName(required=False)
    note = serializers.CharField(
        required=False, trim_whitespace=False, help_text="For colleagues: why."
    )

    def validate_note(self, note: str) -> str:
        return messaging.checked_body(note, beside="a transfer without words")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("to" in attrs) == ("team" in attrs):
            raise ValidationError({"to": "Name an agent in “to”, or a team in “team”."})
        return attrs


class SnoozeGiven(ByAgent):
    until = serializers.DateTimeField(
        allow_null=True, default=None, help_text="null: until the contact writes."
    )


class CorrectionGiven(ByAgent):
    """What an agent learnt; at least one of them."""

    name = serializers.CharField(required=False, allow_blank=True)
    email = serializers.CharField(required=False, allow_blank=True)
    phone = serializers.CharField(required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not any(name in attrs for name in CORRECTED):
            raise ValidationError({"name": "Give a name, an e-mail or a phone number."})
        return attrs


class CaseVerbs(FilingVerbs):
    """What the conversations' resource also does."""

    @extend_schema(responses=ConversationInFull)
    @action(detail=True, methods=["post"], serializer_class=MergeGiven)
    def merge(self, request: Request, id: str) -> Response:
        """Take all of it into another conversation of the same contact, which is answered.

        What arrives for the one that went lands there; its own log keeps its numbers.
        """
        old, data = single.named(id), self.given(request)
        with about("into"):
            kept = merging.merge(old.pk, into=data["into"].pk, by=acting(data, request))
        return single.answered(kept.pk)

    @extend_schema(responses=ConversationInFull)
    @action(detail=True, methods=["post"], serializer_class=SplitGiven)
    def split(self, request: Request, id: str) -> Response:
        """Begin a new conversation with a message and all after it, which is answered."""
        old, data = single.named(id), self.given(request)
        with about("seq"):
            new = splitting.split(old.pk, data["seq"], by=acting(data, request))
        return single.answered(new.pk)

    @extend_schema(responses=ConversationInFull)
    @action(detail=True, methods=["post"], serializer_class=TransferGiven)
    def transfer(self, request: Request, id: str) -> Response:
        """Pass it on with a note, all at once or not at all."""
        row, data = single.named(id), self.given(request)
        to, by = data.get("to") or data["team"], acting(data, request)
        with about("to" if "to" in data else "team"):
            transferring.transfer(row.pk, to=to, by=by, note=data.get("note", ""))
        return single.answered(row.pk)

    @extend_schema(responses=ConversationInFull)
    @action(detail=True, methods=["post"], serializer_class=SnoozeGiven)
    def snooze(self, request: Request, id: str) -> Response:
        """Out of sight until a time, or until the contact writes, which wakes it in any case."""
        row, data = single.named(id), self.given(request)
        with about("until"):
            until = resting.checked(data["until"]) if data["until"] else None
        lifecycle.snooze(row.pk, until=until, by=acting(data, request))
        return single.answered(row.pk)

    @extend_schema(responses=ConversationInFull)
    @action(detail=True, methods=["post"], serializer_class=CorrectionGiven)
    def correct(self, request: Request, id: str) -> Response:
        """Correct what is known of the contact: what is not named stays, "" takes it away."""
        row, data = single.named(id), self.given(request)
        known = {name: data[name] for name in CORRECTED if name in data}
        contacts.correct(row.contact_id, **known, in_id=row.pk, by=acting(data, request))
        return single.answered(row.pk)
