"""Find the passages that may answer a question: by its words, its meaning and what was said before.

No statement grows with the number of passages: the stems of the dialogue with how rare each is
(``terms``), the collections that it names (``shelves``), and then all retrievers and the order of
what they found in one (``retrieving``). Words that were mistyped are read as they were meant. Who
answers from the first passages has them read word by word before (``matching``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from knowledge.dialogue import Dialogue, middle, vectors
from knowledge.matching import read, read_closely
from knowledge.models import Audience
from knowledge.retrieving import Hit, found
from knowledge.shelves import spoken_of
from knowledge.terms import Term, as_meant, terms_of
from knowledge.vector_cache import Vector

__all__ = ["Dialogue", "Findings", "Hit", "chosen_first", "look_up", "search"]

PER_ARTICLE = 3


@dataclass(frozen=True, slots=True)
class Findings:
    """Hits, best first, and what they say about how far to trust them (all 0 to 1).

    ``similarity`` is the best hit's; ``coverage`` the share of the question's words found in
    the best hit; ``known`` the share found anywhere in the articles; ``margin`` how much
    closer the best article is than the next; ``agreement`` whether words and meaning point
    to the same article; ``matched``, where the passages were read closely, how near the best
    hit comes to the question's telling words on average. ``question`` is what was looked up, its
    slips of typing set right, and ``meaning`` the vector of it and what was said before.
    ``further``: what came after the hits.
    """

    question: str = ""
    meaning: Vector = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    further: list[Hit] = field(default_factory=list)
    similarity: float = 0.0
    coverage: float = 0.0
    known: float = 0.0
    margin: float = 0.0
    agreement: float = 0.0
    matched: float = 0.0


def search(
    question: str | Dialogue, *, audience: str = Audience.PUBLIC, limit: int = 8
) -> list[Hit]:
    """The bound tenant's passages that fit best, best first, at most three of an article.

    Only what is approved and indexed. ``audience="public"`` sees what customers may be told,
    ``"internal"`` sees all. Safe with any text; an empty question finds nothing. About 15 ms,
    most of it for the question's vector; the first call in a process loads the model (1 s).
    """
    return look_up(question, audience=audience, limit=limit).hits


def look_up(
    question: str | Dialogue,
    *,
    audience: str = Audience.PUBLIC,
    limit: int = 8,
    closely: bool = False,
    collections: Sequence[int] = (),
) -> Findings:
    """``search`` with the signals that a confidence is made of: see ``Findings``.

    ``collections``: nothing but their articles is found, no snippet either; empty: all.
    ``closely``: the first passages are read word by word (``matching``): a better order, for
    30 ms more for each that was not read lately.
    """
    dialogue = question if isinstance(question, Dialogue) else Dialogue.of(question)
    if not dialogue.question:
        return Findings()
    audiences = [Audience.PUBLIC] if audience == Audience.PUBLIC else list(Audience)
    terms, shelves = terms_of(dialogue), spoken_of(dialogue)
    meant = replace(dialogue, question=as_meant(dialogue.question, terms))
    meanings = vectors(meant, on_shelf=bool(shelves))
    hits = found(terms, meanings, shelves, [str(name) for name in audiences], collections)
    if closely:
        hits = read_closely(meant.question, hits)
    shown = _spread(hits, limit)
    findings = replace(_judged(shown, hits), known=_known(terms), agreement=_agreement(hits))
    return replace(findings, question=meant.question, meaning=middle(meanings))


def chosen_first(findings: Findings, chosen: Sequence[int], limit: int) -> Findings:
    """The same with the passages of these ids in front, as far as they were found.

    For who knows better which of them answer; what is said of the best hit is said of the first.
    """
    hits = [*findings.hits, *findings.further]
    by_id = {hit.passage_id: hit for hit in hits}
    first = read(findings.question, [by_id[one] for one in chosen if one in by_id])
    rest = [hit for hit in hits if hit.passage_id not in chosen]
    if not first:
        return findings
    shown = _spread([*first, *rest], limit)
    judged = _judged(shown, [*first, *rest])
    kept = ("question", "meaning", "known", "agreement")
    return replace(judged, **{name: getattr(findings, name) for name in kept})


def _judged(shown: list[Hit], hits: list[Hit]) -> Findings:
    """What the first of those shown, and how near others come, says of them."""
    if not shown:
        return Findings()
    best = shown[0]
    rival = max((hit.similarity for hit in hits if not _same(hit, best)), default=0.0)
    closest = max(hit.similarity for hit in hits if _same(hit, best))
    ids = {hit.passage_id for hit in shown}
    return Findings(
        hits=shown,
        further=[hit for hit in hits if hit.passage_id not in ids],
        similarity=max(0.0, best.similarity),
        coverage=best.coverage,
        margin=max(0.0, closest - rival),
        matched=sum(best.matched) / len(best.matched) if best.matched else 0.0,
    )


def _known(terms: list[Term]) -> float:
    everything = sum(term.weight for term in terms)
    return sum(term.weight for term in terms if term.lexeme) / everything if everything else 0.0


def _spread(hits: list[Hit], limit: int) -> list[Hit]:
    """The first hits, with no more than three of one article."""
    shown: list[Hit] = []
    for hit in hits:
        if sum(_same(hit, other) for other in shown) < PER_ARTICLE:
            shown.append(hit)
        if len(shown) == limit:
            break
    return shown


def _agreement(hits: list[Hit]) -> float:
    """1 when words and meaning put the same article first, falling with the distance."""
    said = next((hit for hit in hits if hit.lexical_rank == 1), None)
    meant = next((hit for hit in hits if hit.vector_rank == 1), None)
    if said is None or meant is None:
        return 0.0
    if _same(said, meant):
        return 1.0
    ranks = [hit.vector_rank for hit in hits if _same(hit, said) and hit.vector_rank]
    return 1.0 / min(ranks) if ranks else 0.0


def _same(hit: Hit, other: Hit) -> bool:
    return (hit.article_id, hit.snippet_id) == (other.article_id, other.snippet_id)
