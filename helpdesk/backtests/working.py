"""Work a backtest off, some hundred conversations at a time.

A job does a slice of some seconds and owes the rest: it shows how far it is, can be stopped, and
goes on where it was after a crash. Where workers are lost again and again it is given up by name.
Conversations are loaded and read with no transaction open; their sums are committed with the
place up to which they go, so that none is counted twice.
"""

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils import timezone

from escalation.backtesting.comparing import Change
from escalation.backtesting.costing import Dial, DialSums, dials_of
from escalation.backtesting.past import PastConversation
from escalation.backtesting.replaying import Firing, Replayer, Walk
from escalation.backtesting.tallying import Sums
from escalation.models import Backtest
from escalation.policy.values import PolicySpec
from helpdesk.backtests.models import Changed, Run
from helpdesk.backtests.sources import Batch, Source, source_of
from helpdesk.backtests.starting import TOPIC, State
from tenants.work.effects import once, repeatable
from tenants.work.outbox import enqueue

SLICE_SECONDS: Final = 20.0
MOST_TRIES: Final = 3
# So many changed conversations of one kind are listed; all are counted.
LISTED: Final = 200


def work(backtest_id: int, *, seconds: float | None = None) -> None:
    """A slice of the backtest. Nothing for one that is over or gone."""
    until = time.monotonic() + (SLICE_SECONDS if seconds is None else seconds)
    run = _begin(backtest_id)
    if run is None:
        return
    bench = Bench.of(run)
    source = source_of(run)
    is_done = not _advance(backtest_id, bench, source)
    while not is_done and time.monotonic() < until:
        is_done = not _advance(backtest_id, bench, source)
    with once():
        if is_done:
            _finish(backtest_id)
        else:
            enqueue(TOPIC, {"backtest": backtest_id})


@dataclass(slots=True)
class Bench:
    """Both policies, what they are asked with, and the sums so far."""

    replayer: Replayer
    dials: list[Dial]
    sums: Sums
    dialled: dict[str, DialSums]

    @classmethod
    def of(cls, run: Run) -> "Bench":
        """As far as the run has come. Both policies are those of when it began."""
        old = PolicySpec.from_json(run.backtest.old)
        new = PolicySpec.from_json(run.backtest.new)
        dials = dials_of(new)
        kept = run.sums.get("dials", {})
        return cls(
            replayer=Replayer(old, new),
            dials=dials,
            sums=Sums.from_json(run.sums.get("sums", {})),
            dialled={dial.key: DialSums(**kept.get(dial.key, {})) for dial in dials},
        )

    def take(self, past: PastConversation) -> tuple[Walk, Walk, Change]:
        """Replay one and count it in."""
        old, new = self.replayer.replay(past)
        change = self.sums.add(past, old, new)
        for dial in self.dials:
            self.dialled[dial.key].add(dial, past, new)
        return old, new, change

    def to_json(self) -> dict[str, Any]:
        dials = {key: asdict(one) for key, one in self.dialled.items()}
        return {"sums": self.sums.to_json(), "dials": dials}


def _begin(backtest_id: int) -> Run | None:
    """The run, if there is anything to do; counted, for a slice may end its worker."""
    with repeatable():
        runs = Run.objects.select_for_update(of=("self",)).select_related("backtest", "file")
        run = runs.filter(pk=backtest_id).first()
        if run is None or run.backtest.is_over:
            return None
        run.tries += 1
        run.save(update_fields=["tries"])
        if problem := _problem(run):
            _end(run.backtest, State.FAILED, problem)
            return None
        if run.backtest.state == State.QUEUED:
            run.backtest.state, run.backtest.started_at = State.RUNNING, timezone.now()
            run.backtest.save(update_fields=["state", "started_at"])
        return run


def _problem(run: Run) -> str:
    """Why this cannot go on; empty when it can."""
    if run.backtest.source == Backtest.Source.FILE and run.file is None:
        return "Its file was deleted."
    if run.tries <= MOST_TRIES:
        return ""
    return (
        f"Workers were lost {MOST_TRIES} times after {run.backtest.done:,} of "
        f"{run.backtest.total:,} conversations. Try fewer days, or another file."
    )


def _advance(backtest_id: int, bench: Bench, source: Source) -> bool:
    """Count a batch in. False when there is none, or somebody has stopped or deleted this."""
    batch = source.next()
    if batch is None:
        return False
    changed = list(_changed(backtest_id, bench, batch))
    with repeatable():
        run = Run.objects.select_for_update().filter(pk=backtest_id).first()
        if run is None or run.is_stopping:
            return False
        run.cursor, run.sums, run.tries = batch.cursor, bench.to_json(), 0
        run.save(update_fields=["cursor", "sums", "tries"])
        Backtest.objects.filter(pk=backtest_id).update(done=bench.sums.conversations)
        source.keep(batch)
        Changed.objects.bulk_create(changed)
    return True


def _changed(backtest_id: int, bench: Bench, batch: Batch) -> Iterator[Changed]:
    """Count each in; name those that changed, as many of a kind as anybody will read."""
    for number, past in enumerate(batch.conversations):
        old, new, change = bench.take(past)
        if change is not Change.SAME and bench.sums.changes[change] <= LISTED:
            yield Changed(
                backtest_id=backtest_id,
                kind=change,
                needed=past.happened.needed_person,
                **batch.where(number),
                **_fires("old", old.firing),
                **_fires("new", new.firing),
            )


def _fires(which: str, firing: Firing | None) -> dict[str, Any]:
    if firing is None:
        return {}
    return {which: firing.place, f"{which}_rule": firing.rule[:120]}


def _finish(backtest_id: int) -> None:
    run = Run.objects.select_for_update().select_related("backtest").filter(pk=backtest_id).first()
    if run is None or run.backtest.is_over:
        return
    run.backtest.figures = run.sums
    _end(run.backtest, State.CANCELLED if run.is_stopping else State.FINISHED)


def _end(backtest: Backtest, state: str, problem: str = "") -> None:
    backtest.state, backtest.problem, backtest.finished_at = state, problem, timezone.now()
    backtest.save(update_fields=["state", "problem", "figures", "finished_at"])
