"""How far the assistant's confidence can be trusted here, and what each threshold would cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from escalation.rulebook import current_policy
from escalation.rules import Moment, Trigger
from helpdesk.assistant.calibration import Bin, bins, calibration_error
from helpdesk.assistant.models import Turn

DAYS = 90
READ_AT_MOST = 5000
# With fewer, a single customer's opinion moves every figure by more than these plots can show.
JUDGED_AT_LEAST = 20
STEPS = 20
_JUDGED = (Turn.Verdict.CONFIRMED, Turn.Verdict.CONTRADICTED)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a threshold comes to, as shares of 1.

    ``answered``: of all questions with a draft. ``wrong``: of the answers that customers judged
    and that it would still let through; None where no verdict says so.
    """

    threshold: float
    answered: float
    wrong: float | None


@dataclass(frozen=True, slots=True)
class Trust:
    """What the page shows. ``error`` is the expected calibration error."""

    drafted: int
    judged: int
    limit: float
    now: Cost | None
    costs: list[Cost]
    bins: list[Bin]
    error: float | None

    @property
    def is_enough(self) -> bool:
        return self.judged >= JUDGED_AT_LEAST


def trust() -> Trust:
    """The bound tenant's, from its turns of the last 90 days, the latest 5,000 of them."""
    since = timezone.now() - timedelta(days=DAYS)
    drafted = Turn.objects.filter(
        created_at__gte=since, moment=Moment.ANSWER_DRAFTED, confidence__isnull=False
    ).exclude(outcome=Turn.Outcome.CHATTED)
    rows = drafted.order_by("-id").values_list("confidence", "outcome", "verdict")
    turns = [(sure or 0.0, outcome, verdict) for sure, outcome, verdict in rows[:READ_AT_MOST]]
    said = [
        (sure, verdict == Turn.Verdict.CONFIRMED)
        for sure, outcome, verdict in turns
        if outcome == Turn.Outcome.ANSWERED and verdict in _JUDGED
    ]
    scores, right = [sure for sure, _ in said], [is_right for _, is_right in said]
    sure = [confidence for confidence, _, _ in turns]
    limit = limit_now()
    return Trust(
        drafted=len(turns),
        judged=len(said),
        limit=limit,
        now=_cost(limit, sure, said) if turns else None,
        costs=_costs(sure, said) if turns else [],
        bins=bins(scores, right),
        error=calibration_error(scores, right),
    )


def limit_now() -> float:
    """The confidence below which the assistant does not answer: the strictest of what is set."""
    policy = current_policy().spec
    limits = [rule.limit for rule in policy.rules if rule.trigger is Trigger.LOW_CONFIDENCE]
    return max([policy.min_confidence, *limits])


def _costs(sure: Sequence[float], said: Sequence[tuple[float, bool]]) -> list[Cost]:
    """Of every threshold. Nobody judges what was not said: below the verdicts nothing is known."""
    lowest = min((confidence for confidence, _ in said), default=1.0)
    every = [_cost(step / STEPS, sure, said) for step in range(STEPS)]
    return [
        cost if cost.threshold + 1 / STEPS > lowest else replace(cost, wrong=None) for cost in every
    ]


def _cost(threshold: float, sure: Sequence[float], said: Sequence[tuple[float, bool]]) -> Cost:
    passed = [is_right for confidence, is_right in said if confidence >= threshold]
    answered = sum(confidence >= threshold for confidence in sure) / len(sure)
    wrong = passed.count(False) / len(passed) if passed else None
    return Cost(threshold, answered, wrong)
