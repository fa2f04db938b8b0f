"""The course of a recovery case, as a table: what may follow what. Pure, and the only such table.

``detected → acknowledged → owned → solved | workaround | next step → survey → loop closed``. A
person may take a case before anybody acknowledges it, and a word of acknowledgement that comes
late is still noted: each step has a time of its own, the state is the farthest one reached. A
customer who comes back before the loop is closed puts the case back to its owner.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """How far a case has come."""

    DETECTED = "detected", _("Detected")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    OWNED = "owned", _("Owned")
    SOLVED = "solved", _("Solved")
    WORKAROUND = "workaround", _("Workaround given")
    NEXT_STEP = "next_step", _("Next step named")
    SURVEY = "survey", _("Customer asked")
    CLOSED = "closed", _("Loop closed")


class Step(StrEnum):
    """What happens to a case."""

    ACKNOWLEDGE = "acknowledge"
    OWN = "own"
    SOLVE = "solved"
    WORK_AROUND = "workaround"
    NAME_NEXT = "next_step"
    ASK = "ask"
    RETURN = "return"
    CLOSE = "close"
    DISMISS = "dismiss"


class OutOfTurn(ValueError):
    """The case cannot take this step from where it is."""


OUTCOMES: Final = (State.SOLVED, State.WORKAROUND, State.NEXT_STEP)
ENDS: Final[Mapping[Step, State]] = {
    Step.SOLVE: State.SOLVED,
    Step.WORK_AROUND: State.WORKAROUND,
    Step.NAME_NEXT: State.NEXT_STEP,
}


def _ended(state: State) -> dict[Step, State]:
    """From an outcome: it may be corrected, and nothing else moves it but what follows."""
    stays = dict.fromkeys((Step.ACKNOWLEDGE, Step.OWN), state)
    follows = {Step.ASK: State.SURVEY, Step.RETURN: State.OWNED}
    return {**stays, **ENDS, **follows, Step.CLOSE: State.CLOSED, Step.DISMISS: State.CLOSED}


NEXT: Final[Mapping[State, Mapping[Step, State]]] = {
    State.DETECTED: {
        Step.ACKNOWLEDGE: State.ACKNOWLEDGED,
        Step.OWN: State.OWNED,
        Step.DISMISS: State.CLOSED,
    },
    State.ACKNOWLEDGED: {
        Step.ACKNOWLEDGE: State.ACKNOWLEDGED,
        Step.OWN: State.OWNED,
        Step.DISMISS: State.CLOSED,
    },
    State.OWNED: {
        Step.ACKNOWLEDGE: State.OWNED,
        Step.OWN: State.OWNED,
        **ENDS,
        Step.DISMISS: State.CLOSED,
    },
    **{state: _ended(state) for state in OUTCOMES},
    State.SURVEY: {
        **dict.fromkeys((Step.ACKNOWLEDGE, Step.OWN, *ENDS, Step.ASK), State.SURVEY),
        Step.RETURN: State.OWNED,
        Step.CLOSE: State.CLOSED,
        Step.DISMISS: State.CLOSED,
    },
    State.CLOSED: {},
}
# Which time a step notes; an outcome is corrected under the time of the last word on it.
NOTED: Final[Mapping[Step, str]] = {
    Step.ACKNOWLEDGE: "acknowledged_at",
    Step.OWN: "owned_at",
    **dict.fromkeys(ENDS, "ended_at"),
    Step.ASK: "asked_at",
    Step.CLOSE: "closed_at",
    Step.DISMISS: "closed_at",
}
# What a return undoes.
UNDONE: Final = ("ended_at", "asked_at")


def after(state: str, step: Step) -> State:
    """Where ``step`` leads from ``state``. Raises ``OutOfTurn``."""
    try:
        return NEXT[State(state)][step]
    except KeyError:
        label = State(state).label.lower()
        raise OutOfTurn(f"A case that is “{label}” cannot take the step “{step}”.") from None


def may(state: str, step: Step) -> bool:
    return step in NEXT[State(state)]
