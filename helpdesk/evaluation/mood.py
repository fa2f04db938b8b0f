"""``evaluate sentiment``: are those the upset ones whom people called so?"""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from escalation.deciding import Exchange
from escalation.facts.gather import gather
from escalation.signals.learnt import USUAL
from helpdesk.evaluation.figures import area, heard_figures
from helpdesk.evaluation.reading import Row, lines, turns_of

HELP = "how well negative messages, or dissatisfied turns of dialogues, are told from others"

# Raters gave 1 to 5; below this they saw a customer who is not satisfied.
_SATISFIED: Final = 3


def add_arguments(parser: ArgumentParser) -> None:
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--messages", type=Path, help='lines {"text", "negative"}')
    given.add_argument(
        "--dialogues", type=Path, help='lines {"turns": [{"role", "text", "satisfaction"}]}'
    )


def run(options: dict[str, Any]) -> dict[str, Any]:
    """``{n, positives, precision, recall, f1, average_precision, auroc}``."""
    if options["messages"]:
        read = lines(options["messages"], "text", "negative")
        heard = [gather(str(row["text"])).signals["upset"].score for row in read]
        there = [bool(row["negative"]) for row in read]
        scored = list(zip(heard, there, strict=True))
        return _figures(scored, USUAL)
    dialogues = lines(options["dialogues"], "turns")
    return _figures([turn for row in dialogues for turn in _rated(row)], USUAL)


def _figures(scored: list[tuple[float, bool]], limit: float) -> dict[str, Any]:
    scores, there = [one[0] for one in scored], [one[1] for one in scored]
    return heard_figures(scores, there, limit) | {"auroc": area(scores, there)}


def _rated(row: Row) -> Iterator[tuple[float, bool]]:
    """For each rated turn of the customer: what is heard of dissatisfaction, what raters saw."""
    history: list[Exchange] = []
    asked: list[str] = []
    for turn in turns_of(row):
        if turn["role"] != "contact":
            history.append(Exchange("\n".join(asked), str(turn["text"])))
            asked = []
            continue
        asked.append(str(turn["text"]))
        if turn.get("satisfaction") is not None:
            facts = gather("\n".join(asked), history)
            yield facts.signals["dissatisfied"].score, turn["satisfaction"] < _SATISFIED
