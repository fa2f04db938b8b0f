"""What the assistant would do with a question that nobody asked: the way of a turn, and no trace.

The same rules, search, confidence and words as in ``turn.take_turn``; nothing is stored, said or
handed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from escalation.deciding import Exchange, Moment
from escalation.facts.gather import gather
from escalation.rulebook import current_policy
from helpdesk.assistant import small_talk
from helpdesk.assistant.answering.answer import Answer
from helpdesk.assistant.answering.answering import answer_question
from helpdesk.assistant.answering.inquiry import Inquiry
from helpdesk.assistant.case import Case, Finding
from helpdesk.assistant.models import AssistantSettings
from helpdesk.assistant.turn import consider


class Way(StrEnum):
    """What would come of a question."""

    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    STEPPED_ASIDE = "stepped_aside"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """``confidence`` is that of the best answer there is, also where it would not be given.

    ``by_message``: a rule called for a person before anything was looked up.
    """

    way: Way
    answer: Answer
    confidence: float
    by_message: bool


def rehearse(question: str, history: Sequence[Exchange] = ()) -> Rehearsal:
    """Take the bound tenant's turn on a question after these exchanges, oldest first."""
    case = _case(question, history)
    finding = consider(case)
    by_message = finding.moment is Moment.MESSAGE_RECEIVED
    answer = _best_answer(case) if by_message else finding.answer
    return Rehearsal(_way(finding), answer, answer.confidence, by_message)


def _case(question: str, history: Sequence[Exchange]) -> Case:
    policy = current_policy()
    return Case(
        conversation_id=0,
        seq=0,
        first_seq=0,
        fence=0,
        waited=0.0,
        facts=gather(question, history, policy.spec),
        policy=policy,
        settings=AssistantSettings.current(),
        small_talk=small_talk.kind_of(question, after_answer=bool(history)),
        said_before=0,
        has_files=False,
        is_on=True,
        is_rehearsed=True,
    )


def _best_answer(case: Case) -> Answer:
    inquiry = Inquiry(
        case.question, case.settings, case.earlier, case.before, policy=case.policy.spec
    )
    return answer_question(inquiry)


def _way(finding: Finding) -> Way:
    if finding.decision:
        return Way.STEPPED_ASIDE
    return Way.ASKED_BACK if finding.answer.asks_back else Way.ANSWERED
