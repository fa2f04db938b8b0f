"""Retrieval over 1,000, 10,000 and 100,000 passages, against its two bare queries.

The floor is one nearest-neighbour query and one full-text query for two rare words, prepared, on
a bare connection. Ours knows rarity, mends slips, fuses both rankings and checks who may read.
The question's vector is made beforehand, for both; ``search_whole`` has that too.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import cycle
from typing import Any

import numpy as np
from django.db import connection, transaction

from bench import floor
from bench.library import Vectors, stock, vectors, word
from bench.rows import Goal, Row, Run, in_turns, median_ms
from bench.workspace import workspace
from knowledge.dialogue import Dialogue
from knowledge.models import Audience
from knowledge.retrieving import found
from knowledge.search import search
from knowledge.shelves import spoken_of
from knowledge.terms import terms_of
from tenants.context import in_tenant

TIMES = 40
ASKED = 20
NEAREST = 10
SIZES = {1_000: "1k", 10_000: "10k", 100_000: "100k"}
# Three common words, as people write, and three that say what it is about; one is mistyped.
_QUESTIONS = [
    " ".join(word(rank) for rank in (n, n + 7, n + 30, 400 + 37 * n, 900 + 91 * n))
    + f" {word(2000 + n)[:-1]}q"
    for n in range(ASKED)
]
_NEAR = """
    SELECT id FROM {s}.knowledge_passage
    ORDER BY embedding OPERATOR(public.<=>) %s::public.vector LIMIT 40
"""
_SAID = """
    SELECT id FROM {s}.knowledge_passage WHERE tsv @@ to_tsquery('english', %s)
    ORDER BY ts_rank_cd(tsv, to_tsquery('english', %s)) DESC LIMIT 40
"""
_CLOSEST = "SELECT id FROM knowledge_passage ORDER BY embedding <=> %s::vector LIMIT %s"


def measure(run: Run) -> Iterator[Row]:
    sizes = (1_000, 10_000) if run.quick else (1_000, 10_000, 100_000)
    asked = vectors(ASKED, seed=11)
    with ExitStack() as stack:
        halves: list[Callable[[], float]] = []
        for size in sizes:
            schema = stack.enter_context(workspace(f"search{size}")).schema_name
            stock(schema, size)
            ours, bare = _ours(schema, asked), stack.enter_context(floor.connect())
            halves.append(ours)
            yield in_turns(
                f"search_{SIZES[size]}",
                run,
                ours=ours,
                floor=_floor(bare, schema, asked),
                goal=Goal(at_most=5),
                note="words and meaning, fused; without the question's vector",
            )
        yield in_turns(
            f"search_growth_{SIZES[sizes[-2]]}_{SIZES[sizes[-1]]}",
            run,
            ours=halves[-1],
            floor=halves[-2],
            goal=Goal(at_most=1.5),
            note="floor: ours at a tenth",
        )
        with in_tenant(schema):
            yield _recall(SIZES[size], asked)
            took = [median_ms(partial(search, _QUESTIONS[0]), TIMES) for _ in range(run.rounds)]
        yield Row("search_whole", ours=took, goal=Goal(within=50), note="with the vector")


def _ours(schema: str, asked: Vectors) -> Callable[[], float]:
    questions = cycle([(Dialogue.of(_QUESTIONS[n]), asked[n].tolist()) for n in range(ASKED)])

    def once() -> None:
        question, vector = next(questions)
        with in_tenant(schema):
            terms, shelves = terms_of(question), spoken_of(question)
            found(terms, [vector], shelves, [str(Audience.PUBLIC)])

    return partial(median_ms, once, TIMES)


def _floor(bare: Any, schema: str, asked: Vectors) -> Callable[[], float]:
    near, said = (text.format(s=schema).encode() for text in (_NEAR, _SAID))
    words = [" & ".join(question.split()[3:5]) for question in _QUESTIONS]
    pairs = cycle([(words[n], _text(asked[n])) for n in range(ASKED)])
    bare.execute("SET hnsw.ef_search = 100")
    # Of 1,000 passages the planner would rather compare every vector, which takes three times as
    # long as to ask their index: a floor that is kind to us.
    bare.execute("SET enable_seqscan = off")

    def once() -> None:
        rare, vector = next(pairs)
        bare.execute(near, [vector], prepare=True).fetchall()
        bare.execute(said, [rare, rare], prepare=True).fetchall()

    return partial(median_ms, once, TIMES)


def _recall(size: str, asked: Vectors) -> Row:
    """The share of the ten truly nearest passages that the index finds."""
    shares = []
    for numbers in asked:
        vector = _text(numbers)
        with transaction.atomic():
            # A search first: the settings that it makes hold for the rest of the transaction.
            found(terms_of(Dialogue.of(word(500))), [numbers.tolist()], [], [str(Audience.PUBLIC)])
            near = _ids(vector)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_indexscan = off")
            shares.append(len(near & _ids(vector)) / NEAREST)
    mean = float(np.mean(shares))
    note = "share of the 10 nearest that the index finds; floor: exact"
    return Row(f"search_recall_{size}", [mean], [1.0], unit="", goal=Goal(at_least=0.95), note=note)


def _ids(vector: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CLOSEST, [vector, NEAREST])
        return {row[0] for row in cursor.fetchall()}


def _text(vector: Vectors) -> str:
    return "[" + ",".join(f"{number:.5f}" for number in vector) + "]"
