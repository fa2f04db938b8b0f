"""One conversation: found by the id that a program knows, and answered in full."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from helpdesk.api.people import AgentByEmail, ContactShown, TeamByName
from helpdesk.conversations import access
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.rechecking import MergedAway
from helpdesk.filing import filed


class Filed(serializers.Serializer[Any]):
    """How a conversation is filed."""

    tags = serializers.ListField(child=serializers.CharField(), help_text="By name.")
    followers = serializers.ListField(
        child=serializers.EmailField(), source="emails", help_text="E-mails of agents."
    )
    linked = serializers.ListField(
        child=serializers.CharField(), help_text="Ids of conversations, the latest first."
    )


class ConversationShown(serializers.ModelSerializer[Conversation]):
    """As lists have it."""

    id = serializers.CharField(source="public_id", read_only=True)
    contact = ContactShown(read_only=True)
    team = TeamByName(read_only=True, allow_null=True)
    assignee = AgentByEmail(read_only=True, allow_null=True)
    head = serializers.IntegerField(read_only=True, help_text="Number of the log's last entry.")
    tags = serializers.SerializerMethodField(help_text="By name.")
    merged_into = serializers.CharField(
        source="merged_into.public_id",
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Of status `merged`, which stands in lists alone: where it goes on.",
    )

    class Meta:
        model = Conversation
        fields = [
            *["id", "status", "origin", "priority", "subject", "contact", "team", "assignee"],
            *["locale", "page", "assistant_on", "is_spam", "head", "last_preview", "last_sender"],
            *["tags", "merged_into", "created_at", "updated_at", "last_message_at"],
            *["waiting_since", "handed_off_at", "first_reply_at", "snoozed_until", "resolved_at"],
        ]
        read_only_fields = fields

    def get_tags(self, _conversation: Conversation) -> list[str]:
        return self._filed.tags

    @property
    def _filed(self) -> filed.Filed:
        found: filed.Filed = self.context["filed"]
        return found


class ConversationInFull(ConversationShown):
    """One alone, with all by which it is filed."""

    followers = serializers.SerializerMethodField(help_text="E-mails of agents.")
    linked = serializers.SerializerMethodField(
        help_text="Ids of conversations that have to do with it, the latest first."
    )

    class Meta(ConversationShown.Meta):
        fields = [*ConversationShown.Meta.fields, "followers", "linked"]
        read_only_fields = fields

    def get_followers(self, _conversation: Conversation) -> list[str]:
        return self._filed.emails

    def get_linked(self, _conversation: Conversation) -> list[str]:
        return self._filed.linked


def named(public_id: str) -> Conversation:
    """The conversation of this id: looked up before anything else is said of a request.

    Raises ``Conversation.DoesNotExist``; ``MergedAway`` for what is only another's name by now. A
    program is not led along silently: what it knows of the old one, its numbers first of all, is
    not so in the one that lives.
    """
    found = access.by_public_id(public_id)
    check(found)
    return found


def check(found: Conversation, *, sender: str = "") -> None:
    """Raises ``MergedAway``; not where a contact is the sender, whose words land where it lives."""
    if found.merged_into and sender != Message.Sender.CONTACT:
        words = _("This was merged into another conversation. Use the id in “merged_into”.")
        raise MergedAway(found.merged_into, words)


def answered(conversation_id: int, status: int = 200) -> Response:
    """As it is now; the one that lives, where a merge was as fast as the verb."""
    row = access.as_it_lives(conversation_id)
    context = {"filed": filed.of(row.pk)}
    return Response(ConversationInFull(row, context=context).data, status=status)
