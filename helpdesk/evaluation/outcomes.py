"""What asking a set came to: shares over its questions, and the questions to look at."""

from collections.abc import Iterable, Sequence
from typing import Any

from helpdesk.assistant.rehearsing import Way
from helpdesk.evaluation.models import Asked
from knowledge.evaluating import ranking, spans


def figures(asked: Sequence[Asked]) -> dict[str, Any]:
    """Shares of 1 over what was asked; None where no question is of the kind.

    ``right_answer_share``: of questions whose article is known, answered from a right one.
    ``wrong_answer_share``: of all, answered from another one, or though nothing answers.
    ``unanswerable_not_answered``: of those that nothing answers, asked back or stepped aside.
    ``article_unknown``: questions whose article is not among the approved ones here.
    Ranks are as in ``knowledge.evaluating``, over questions whose article is known.
    """
    answerable = [one for one in asked if one.is_answerable]
    others = [one for one in asked if not one.is_answerable]
    known = [one for one in answerable if one.right_in_all]
    return {
        "n": len(asked),
        "article_unknown": len(answerable) - len(known),
        "right_answer_share": _share(_is_right(one) for one in known),
        "wrong_answer_share": _share(one.is_wrong for one in asked),
        "answered_share": _share(one.way == Way.ANSWERED for one in asked),
        "asked_back_share": _share(one.way == Way.ASKED_BACK for one in asked),
        "unanswerable_not_answered": _share(one.way != Way.ANSWERED for one in others),
        **ranking([_ranked(one) for one in known]),
        **spans(sorted(one.milliseconds for one in asked)),
    }


def verdict(one: Asked) -> str:
    """``right``, ``wrong``, ``refused`` (an answer was known and not given) or ``unknown``."""
    if one.is_wrong:
        return "wrong"
    if one.is_answerable and not one.right_in_all:
        return "unknown"
    return "refused" if one.is_answerable and one.way != Way.ANSWERED else "right"


def _is_right(one: Asked) -> bool:
    return one.way == Way.ANSWERED and not one.is_wrong


def _ranked(one: Asked) -> tuple[list[str], frozenset[str]]:
    """Places stand for articles; a right one that was not found has a place that none has."""
    found = [str(at) for at in range(1, len(one.articles) + 1)]
    missing = one.right_in_all - len(one.right)
    right = [str(at) for at in one.right] + [f"missing {at}" for at in range(missing)]
    return found, frozenset(right)


def _share(values: Iterable[bool]) -> float | None:
    listed = [*values]
    return round(sum(listed) / len(listed), 4) if listed else None
