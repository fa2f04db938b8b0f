"""Finds what is known about a question and answers from it."""

from collections.abc import Sequence

from escalation.facts.reading import tokens
from helpdesk.assistant.answering.answer import Answer
from helpdesk.assistant.answering.confidence import confidence
from helpdesk.assistant.answering.extractive import quote
from helpdesk.assistant.answering.generated import rewrite
from helpdesk.assistant.answering.inquiry import Inquiry
from knowledge.search import Findings, look_up

PASSAGES = 6
# A question this short, or one that points back, is searched together with the one before.
FEW_WORDS = 4
_POINTING = frozenset(("it", "that", "this", "they", "them", "there", "these", "those", "ones"))
_GOING_ON = frozenset({"and", "or", "but", "also", "so", "what"})


def answer_question(inquiry: Inquiry) -> Answer:
    """A draft from approved, public content; empty text when nothing there answers it.

    No transaction may be open.
    """
    asked = in_context(inquiry.question, inquiry.earlier)
    quoted = _quoted(look_up(asked, limit=PASSAGES))
    answer = rewrite(quoted, inquiry)
    return answer if answer.confidence >= inquiry.settings.min_confidence else _unknown(answer)


def in_context(question: str, earlier: Sequence[str]) -> str:
    """The question with the one before it, if it cannot stand alone ("and on Android?")."""
    words = tokens(question)
    leans = len(words) < FEW_WORDS or words[0] in _GOING_ON or _POINTING & set(words)
    return f"{earlier[-1]}\n{question}" if earlier and leans else question


def _quoted(findings: Findings) -> Answer:
    quotation = quote(findings.question, findings.hits)
    return Answer(
        text=quotation.text,
        confidence=confidence(findings, quotation),
        grounded=True,  # quoted word for word
        sources=quotation.sources,
        hits=tuple(findings.hits),
    )


def _unknown(answer: Answer) -> Answer:
    """Too unsure to offer: nothing is said, the record keeps what was found."""
    return Answer(confidence=answer.confidence, hits=answer.hits, call=answer.call)
