"""/api/v1/conversations/{id}/messages/: read the log by number, write into it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, ClassVar
from uuid import UUID, uuid4

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from helpdesk.agents.models import Agent
from helpdesk.api import single
from helpdesk.api.paging import LONGEST_NUMBER, limit_of
from helpdesk.api.people import ByAgent, acting
from helpdesk.api.resources import Resource
from helpdesk.conversations import access, attaching, log, messaging, rechecking, replying
from helpdesk.conversations.attaching import Tray
from helpdesk.conversations.messaging import Posted
from helpdesk.conversations.models import Conversation, Message
from helpdesk.notifying.colliding import Known, heeding

WRITERS = [(one.value, one.label) for one in (Message.Sender.CONTACT, Message.Sender.AGENT)]


class Author(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(Message.Sender.choices)
    name = serializers.CharField()


class MessageShown(serializers.Serializer[Any]):
    """An entry of the log: a message, a note for agents, or an event."""

    seq = serializers.IntegerField(help_text="Its number in the conversation, without gaps.")
    kind = serializers.ChoiceField(Message.Kind.choices)
    sender = serializers.ChoiceField(Message.Sender.choices)
    author = Author()
    body = serializers.CharField()
    cid = serializers.UUIDField(allow_null=True)
    # The log's own word. DRF takes declared fields off the class, so its property stays intact.
    data = serializers.DictField(  # type: ignore[assignment]
        help_text="Sources, event names and the like."
    )
    at = serializers.DateTimeField()


class Written(ByAgent):
    """Words, files, or both."""

    body = serializers.CharField(
        trim_whitespace=False, allow_blank=True, default="", help_text="May be empty beside files."
    )
    attachments = serializers.ListField(
        child=serializers.CharField(max_length=24),
        required=False,
        help_text=f"Ids of uploads of the same sender, at most {attaching.MOST_FILES}.",
    )
    cid = serializers.UUIDField(required=False, help_text="Your id; the same one posts once.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["body"].strip() and not attrs.get("attachments"):
            raise ValidationError({"body": "Write something, or attach a file."})
        return attrs


class Reply(Written):
    """Of an agent. ``seen`` is what they knew: nothing is sent over news that they do not know."""

    seen = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        help_text="Number of the last entry that the author has seen. If others have said "
        "something since, the answer is 409 (`collision`) with these entries and `head`; give "
        "that back as `seen` to send all the same. Without it nothing is looked at.",
    )


def heeded(
    conversation_id: int, agent: Agent, data: dict[str, Any]
) -> AbstractContextManager[None]:
    """Send within the block, unless something stands there that the author has not seen.

    Raises ``Collision``. Who else is replying stops no program: it could do nothing about it.
    """
    seen, cid = data.get("seen"), data.get("cid") or uuid4()
    known = None if seen is None else Known(seen, cid, despite=True)
    return heeding(conversation_id, agent, known)


def written(data: dict[str, Any]) -> dict[str, Any]:
    """What the verbs take of it."""
    return {"body": data["body"], "cid": data.get("cid"), "files": data.get("attachments", ())}


class MessageGiven(Reply):
    """A message of the contact, or of an agent; a note is seen by agents only."""

    sender = serializers.ChoiceField(WRITERS)
    kind = serializers.ChoiceField(
        [Message.Kind.MESSAGE.value, Message.Kind.NOTE.value], default=Message.Kind.MESSAGE.value
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if attrs["kind"] == Message.Kind.NOTE and attrs["sender"] != Message.Sender.AGENT:
            raise ValidationError({"kind": "Only an agent writes notes."})
        return attrs


class PostedShown(serializers.Serializer[Any]):
    seq = serializers.IntegerField()
    conversation = serializers.CharField(
        help_text="Where it stands: another one when the one you named was merged."
    )
    duplicate = serializers.BooleanField(help_text="It had been posted before under this cid.")


@extend_schema_serializer(many=False)  # one page, though the action is a list
class MessagePage(serializers.Serializer[Any]):
    items = MessageShown(many=True)
    next = serializers.URLField(
        help_text="The entries after these; ask again later when there are none."
    )


class Messages(Resource):
    """The log of one conversation."""

    resource: ClassVar[str] = "conversations"
    serializer_class = MessageShown

    @extend_schema(
        parameters=[
            OpenApiParameter("after", OpenApiTypes.INT, description="Entries beyond this number."),
            OpenApiParameter("limit", OpenApiTypes.INT, description="1 to 100, usually 50."),
        ],
        responses=MessagePage,
    )
    def list(self, request: Request, id: str) -> Response:
        """Entries in order, notes and internal events too. ``next`` is always there: poll it."""
        conversation = single.named(id)
        page = log.entries_after(
            conversation, _after(request), for_contact=False, limit=limit_of(request)
        )
        following = replace_query_param(request.build_absolute_uri(), "after", page.upto)
        items = MessageShown([_with_time(item) for item in page.items], many=True).data
        return Response({"items": items, "next": following})

    @extend_schema(request=MessageGiven, responses={201: PostedShown})
    def create(self, request: Request, id: str) -> Response:
        """Write as the contact (the assistant may answer) or as an agent (who then owns it)."""
        conversation = access.by_public_id(id)
        serializer = MessageGiven(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        single.check(conversation, sender=data["sender"])
        return posted_in(conversation, _post(conversation, data, request))


def posted_in(conversation: Conversation, posted: Posted) -> Response:
    """The answer to whoever wrote into ``conversation``, or into the one that it was merged into.

    Where it stands is looked up as of now: a merge may have come between.
    """
    stands: dict[str, Any] = {"seq": posted.seq, "duplicate": posted.duplicate}
    stands["conversation"] = access.where_it_stands(conversation.pk)
    return Response(PostedShown(stands).data, status=201)


def reply_as(conversation_id: int, agent: Agent, data: dict[str, Any]) -> Posted:
    """Answer the contact, in the transaction that every POST is.

    Raises ``MergedAway``: an agent is told, where a contact just goes on.

    ``Collision`` where ``seen`` says that the author has not seen all.
    """
    rechecking.check(conversation_id, agent, fence=None, cid=data.get("cid"))
    with heeded(conversation_id, agent, data):
        return replying.reply(conversation_id, agent, **written(data))


def _post(conversation: Conversation, data: dict[str, Any], request: Request) -> Posted:
    if data["sender"] == Message.Sender.CONTACT:
        return _post_for_contact(conversation, **written(data))
    agent = acting(data, request)
    if data["kind"] == Message.Kind.NOTE:
        return replying.note(conversation.pk, agent, **written(data))
    return reply_as(conversation.pk, agent, data)


def _post_for_contact(
    conversation: Conversation, *, body: str, cid: UUID | None, files: Sequence[str]
) -> Posted:
    sender = str(Message.Sender.CONTACT)
    write = partial(messaging.post_message, sender=sender)
    return attaching.post(write, Tray(conversation.pk, sender), files, body=body, cid=cid)


def _after(request: Request) -> int:
    given = request.query_params.get("after", "0")
    if not given.isdecimal() or len(given) > LONGEST_NUMBER or int(given) > 2**31 - 1:
        raise ValidationError({"after": "Give the number of an entry, or 0."})
    return int(given)


def _with_time(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "at": serializers.DateTimeField().to_internal_value(item["at"])}
