"""How an article came to be what it is, what is proposed for it, and what was found about it."""

from django.conf import settings
from django.db import models

from knowledge.models.content import Article, Audience


class Wording(models.Model):
    """What a reader or the search notices of an article."""

    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.PUBLIC)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Version(Wording):
    """An article as it was. ``versions`` is its only writer; none is ever changed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Proposal(Wording):
    """A change of an approved article that waits for a person; the article stays as it is.

    ``proposing`` is its only writer.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="proposal")
    note = models.CharField(max_length=300, blank=True, help_text="Where it comes from.")

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"A change of {self.title}"


class Finding(models.Model):
    """Something that the content check found in an article. ``checking`` is its only writer."""

    class Kind(models.TextChoices):
        TOPICS = "topics", "More than one topic"
        LONG = "long", "Too long"
        TITLE = "title", "Title says no intent"
        DUPLICATE = "duplicate", "Duplicate"
        CONTRADICTION = "contradiction", "Contradiction"
        STALE = "stale", "Perhaps out of date"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=15, choices=Kind)
    reason = models.CharField(max_length=500)
    place = models.CharField(max_length=500, blank=True, help_text="The words it is about.")
    other = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    other_place = models.CharField(max_length=500, blank=True)
    found_at = models.DateTimeField(auto_now_add=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "kind", "place", "other"],
                name="one_finding_per_place",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"
