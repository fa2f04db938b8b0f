"""The case as a text that can be copied into another tool: at most 120 words, nothing invented."""

from collections.abc import Iterator
from typing import Any, Final

from helpdesk.handoff.lines import shortened

SUMMARY_WORDS: Final = 120
_GOAL_WORDS: Final = 35
_OUTCOMES: Final = {"confirmed": "which solved it", "contradicted": "which did not solve it"}


def summary_of(package: dict[str, Any]) -> str:
    """The customer's words under our labels, the most important first, one a line."""
    return "\n".join(_within(_told(package)))


def _told(package: dict[str, Any]) -> Iterator[str]:
    yield _labelled("Asks", shortened(package["goal"].get("text", ""), _GOAL_WORDS))
    yield _labelled("Wants", package["wanted"].get("text", ""))
    yield _labelled("Numbers", " · ".join(_named(one) for one in package["identifiers"]))
    yield _labelled("Also said", " ".join(one["text"] for one in package["said"]))
    yield _labelled("Details", " · ".join(one["text"] for one in package["details"]))
    yield _labelled("Tried", "; ".join(_tried(one) for one in package["tried"]))
    yield _labelled("Mood", package["mood"].get("label", ""))


def _labelled(label: str, text: str) -> str:
    return f"{label}: {text}" if text else ""


def _named(one: dict[str, Any]) -> str:
    return f"{one['label']} {one['text']}" if one["label"] else str(one["text"])


def _tried(one: dict[str, Any]) -> str:
    titles = [source["title"] for source in one.get("sources", ()) if source.get("title")]
    what = f"“{titles[0]}”" if titles else "an answer"
    outcome = _OUTCOMES.get(one.get("verdict", ""))
    return f"{what}, {outcome}" if outcome else what


def _within(lines: Iterator[str]) -> Iterator[str]:
    left = SUMMARY_WORDS
    for line in filter(None, lines):
        # A line that is cut gets a sign that stands for a word.
        if left > 1:
            shown = shortened(line, left - 1)
            left -= len(shown.split())
            yield shown
