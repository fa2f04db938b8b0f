"""What visitors write, and when: bursts of questions, some of which nobody can answer."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

QUESTIONS = (
    "How do I set up VAT rates?",
    "How do I export all my data?",
    "How do I prepare and file my VAT return?",
    "How do I write off equipment over several years?",
    "How do I close a month so that nobody can change it?",
    "How do I get receipts into my books?",
    "Thanks! And how do I export all my data?",
    "What colour is the moon in March?",
    "I want to talk to a person, please.",
)
BURST = (1, 1, 2, 3)
# Seconds between the messages of a burst, and between bursts. Over a run this stays below the
# 10 messages in 10 s that one visitor may send; a burst that does not is told to wait.
WITHIN = (0.05, 0.4)
BETWEEN = (0.4, 1.8)


@dataclass(frozen=True, slots=True)
class Line:
    """One message and the pause before it."""

    body: str
    pause: float
    begins_burst: bool


def lines(who: str, count: int, chance: random.Random) -> Iterator[Line]:
    """``count`` messages, each text unlike every other of the run."""
    left = 0
    for number in range(1, count + 1):
        begins = left == 0
        left = chance.choice(BURST) if begins else left
        left -= 1
        pause = chance.uniform(*(BETWEEN if begins else WITHIN))
        yield Line(f"{chance.choice(QUESTIONS)} [{who} {number}]", pause, begins)
