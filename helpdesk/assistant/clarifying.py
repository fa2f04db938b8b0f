"""Asks the customer back, once, where their answer decides what to look for.

That is so when the question points at something nobody named, when two articles compete and
neither answers surely, and, where a person would take over, when the question is hardly more than
a word. It never asks twice in a row, nor the same thing again, nor more than twice before a person
takes over or the matter is done. What the customer replies is read together with what they asked.
It asks in the language of the question (``tongues``).
"""

from collections.abc import Sequence
from dataclasses import replace

from escalation.facts.no_help import said_no_help
from escalation.rules import ASKED_BACK_AT_MOST, Trigger
from helpdesk.assistant.answering.answer import Answer
from helpdesk.assistant.case import Case, Finding
from helpdesk.assistant.pointing import unnamed
from helpdesk.assistant.tongues import Tongue, tongue_of
from knowledge.dialogue import Dialogue
from knowledge.retrieving import Hit
from knowledge.shelves import spoken_of

# Articles nearer to the question than this are about its subject; with the next one this close
# behind in score, the search does not tell them apart.
NEAR, CLOSE = 0.4, 0.15
# From here on the first of them is given, whatever the second.
CLEAR = 0.6
# So few telling words do not say what to look for, though something here has to do with them.
FEW, RELATED = 1, 0.25


def before_looking(case: Case) -> Answer | None:
    """A question back where the customer's points at something that nobody named.

    Who says that an answer did not help ("that makes no difference") points at the answer.
    """
    if said_no_help(case.question):
        return None
    thing = unnamed(case.question, case.before, case.locale)
    if not thing or _speaks_of_a_shelf(case):
        return None
    return _asked(case, Answer(), _tongue(case).what.replace("{thing}", thing))


def instead_of(finding: Finding, case: Case) -> Answer | None:
    """A question back where no answer is sure enough, to be given or to be clear."""
    decision, answer = finding.decision, finding.answer
    if not _is_unsure(finding):
        return None
    if rivals := _rivals(answer.hits):
        return _asked(case, answer, _tongue(case).which, *rivals)
    if decision and _says_little(finding, case):
        return _asked(case, answer, _tongue(case).more)
    return None


def _is_unsure(finding: Finding) -> bool:
    """Whether there is an answer that is not clear, or none because it was not sure enough."""
    if finding.decision is not None:
        return finding.decision.trigger is Trigger.LOW_CONFIDENCE
    answer = finding.answer
    return not (answer.small_talk or answer.asks_back or answer.confidence >= CLEAR)


def _asked(case: Case, instead: Answer, text: str, *choices: str) -> Answer | None:
    """The question, if it may be asked now, with what was found and paid for the answer."""
    if case.was_asked_back or text in case.asked or len(case.asked) >= ASKED_BACK_AT_MOST:
        return None
    replies = (*choices, _tongue(case).person)
    return replace(
        instead, text=text, grounded=None, sources=(), quick_replies=replies, asks_back=True
    )


def _tongue(case: Case) -> Tongue:
    return tongue_of(case.question, case.locale)


def _speaks_of_a_shelf(case: Case) -> bool:
    """ "This place" is the collection that was named, where one was."""
    return bool(spoken_of(Dialogue.of(case.question, tuple(case.before))))


def _rivals(hits: Sequence[Hit]) -> tuple[str, ...]:
    """The titles of the two articles between which the search cannot tell, or nothing."""
    titles = list(dict.fromkeys(hit.article_title for hit in hits))[:2]
    if len(titles) < 2 or not all(titles):
        return ()
    first, second = (next(hit for hit in hits if hit.article_title == title) for title in titles)
    near = min(first.similarity, second.similarity) >= NEAR
    return tuple(titles) if near and first.score - second.score <= CLOSE else ()


def _says_little(finding: Finding, case: Case) -> bool:
    """Whether a first question is hardly more than a word ("Invoices?")."""
    best = next(iter(finding.answer.hits), None)
    if best is None or case.before:
        return False
    is_related = max(best.similarity, best.coverage) >= RELATED
    return is_related and len(_tongue(case).telling(case.question)) <= FEW
