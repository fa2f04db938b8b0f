"""What search looks in: passages of articles and snippets, and how rare their words are."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from pgvector.django import HnswIndex, VectorField

from knowledge.models.content import Article, Audience, Snippet

DIMENSIONS = 384


class Passage(models.Model):
    """The searchable piece of an article or snippet. ``indexing`` is its only writer."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="passages"
    )
    snippet = models.ForeignKey(
        Snippet, on_delete=models.CASCADE, null=True, blank=True, related_name="passages"
    )
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True)
    heading_path = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    audience = models.CharField(max_length=10, choices=Audience)
    config = models.CharField(max_length=20, help_text="Text search configuration.")
    content_hash = models.CharField(max_length=64)
    tsv = SearchVectorField()
    embedding = VectorField(dimensions=DIMENSIONS, null=True)

    class Meta:
        ordering = ["article_id", "snippet_id", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False) ^ Q(snippet__isnull=False),
                name="passage_has_one_source",
            ),
            models.UniqueConstraint(
                fields=["article", "position"], name="one_passage_per_place_in_article"
            ),
            models.UniqueConstraint(
                fields=["snippet", "position"], name="one_passage_per_place_in_snippet"
            ),
        ]
        indexes = [
            GinIndex(fields=["tsv"], name="passage_words", fastupdate=False),
            HnswIndex(
                fields=["embedding"],
                name="passage_meaning",
                m=16,
                ef_construction=64,
                opclasses=["vector_cosine_ops"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.position}"


class Term(models.Model):
    """A word stem and in how many passages it stands.

    Search starts with the rarest words of a question and mends mistyped ones from here.
    The empty lexeme counts all passages. ``indexing`` is its only writer.
    """

    config = models.CharField(max_length=20)
    lexeme = models.CharField(max_length=100)
    passages = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["config", "lexeme"], name="one_term")]
        indexes = [
            GinIndex(OpClass("lexeme", name="gin_trgm_ops"), name="term_trigrams"),
        ]

    def __str__(self) -> str:
        return self.lexeme
