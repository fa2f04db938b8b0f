"""How far an import is and what became of each item, for screens and commands."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from knowledge.models import Import, ImportItem, Outcome

# What is an article now, or is one as it was.
TAKEN = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.PROPOSED})
# Wants somebody's look: it was not taken, and not because somebody stopped the import.
ASKING = (
    frozenset(Outcome)
    - TAKEN
    - {
        Outcome.WAITING,
        Outcome.READ,
        Outcome.GONE,
        Outcome.CANCELLED,
    }
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items had an outcome."""

    outcome: Outcome
    count: int

    @property
    def label(self) -> str:
        return str(self.outcome.label)

    @property
    def tone(self) -> str:
        """``good``, ``plain``, ``ask`` (somebody should look) or ``wait``."""
        return tone_of(self.outcome)


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of an import; a file's own line counts as its entries do."""

    run: Import
    tallies: list[Tally]

    @property
    def total(self) -> int:
        return sum(tally.count for tally in self.tallies)

    @property
    def settled(self) -> int:
        return sum(t.count for t in self.tallies if t.outcome != Outcome.WAITING)

    @property
    def percent(self) -> int:
        return 100 * self.settled // self.total if self.total else 0

    @property
    def to_look_at(self) -> int:
        return sum(tally.count for tally in self.tallies if tally.tone == "ask")


def progress_of(run: Import) -> Progress:
    counted = run.items.order_by().values_list("outcome").annotate(count=Count("id"))
    counts = {Outcome(outcome): count for outcome, count in counted}
    return Progress(run, [Tally(one, counts[one]) for one in Outcome if one in counts])


def items_of(run: Import, *, show: str = "") -> QuerySet[ImportItem]:
    """In the order in which they were found; ``show``: of this outcome alone."""
    items = run.items.select_related("article", "twin")
    if show in Outcome.values:
        return items.filter(outcome=show).order_by("id")
    return items.order_by("id")


def tone_of(outcome: str) -> str:
    if outcome == Outcome.WAITING:
        return "wait"
    if outcome in (Outcome.NEW, Outcome.CHANGED, Outcome.PROPOSED):
        return "good"
    return "ask" if outcome in ASKING else "plain"
