"""What the page of an evaluation shows: figures over time, what moved, and question by question."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from helpdesk.evaluation.models import Asked, Evaluation
from helpdesk.evaluation.outcomes import verdict
from helpdesk.evaluation.standing import LEFT_ASIDE, moved
from helpdesk.evaluation.trends import Trend, alike, trends

VERDICTS: Final = {
    "wrong": "Answered wrongly",
    "refused": "Not answered, though an article does",
    "unknown": "Its article is not here",
    "right": "Right",
}
_TONES: Final = {"wrong": "bad", "refused": "ask", "unknown": "ask", "right": "good"}


@dataclass(frozen=True, slots=True)
class Line:
    """One question in the report."""

    asked: Asked
    verdict: str

    @property
    def label(self) -> str:
        return VERDICTS[self.verdict]

    @property
    def tone(self) -> str:
        return _TONES[self.verdict]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions came to a verdict."""

    verdict: str
    label: str
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """``moved``: (what, before, now) of how things stood; ``before`` is the one compared with.

    ``left_aside``: how many rules have conditions, of which a question tells nothing.
    """

    total: int
    done: int
    tallies: list[Tally]
    asked: list[Line]
    trends: list[Trend]
    before: Evaluation | None
    moved: list[tuple[str, Any, Any]]
    left_aside: int

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100


def report_of(evaluation: Evaluation, *, show: str = "") -> Report:
    """All of an evaluation in three statements; costs grow with the set, 2,000 questions at most.

    ``show``: a verdict, to list only its questions; else the worst come first.
    """
    lines = [Line(one, verdict(one)) for one in evaluation.asked.all()]
    counted = Counter(line.verdict for line in lines)
    order = [*VERDICTS]
    listed = [line for line in lines if show not in VERDICTS or line.verdict == show]
    compared = alike(evaluation) if evaluation.state == Evaluation.State.DONE else []
    before = compared[1] if len(compared) > 1 else None
    asked = evaluation.question_set.questions if evaluation.question_set else []
    return Report(
        left_aside=evaluation.configuration.get(LEFT_ASIDE, 0),
        total=len(asked),
        done=len(lines),
        tallies=[
            Tally(name, label, _TONES[name], counted[name])
            for name, label in VERDICTS.items()
            if counted[name]
        ],
        asked=sorted(listed, key=lambda line: order.index(line.verdict)),
        trends=trends(compared),
        before=before,
        moved=moved(before.configuration, evaluation.configuration) if before else [],
    )
