"""What was said, as words; which words there are; and how far the index has come."""

from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from helpdesk.conversations.models import Conversation


class Piece(models.Model):
    """The words of some entries of a conversation, from ``first_seq`` to ``last_seq``.

    ``indexing`` writes it. It holds no text: what is shown of a hit is read from the log. The last
    piece that is no note reaches as far as the conversation was read, events included.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="pieces", db_index=False
    )
    # Said to agents only.
    is_note = models.BooleanField(default=False)
    first_seq = models.PositiveIntegerField()
    last_seq = models.PositiveIntegerField()
    # Characters of text.
    size = models.PositiveIntegerField(default=0)
    words = SearchVectorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "is_note", "first_seq"], name="one_piece_from_here"
            )
        ]
        indexes = [
            # Written by work that nobody waits for, so it may take its time; what is still
            # pending would be read by every search.
            GinIndex(fields=["words"], name="pieces_by_word", fastupdate=False)
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.first_seq} to {self.last_seq}"


class KnownWord(models.Model):
    """A word of letters that was said: what a beginning may go on to, or a slip may mean."""

    text = models.CharField(max_length=30, primary_key=True, db_collation="C")

    class Meta:
        indexes = [GinIndex(OpClass("text", name="gin_trgm_ops"), name="words_by_trigram")]

    def __str__(self) -> str:
        return self.text


class Progress(models.Model):
    """One row per tenant: how far the index has come. ``catching_up`` writes it."""

    # What an index of another shape was made of is read again.
    SHAPE: ClassVar[int] = 1

    shape = models.PositiveIntegerField(default=SHAPE)
    # Every change before it is indexed.
    swept_at = models.DateTimeField()
    # Of what was there before, conversations from this id on are indexed; 0: all are.
    filled_from = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "progress"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_search_progress")]

    def __str__(self) -> str:
        return "Search index"

    @classmethod
    def current(cls) -> Self | None:
        return cls.objects.filter(pk=1).first()

    @property
    def is_whole(self) -> bool:
        return self.filled_from == 0
