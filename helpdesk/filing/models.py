"""Tags, who follows a conversation, and who was named in a note."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from helpdesk.conversations.models import Conversation

LONGEST_TAG = 40

# What separates tags in a field or quotes them in a search cannot be part of one.
is_plain = RegexValidator(
    r"^[^\s,;\"'<>\x00-\x1f\x7f](?: ?[^\s,;\"'<>\x00-\x1f\x7f])*$",
    "Leave out commas, semicolons, quotes and angle brackets.",
    code="not_plain",
)


class Tag(models.Model):
    """A word under which conversations are filed; the same word in any case."""

    name = models.CharField(max_length=LONGEST_TAG, validators=[is_plain])
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_tag_per_name",
                violation_error_message="There is a tag of this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag on a conversation. Only ``tagging`` writes one."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings", db_index=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="taggings"
    )

    class Meta:
        # The constraint's index also finds the conversations of a tag.
        constraints = [
            models.UniqueConstraint(fields=["tag", "conversation"], name="one_tagging_per_tag")
        ]


class Following(models.Model):
    """An agent wants to hear of a conversation. Only ``following`` writes one."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="follows",
        db_index=False,
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="followed_by"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "conversation"], name="one_following_each")
        ]


class Link(models.Model):
    """Two conversations that have to do with each other. Only ``linking`` writes one."""

    first = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="links_out", db_index=False
    )
    second = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="links_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="linked_once"),
            models.CheckConstraint(condition=Q(first__lte=F("second")), name="links_are_in_order"),
        ]


class Mention(models.Model):
    """A note named an agent. Only ``mentioning`` writes one."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="mentions",
        db_index=False,
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="mentions", db_index=False
    )
    # The note's number in the log.
    seq = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "seq", "agent"], name="one_mention_per_note"
            )
        ]
        indexes = [
            models.Index(fields=["agent", "-id"], name="mentions_of_agent"),
            models.Index(
                fields=["agent", "conversation"],
                condition=Q(seen_at__isnull=True),
                name="unread_mentions",
            ),
        ]
