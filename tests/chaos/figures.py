"""Times of one run, in milliseconds, from what the ledger holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.chaos.ledger import Ledger, Said, Talk


@dataclass(frozen=True, slots=True)
class Times:
    """``ack``: from the first try that was not too fast for one visitor to the acknowledgement;
    ``delivery``: until an agent sees it.
    """

    ack: list[float]
    delivery: list[float]
    resends: int

    def as_dict(self) -> dict[str, int]:
        return {
            "resends": self.resends,
            "ack_p50_ms": percentile(self.ack, 50),
            "ack_p99_ms": percentile(self.ack, 99),
            "delivery_p50_ms": percentile(self.delivery, 50),
            "delivery_p99_ms": percentile(self.delivery, 99),
        }


def times(ledger: Ledger, *, since: float, until: float) -> Times:
    """Of the messages that were first tried in [since, until), in monotonic seconds."""
    said = [
        (talk, one) for talk in ledger.talks for one in talk.acked if since <= one.tried_at < until
    ]
    return Times(
        ack=[(one.acked_at or 0.0) - one.tried_at for _, one in said],
        delivery=[seen - one.tried_at for talk, one in said if (seen := _seen_at(talk, one))],
        resends=sum(one.tries - 1 for _, one in said),
    )


def together(many: Iterable[Times]) -> Times:
    """Several runs as one."""
    total = Times([], [], 0)
    for one in many:
        total = Times(
            total.ack + one.ack, total.delivery + one.delivery, total.resends + one.resends
        )
    return total


def _seen_at(talk: Talk, one: Said) -> float | None:
    return talk.desk.at.get(one.seq)


def percentile(values: list[float], share: int) -> int:
    """The value below which ``share`` per cent lie, in whole milliseconds; 0 of nothing."""
    if not values:
        return 0
    ordered = sorted(values)
    return round(1000 * ordered[min(len(ordered) - 1, len(ordered) * share // 100)])
