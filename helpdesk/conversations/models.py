"""Contacts, conversations, their log, and the record of each hand-off."""

import secrets
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _

from escalation.models import Team
from helpdesk.conversations import orders

# Characters of the last message that lists show.
PREVIEW = 160


def new_public_id() -> str:
    """An unguessable id for addresses and programs: 96 random bits."""
    return secrets.token_urlsafe(12).replace("-", "x").replace("_", "y")


class Contact(models.Model):
    """The person who asks; a visitor until they are identified or leave an address."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    external_id = models.CharField(
        max_length=200, null=True, blank=True, unique=True, help_text="Their id in your product."
    )
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    locale = models.CharField(max_length=12, blank=True)
    is_blocked = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["email"], name="contacts_by_email"),
            GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"),
                OpClass(Upper("email"), name="gin_trgm_ops"),
                name="contact_trigrams",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or str(_("Visitor"))

    @property
    def is_identified(self) -> bool:
        return self.external_id is not None


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def real(self) -> Self:
        """Neither spam nor only the name of one that was merged."""
        return self.filter(is_spam=False, merged_into=None)

    def queued_for(self, team: Team) -> Self:
        """The team's queue: who waits longest comes first."""
        waiting = self.real().filter(status=Conversation.Status.WAITING, team=team)
        return waiting.order_by("waiting_since", "id")


class Conversation(models.Model):
    """One thread with one contact. Only ``moving`` changes its status, for ``lifecycle``."""

    class Status(models.TextChoices):
        ASSISTED = "assisted", _("With the assistant")
        WAITING = "waiting", _("Waiting for a person")
        OPEN = "open", _("Open")
        SNOOZED = "snoozed", _("Snoozed")
        RESOLVED = "resolved", _("Resolved")
        # Nothing but another name of the conversation in ``merged_into``.
        MERGED = "merged", _("Merged")

    class Origin(models.TextChoices):
        WIDGET = "widget", _("Chat")
        API = "api", _("API")
        EMAIL = "email", _("E-mail")

    class Priority(models.TextChoices):
        LOW = "low", _("Low")
        NORMAL = "normal", _("Normal")
        HIGH = "high", _("High")
        URGENT = "urgent", _("Urgent")

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    client_key = models.UUIDField(null=True, blank=True, editable=False)
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="conversations", db_index=False
    )
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.WIDGET)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASSISTED)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, db_index=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,
    )
    priority = models.CharField(max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    subject = models.CharField(max_length=200, blank=True)
    locale = models.CharField(max_length=12, blank=True)
    page = models.JSONField(default=dict, blank=True)
    assistant_on = models.BooleanField(default=True)
    is_spam = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="merged_here",
        db_index=False,
    )

    # The log's last sequence number: gap-free, advanced under this row's lock.
    head = models.IntegerField(db_default=0)
    # Who may speak: raised on every change of ownership, checked when the assistant commits.
    fence = models.IntegerField(db_default=0)
    contact_seen = models.IntegerField(db_default=0)
    agent_seen = models.IntegerField(db_default=0)
    last_preview = models.CharField(max_length=200, db_default="", blank=True)
    last_sender = models.CharField(max_length=10, db_default="", blank=True)

    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    last_message_at = models.DateTimeField(db_default=Now())
    waiting_since = models.DateTimeField(null=True, blank=True)
    handed_off_at = models.DateTimeField(null=True, blank=True)
    first_reply_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "client_key"], name="one_conversation_per_client_key"
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="merged_somewhere",
            ),
        ]
        indexes = orders.LISTED

    def __str__(self) -> str:
        return f"#{self.pk} {self.contact}"


# What a conversation can be asked for by; under a merged one's name there is nothing to see.
LIVING = tuple(one for one in Conversation.Status if one != Conversation.Status.MERGED)


class Message(models.Model):
    """An entry of the log. ``messaging`` writes it, ``carrying`` takes it to another log."""

    class Kind(models.TextChoices):
        MESSAGE = "message", "Message"
        NOTE = "note", "Note"
        EVENT = "event", "Event"

    class Sender(models.TextChoices):
        CONTACT = "contact", "Contact"
        ASSISTANT = "assistant", "Assistant"
        AGENT = "agent", "Agent"
        SYSTEM = "system", "System"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    seq = models.IntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.MESSAGE)
    sender = models.CharField(max_length=10, choices=Sender.choices)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,
    )
    # "contact", "assistant", "system" or "agent:<id>": whose client id ``cid`` is.
    author = models.CharField(max_length=30)
    cid = models.UUIDField(null=True, blank=True)
    trigger_seq = models.IntegerField(null=True, blank=True)
    body = models.TextField(blank=True)
    # What the customer's screen may show beside the text, unless data["internal"] is true.
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="one_entry_per_seq"),
            models.UniqueConstraint(
                fields=["conversation", "author", "cid"], name="one_entry_per_client_id"
            ),
            models.UniqueConstraint(
                fields=["conversation", "trigger_seq"], name="one_reply_per_trigger"
            ),
        ]
        indexes = [
            models.Index(
                fields=["agent"], condition=Q(agent__isnull=False), name="entries_of_agent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.body[:40]}"

    @property
    def is_note(self) -> bool:
        return self.kind == self.Kind.NOTE


class Attachment(models.Model):
    """A file sent with a message. Only ``attaching`` writes one.

    It is uploaded first, and belongs to nobody's message until that is sent.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded"
        SENT = "sent", "Sent"
        REMOVED = "removed", "Removed"

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="attachments"
    )
    message = models.ForeignKey(
        Message, null=True, on_delete=models.CASCADE, related_name="attachments"
    )
    # Whose upload it is, as ``Message.author``: nobody else may send it.
    author = models.CharField(max_length=30)
    state = models.CharField(max_length=8, choices=State.choices, default=State.UPLOADED)
    name = models.CharField(max_length=120, blank=True)
    media = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    # Names in the storage; the preview is a picture that was encoded anew.
    stored = models.CharField(max_length=120, blank=True)
    preview = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=True, state="uploaded")
                | (Q(message__isnull=False) & ~Q(state="uploaded")),
                name="sent_files_have_a_message",
            )
        ]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state="uploaded"), name="uploads_not_sent"
            )
        ]

    def __str__(self) -> str:
        return self.name or "Removed file"


class Handoff(models.Model):
    """A hand-off: which rule, why, and the prepared case for the person who takes over."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="handoffs"
    )
    seq = models.PositiveIntegerField()
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL)
    trigger = models.CharField(max_length=40)
    rule_name = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    package = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        verbose_name = "hand-off"

    def __str__(self) -> str:
        return f"{self.trigger} → {self.team}"

    @property
    def offers(self) -> list[str]:
        """The ways to be reached that its rule offers, in its order; none: every way there is."""
        return list(self.package.get("rule", {}).get("offers", ()))
