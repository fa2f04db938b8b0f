"""What agents write with, and what they have written that is not sent: drafts, held replies."""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation, new_public_id

# A reply that is held for so long after it was due is being tried again.
LATE = timedelta(minutes=1)


class MacroQuerySet(models.QuerySet["Macro"]):
    def offered_to(self, agent: Agent) -> Self:
        """What this agent may use: their own, their teams', and everyone's."""
        seen = Q(shared="everyone") | Q(shared="private", owner=agent)
        return self.filter(seen | Q(shared="team", team__in=agent.teams.all()), is_active=True)


class Macro(models.Model):
    """Words and actions that an agent calls up by name. Only ``macros`` writes its steps.

    ``steps``: name of a deed (``deeds.DEEDS``) → its value, each at most once.
    """

    class Shared(models.TextChoices):
        PRIVATE = "private", _("Only whoever made it")
        TEAM = "team", _("A team")
        EVERYONE = "everyone", _("Everyone")

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    name = models.CharField(_("name"), max_length=80)
    shared = models.CharField(
        _("for"), max_length=8, choices=Shared.choices, default=Shared.EVERYONE
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.CASCADE
    )
    steps = models.JSONField(default=dict, editable=False)
    is_active = models.BooleanField(_("offered"), default=True)
    uses = models.PositiveIntegerField(_("used"), default=0, db_default=0, editable=False)
    used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    objects = MacroQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("macro")
        verbose_name_plural = _("macros")
        constraints = [
            models.CheckConstraint(
                condition=~Q(shared="team") | Q(team__isnull=False), name="a_teams_macro_has_a_team"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Habits(models.Model):
    """How an agent writes: the signature, and the seconds in which a reply may be taken back.

    ``of`` reads it, and knows what is usual for those who have chosen nothing.
    """

    class Signs(models.TextChoices):
        NEVER = "never", _("Never by itself")
        EMAIL = "email", _("In e-mail conversations")
        ALWAYS = "always", _("Under every reply")

    # Long enough to see a slip, and no longer than a customer in a chat waits for a line anyway.
    USUAL_UNDO = 5
    UNDO = [
        (0, _("Send at once")),
        (5, _("5 seconds")),
        (10, _("10 seconds")),
        (20, _("20 seconds")),
        (30, _("30 seconds")),
    ]

    agent = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="habits"
    )
    undo_seconds = models.PositiveSmallIntegerField(_("Undo send"), choices=UNDO, default=0)
    signature = models.TextField(_("Signature"), max_length=1_000, blank=True)
    signs = models.CharField(_("Add it"), max_length=8, choices=Signs.choices, default=Signs.EMAIL)

    @classmethod
    def of(cls, agent: Agent) -> Self:
        """The agent's, or what is usual."""
        chosen = cls.objects.filter(agent=agent).first()
        return chosen or cls(agent=agent, undo_seconds=cls.USUAL_UNDO)

    def signs_in(self, conversation: Conversation) -> bool:
        """Whether a reply here begins with the signature switched on."""
        by_email = conversation.origin == Conversation.Origin.EMAIL
        return bool(self.signature.strip()) and (
            self.signs == self.Signs.ALWAYS or (self.signs == self.Signs.EMAIL and by_email)
        )


class Draft(models.Model):
    """What an agent has begun to write in a conversation. Only ``drafting`` writes one.

    ``version`` is new with each change, and nothing is written over a version that the writer has
    not seen. A draft that was sent or emptied is no row.
    """

    class Kind(models.TextChoices):
        REPLY = "reply", _("Reply")
        NOTE = "note", _("Note")

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="drafts", db_index=False
    )
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    body = models.TextField(blank=True)
    # Public ids of uploads and of macros whose steps go along.
    files = models.JSONField(default=list)
    macros = models.JSONField(default=list)
    cid = models.UUIDField()
    version = models.UUIDField(default=uuid.uuid4)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "agent", "kind"], name="one_draft_of_an_agent"
            )
        ]


class HeldReply(models.Model):
    """A reply that is not sent yet. Only ``holding`` writes one; sent or taken back, it is no row.

    ``kept`` is what goes along (``saying.Letter``); ``read_upto`` and ``status_then`` are how
    things stood when it was written.
    """

    class Kind(models.TextChoices):
        UNDO = "undo", _("May be taken back for some seconds")
        SCHEDULED = "scheduled", _("Scheduled")

    class OnNews(models.TextChoices):
        STOP = "stop", _("Hold it back and tell me")
        SEND = "send", _("Send it all the same")

    class Why(models.TextChoices):
        WROTE = "wrote", _("The customer has written since.")
        RESOLVED = "resolved", _("The conversation was resolved since.")
        TAKEN = "taken", _("Somebody else has the conversation now.")
        BLOCKED = "blocked", _("This contact is blocked.")
        LEFT = "left", _("Whoever wrote it does not answer customers any more.")
        REFUSED = "refused", _("It cannot be sent as it is.")

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="held_replies", db_index=False
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    cid = models.UUIDField()
    body = models.TextField(blank=True)
    files = models.JSONField(default=list)
    kept = models.JSONField(default=dict)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    on_news = models.CharField(max_length=4, choices=OnNews.choices, default=OnNews.STOP)
    due_at = models.DateTimeField()
    read_upto = models.PositiveIntegerField()
    status_then = models.CharField(max_length=10)
    # Why it was not sent when it was due, and what exactly was said against it.
    why = models.CharField(max_length=8, choices=Why.choices, blank=True)
    why_exactly = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    # Nobody tries to send it any more. ``tries`` finds out.
    is_given_up: bool = False

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "agent", "cid"], name="one_held_reply_per_client_id"
            )
        ]
        indexes = [models.Index(fields=["agent", "due_at"], name="held_replies_of_an_agent")]

    @property
    def is_stopped(self) -> bool:
        return bool(self.why)

    @property
    def is_left(self) -> bool:
        """It will not be sent by itself: it is its agent's to send, and anybody's to take back."""
        return self.is_stopped or self.is_given_up

    @property
    def is_late(self) -> bool:
        """Due, and neither sent nor stopped: work is behind, or failed and is tried again."""
        return not self.why and self.due_at + LATE < timezone.now()
