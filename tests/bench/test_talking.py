"""The index that the bench fills by SQL is the one that the product would make."""

from bench.crowd import fill
from bench.talking import say_something
from helpdesk.conversations.models import Conversation
from helpdesk.searching import indexing
from helpdesk.searching.models import KnownWord, Piece
from tests.cast import Company


def _pieces() -> list[tuple[int, bool, int, int, str]]:
    return list(
        Piece.objects.order_by("conversation_id").values_list(
            "conversation_id", "is_note", "first_seq", "last_seq", "words"
        )
    )


def test_the_bench_indexes_as_the_product_does(acme: Company) -> None:
    with acme.bound():
        fill(30)
        say_something()
        by_sql = _pieces()
        assert len(by_sql) == 30
        Piece.objects.all().delete()
        known = set(KnownWord.objects.values_list("pk", flat=True))
        indexing.index(list(Conversation.objects.values_list("pk", flat=True)))
        assert _pieces() == by_sql
        assert set(KnownWord.objects.values_list("pk", flat=True)) == known
