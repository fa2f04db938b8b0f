"""What a tenant knows: articles on their shelves, snippets, and the passages search looks in."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.text import slugify

# A book, not an article: it would make some seven hundred passages.
MAX_LETTERS = 500_000
# No vowels and no look-alikes: an address that spells nothing and can be read aloud.
ID_LETTERS = "bcdfghjkmnpqrstvwxz23456789"


def new_public_id() -> str:
    return get_random_string(10, ID_LETTERS)


class Audience(models.TextChoices):
    PUBLIC = "public", "Customers"
    INTERNAL = "internal", "Agents only"


class Collection(models.Model):
    """A shelf of articles."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    position = models.PositiveIntegerField(default=0, help_text="Smaller numbers come first.")
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class CollectionWords(models.Model):
    """What a collection is called in another language than the one it was named in."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="words")
    language = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["language"]
        verbose_name = "name in another language"
        verbose_name_plural = "names in other languages"
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "language"], name="one_name_of_collection_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class ArticleQuerySet(models.QuerySet["Article"]):
    def approved(self) -> Self:
        return self.filter(status=Article.Status.APPROVED)

    def public(self) -> Self:
        """What customers may read."""
        return self.approved().filter(audience=Audience.PUBLIC)


class Article(models.Model):
    """A help page, in Markdown. ``publishing`` is the only writer of its status."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEW = "review", "In review"
        APPROVED = "approved", "Approved"
        ARCHIVED = "archived", "Archived"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    external_id = models.CharField(
        max_length=300,
        null=True,
        blank=True,
        unique=True,
        editable=False,
        help_text="Its name where it was imported from.",
    )
    source_hash = models.CharField(max_length=64, blank=True, editable=False)
    site = models.ForeignKey(
        "knowledge.Site",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="articles",
        help_text="The web site whose page it is.",
    )
    title = models.CharField(max_length=300, blank=True)
    slug = models.SlugField(max_length=120, blank=True, editable=False)
    summary = models.CharField(
        max_length=300, blank=True, help_text="One sentence for lists and search engines."
    )
    body = models.TextField(
        blank=True,
        help_text="Markdown. Images are left out.",
        validators=[
            MaxLengthValidator(
                MAX_LETTERS, "It has %(show_value)s letters; at most 500,000. Split it by topic."
            )
        ],
    )
    collection = models.ForeignKey(
        Collection, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.PUBLIC)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who keeps it true.",
    )
    review_by = models.DateField(null=True, blank=True, help_text="Look at it again by this day.")
    reminded_on = models.DateField(
        null=True, blank=True, editable=False, help_text="When its owner was last reminded."
    )
    language = models.CharField(max_length=12, default="en")
    translation_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="translations",
        help_text="The article that this one says in another language.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    checked_on = models.DateField(
        null=True, blank=True, editable=False, help_text="When its content was last checked."
    )
    indexed_version = models.PositiveIntegerField(
        default=0, editable=False, help_text="The version search knows; 0 while it knows none."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        indexes = [
            models.Index(fields=["status", "audience"], name="article_status_audience"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="article_title_trigrams"),
            models.Index(
                fields=["collection", "title", "id"],
                name="articles_that_customers_read",
                condition=Q(status="approved", audience="public"),
                include=["language"],
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["translation_of", "language"], name="one_translation_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        return reverse("knowledge:article", args=[self.public_id, self.slug or "article"])

    def clean(self) -> None:
        self.language = self.language.lower()
        if self.status == self.Status.APPROVED and not self.body.strip():
            raise ValidationError({"body": "An approved article cannot be empty."})
        original = self.translation_of
        if original and (original.translation_of_id or original.pk == self.pk):
            raise ValidationError({"translation_of": "Choose an article that is no translation."})
        if original and original.language == self.language:
            raise ValidationError({"translation_of": "It is in the same language as this one."})
        if original and self.pk and self.translations.exists():
            raise ValidationError({"translation_of": "This article has translations of its own."})

    @property
    def is_findable(self) -> bool:
        """Whether search and the assistant know the text as it stands."""
        return self.status == self.Status.APPROVED and self.indexed_version == self.version

    @property
    def heading(self) -> str:
        """The title, or the first words of an article that has none."""
        return self.title or " ".join(self.body.split()[:8]) or "Untitled"

    def name_address(self) -> None:
        """Set the readable part of the address from the title."""
        self.slug = slugify(self.title)[:120].strip("-")


class Snippet(models.Model):
    """A short fact for the assistant that has no page of its own."""

    title = models.CharField(max_length=200)
    body = models.TextField()
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.PUBLIC)
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True, help_text="The assistant may use it.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class Feedback(models.Model):
    """What a reader of the help centre thought of an article, as it was then."""

    class Reason(models.TextChoices):
        NOT_ANSWERED = "not_answered", "It does not answer the question"
        UNCLEAR = "unclear", "It is hard to follow"
        WRONG = "wrong", "It is wrong or out of date"
        OTHER = "other", "Something else"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="feedback")
    version = models.PositiveIntegerField()
    is_helpful = models.BooleanField()
    reason = models.CharField(max_length=12, choices=Reason, blank=True, default="", db_default="")
    comment = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"{'Helpful' if self.is_helpful else 'Not helpful'}: {self.article}"
