"""Questions that had no good answer, by what they ask for; and who was told which text."""

from django.db import models
from django.db.models.functions import Now
from pgvector.django import HnswIndex, VectorField

from helpdesk.assistant.models import Turn
from helpdesk.conversations.models import Conversation
from knowledge.models import DIMENSIONS, Article


class Gap(models.Model):
    """A missing intent: questions alike that had no good answer. ``noticing`` is its writer.

    It keeps no words of customers: what it is called is the question of its ``example``.
    """

    centre = VectorField(dimensions=DIMENSIONS)
    size = models.PositiveIntegerField(default=0, help_text="Questions in all.")
    latest_at = models.DateTimeField()
    example = models.ForeignKey(
        Turn, on_delete=models.SET_NULL, null=True, related_name="+", db_index=True
    )
    article = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, related_name="+", help_text="Its draft."
    )
    is_dismissed = models.BooleanField(
        default=False, help_text="Nothing to write about: it is listed no more."
    )

    class Meta:
        ordering = ["-size", "-id"]
        indexes = [
            models.Index(fields=["is_dismissed", "-size", "-id"], name="gaps_by_size"),
            HnswIndex(
                fields=["centre"],
                name="gap_meaning",
                m=16,
                ef_construction=64,
                opclasses=["vector_cosine_ops"],
            ),
        ]

    def __str__(self) -> str:
        return self.example.question[:120] if self.example else f"Gap {self.pk}"


class Miss(models.Model):
    """A turn of the assistant that did not help, and why we think so."""

    class Kind(models.TextChoices):
        HANDED_OFF = "handed_off", "No answer was good enough"
        NOT_HELPFUL = "not_helpful", "The answer did not help"
        CAME_BACK = "came_back", "The customer came back with it"

    turn = models.OneToOneField(Turn, on_delete=models.CASCADE, related_name="miss")
    gap = models.ForeignKey(Gap, on_delete=models.CASCADE, related_name="misses", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    meaning = VectorField(dimensions=DIMENSIONS)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name_plural = "misses"
        indexes = [models.Index(fields=["gap", "-asked_at"], name="misses_of_gap")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.turn_id}"


class Telling(models.Model):
    """That a customer was told what an article said in one of its versions."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField(help_text="The answer.")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    told_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["article", "version", "-id"], name="tellings_of_article")]

    def __str__(self) -> str:
        return f"Version {self.version} of {self.article_id}"
