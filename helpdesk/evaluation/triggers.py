"""``evaluate triggers``: what is heard in messages whose triggers are known."""

from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from escalation.deciding import Facts
from escalation.facts.gather import gather
from escalation.rules import LIMITS, Trigger
from escalation.signals.learnt import USUAL
from helpdesk.evaluation.figures import heard_figures
from helpdesk.evaluation.reading import Row, lines

HELP = "precision and recall of each trigger over labelled messages"

# The sets' names, and where the product has it.
_SCORES: Final[dict[str, Callable[[Facts], float]]] = {
    "handoff": lambda facts: facts.asks_for_person.score,
    "refund": lambda facts: facts.signals["refund"].score,
    "cancellation": lambda facts: facts.signals["cancellation"].score,
    "billing_dispute": lambda facts: facts.signals["billing_dispute"].score,
    "security": lambda facts: facts.signals["security"].score,
    "bug_report": lambda facts: facts.signals["bug_report"].score,
    "buying_intent": lambda facts: facts.signals["buying_intent"].score,
}
_LIMITS: Final = {"handoff": LIMITS[Trigger.ASKS_FOR_PERSON].start}
_UNSURE: Final = {"handoff": frozenset({"handoff_soft", "handoff_ambiguous", "callback"})}
# Nobody there asks for a person: every one that is heard would be a false hand-off.
_NOBODY_ASKS: Final = "banking77"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--messages",
        type=Path,
        required=True,
        help='lines {"id", "source", "text", "triggers", "soft", "labelled_for"}',
    )


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Each trigger at its usual threshold, and the false hand-offs where nobody asks."""
    read = lines(options["messages"], "source", "text", "triggers", "labelled_for")
    facts = [gather(str(row["text"])) for row in read]
    result = {trigger: _trigger(trigger, read, facts) for trigger in _SCORES}
    quiet = [
        _SCORES["handoff"](one) >= _LIMITS["handoff"]
        for row, one in zip(read, facts, strict=True)
        if row["source"] == _NOBODY_ASKS
    ]
    return {
        **result,
        "false_handoffs_per_1000": round(1000 * sum(quiet) / len(quiet), 2) if quiet else None,
    }


def _trigger(trigger: str, read: Sequence[Row], facts: Sequence[Facts]) -> dict[str, Any]:
    unsure = _UNSURE.get(trigger, frozenset({f"{trigger}_soft"}))
    counted = [
        (str(row["source"]), _SCORES[trigger](one), trigger in row["triggers"])
        for row, one in zip(read, facts, strict=True)
        if trigger in row["labelled_for"] and not unsure & set(row.get("soft", ()))
    ]
    limit = _LIMITS.get(trigger, USUAL)
    return _figures(counted, limit) | {
        "by_source": {
            source: _figures([one for one in counted if one[0] == source], limit)
            for source in sorted({one[0] for one in counted})
        }
    }


def _figures(counted: Sequence[tuple[str, float, bool]], limit: float) -> dict[str, Any]:
    return heard_figures([one[1] for one in counted], [one[2] for one in counted], limit)
