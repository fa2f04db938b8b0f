"""All that is heard in one message, on one core: facts of a new question in a short dialogue.

The floor is the question's vector alone, by the same model on the same thread: what is learnt
may not cost more than the reading that search does anyway.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count

from bench.rows import Goal, Row, Run, in_turns, median_ms
from escalation.deciding import Exchange
from escalation.facts.gather import gather
from escalation.policy.values import PolicySpec
from escalation.usual_topics import USUAL_TOPICS
from knowledge.embeddings import embed

TIMES = 40
_WATCHED = PolicySpec(topics=tuple(USUAL_TOPICS))
_ASKED = "I was charged twice for order {n} and nobody has answered since Monday, please help!"
_BEFORE = [
    Exchange("Why is my card charged again?", "Open Billing and look under Payments."),
    Exchange("That did not help, I see two charges", "Each line is one payment."),
]


def measure(run: Run) -> Iterator[Row]:
    numbers = count()
    gather(_ASKED, _BEFORE, _WATCHED)
    yield in_turns(
        "signals_of_one_message",
        run,
        ours=partial(median_ms, _ours(numbers), TIMES),
        floor=partial(median_ms, _floor(numbers), TIMES),
        goal=Goal(within=15),
        note="every fact of a new message, warm; floor: its vector alone",
    )


def _ours(numbers: Iterator[int]) -> Callable[[], object]:
    return lambda: gather(_ASKED.format(n=next(numbers)), _BEFORE, _WATCHED)


def _floor(numbers: Iterator[int]) -> Callable[[], object]:
    return lambda: embed([_ASKED.format(n=next(numbers))])
