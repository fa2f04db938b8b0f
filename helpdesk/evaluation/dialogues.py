"""Recorded dialogues, as the assistant remembers its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from escalation.deciding import Exchange


def exchanges(history: Sequence[Mapping[str, Any]]) -> tuple[Exchange, ...]:
    """Turns of ``{"role", "text"}`` as questions, each with what was answered, if anything."""
    paired: list[Exchange] = []
    for turn in history:
        said = str(turn["text"])
        if turn["role"] == "assistant" and paired and not paired[-1].answer:
            paired[-1] = Exchange(paired[-1].question, said)
        else:
            paired.append(Exchange(said, "") if turn["role"] == "contact" else Exchange("", said))
    return tuple(paired)
