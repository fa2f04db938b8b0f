"""Makes a past conversation of one row of a file: who wrote what, and what became of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from escalation.backtesting.past import Happened, Judged, PastConversation, PastTurn
from helpdesk.assistant import small_talk

MOST_MESSAGES: Final = 500
READ_AT_MOST: Final = 8_000
MOST_KEY: Final = 100
_ROLES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("contact", "customer", "user", "visitor"), "contact"),
    **dict.fromkeys(("assistant", "bot", "ai"), "assistant"),
    **dict.fromkeys(("agent", "human", "person"), "agent"),
}
_VERDICTS: Final = ("", "confirmed", "contradicted")
_SAID: Final = {
    small_talk.Kind.SOLVED: "confirmed",
    small_talk.Kind.NOT_SOLVED: "contradicted",
}
_POOR: Final = 2
T = TypeVar("T")
_YES: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("true", "yes", "1"), True),
    **dict.fromkeys(("false", "no", "0", ""), False),
}


class Bad(ValueError):
    """What is wrong with one conversation, as the end of a sentence that begins with its line."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message; ``place`` counts from 1."""

    place: int
    role: str
    text: str
    at: datetime | None
    confidence: float | None
    grounded: bool | None
    verdict: str


def conversation_of(row: Mapping[str, Any], place: str) -> PastConversation:
    """The row as a value. Raises ``Bad``."""
    listed = row.get("turns")
    if not isinstance(listed, list) or not listed:
        raise Bad("“turns” must be a list of messages.")
    if len(listed) > MOST_MESSAGES:
        raise Bad(f"a conversation may have {MOST_MESSAGES} messages, this one has {len(listed)}.")
    said = [_said(number, one) for number, one in enumerate(listed, start=1)]
    taken_over = next((one.place for one in said if one.role == "agent"), None)
    turns = _judged(list(_turns(said)))
    if not turns:
        raise Bad("no message is the customer's: give one the role “contact”.")
    key = str(row.get("id") or place)[:MOST_KEY]
    return PastConversation(key, tuple(turns), _happened(row, turns, taken_over))


def _said(number: int, one: Any) -> Said:
    if not isinstance(one, Mapping):
        raise Bad(f"message {number} is not an object with “role” and “text”.")
    role = _ROLES.get(str(one.get("role", "")).strip().lower())
    if role is None:
        raise Bad(f"message {number}: “role” must be contact, assistant or agent.")
    text = one.get("text")
    if not isinstance(text, str):
        raise Bad(f"message {number}: “text” is missing.")
    verdict = one.get("verdict") or ""
    if verdict not in _VERDICTS:
        raise Bad(f"message {number}: “verdict” must be confirmed or contradicted.")
    return Said(
        place=number,
        role=role,
        text=text[:READ_AT_MOST],
        at=_time(one.get("at"), f"message {number}: “at”"),
        confidence=_share(one.get("confidence"), f"message {number}: “confidence”"),
        grounded=_maybe(one.get("grounded"), f"message {number}: “grounded”"),
        verdict=verdict,
    )


def _turns(said: Sequence[Said]) -> Iterator[PastTurn]:
    """Messages in a burst are one question, and the answers after it one answer.

    It ends where a person takes over: what was written then was not for the assistant.
    """
    asked: list[Said] = []
    answered: list[Said] = []
    for one in said:
        if one.role == "agent":
            break
        if one.role == "contact":
            if answered and asked:
                yield _turn(asked, answered)
                asked = []
            answered = []
            asked.append(one)
        else:
            answered.append(one)
    if asked:
        yield _turn(asked, answered)


def _turn(asked: Sequence[Said], answered: Sequence[Said]) -> PastTurn:
    last = answered[-1] if answered else None
    return PastTurn(
        place=asked[-1].place,
        question="\n".join(one.text for one in asked if one.text.strip()),
        answer="\n".join(one.text for one in answered) if answered else None,
        at=asked[-1].at,
        confidence=last.confidence if last else None,
        grounded=last.grounded if last else None,
        verdict=last.verdict if last else "",
    )


def _judged(turns: Sequence[PastTurn]) -> list[PastTurn]:
    """Small talk told apart; a plain “no” after an answer is a verdict on it, as in the chat."""
    told: list[PastTurn] = []
    for turn in turns:
        kind = small_talk.kind_of(turn.question, after_answer=bool(told))
        if kind in _SAID and told and not told[-1].verdict:
            told[-1] = replace(told[-1], verdict=_SAID[kind])
        told.append(replace(turn, counts=kind is None))
    return told


def _happened(
    row: Mapping[str, Any], turns: Sequence[PastTurn], taken_over: int | None
) -> Happened:
    told = row.get("outcome") or {}
    if not isinstance(told, Mapping):
        raise Bad("“outcome” must be an object.")
    left = _flag(told, "left") if "left" in told else _left(row, turns, taken_over)
    rating = _number(told.get("rating"), "“rating”")
    return Happened(
        asked_for_person=_flag(told, "asked_for_person"),
        left=left,
        rated_poorly=rating is not None and rating <= _POOR,
        came_back=_flag(told, "came_back"),
        judged=_verdict_on_handover(told.get("handover")),
        handed_over_at=taken_over,
        is_untold=not told and _is_untold(row, turns),
    )


def _left(row: Mapping[str, Any], turns: Sequence[PastTurn], taken_over: int | None) -> bool:
    """As the file says; else whether the last thing the customer wrote had no answer."""
    if "weak_resolved" in row or "weak_unresolved" in row:
        return row.get("weak_unresolved") is True
    unheard = turns[-1].answer is None and turns[-1].counts
    return taken_over is None and (unheard or turns[-1].verdict == "contradicted")


def _is_untold(row: Mapping[str, Any], turns: Sequence[PastTurn]) -> bool:
    """Whether neither the file nor the customer says how it ended."""
    if "weak_resolved" in row or "weak_unresolved" in row:
        return not (row.get("weak_resolved") or row.get("weak_unresolved"))
    return all(turn.verdict != "confirmed" for turn in turns)


def _verdict_on_handover(value: Any) -> Judged:
    try:
        return Judged(str(value or ""))
    except ValueError:
        raise Bad("“handover” must be too_early, right or too_late.") from None


def _flag(told: Mapping[str, Any], name: str) -> bool:
    return bool(_maybe(told.get(name), f"“{name}”"))


def _maybe(value: Any, name: str) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    found = _YES.get(str(value).strip().lower())
    if found is None:
        raise Bad(f"{name} must be true or false.")
    return found


def _number(value: Any, name: str) -> float | None:
    return None if value in (None, "") else _converted(value, name, float)


def _share(value: Any, name: str) -> float | None:
    found = _number(value, name)
    if found is not None and not 0 <= found <= 1:
        raise Bad(f"{name} must lie between 0 and 1.")
    return found


def _time(value: Any, name: str) -> datetime | None:
    if value in (None, ""):
        return None
    found = _converted(value, name, parse_datetime)
    if found is None:
        raise Bad(f"{name} must be a time such as 2026-03-01T09:30:00Z.")
    return timezone.localtime(found if timezone.is_aware(found) else timezone.make_aware(found))


def _converted(value: Any, name: str, convert: Callable[[Any], T]) -> T:
    try:
        return convert(value)
    except (TypeError, ValueError, OverflowError):
        raise Bad(f"{name} cannot be read: {str(value)[:40]!r}.") from None
