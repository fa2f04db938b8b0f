"""Finds what is known about a question and answers from it."""

import time
from collections.abc import Sequence
from dataclasses import replace

from helpdesk.assistant import injection
from helpdesk.assistant.answering import guided
from helpdesk.assistant.answering.answer import Answer
from helpdesk.assistant.answering.confidence import confidence
from helpdesk.assistant.answering.extractive import quote
from helpdesk.assistant.answering.generated import rewrite
from helpdesk.assistant.answering.inquiry import Inquiry
from knowledge.search import Dialogue, Findings, chosen_first, look_up

PASSAGES = 6
# From here on the model is not asked what to look for, unless the question leans on the dialogue.
SURE = 0.6


def answer_question(inquiry: Inquiry) -> Answer:
    """A draft from approved, public content; empty text when nothing there answers it.

    No transaction may be open.
    """
    found = injection.suspicion(inquiry.question)
    findings = looked_up(inquiry.question, inquiry.before, inquiry.policy.sources)
    answer = quoted_from(findings)
    if not found.is_likely:
        if answer.confidence < SURE or guided.leans(inquiry):
            began = time.monotonic()
            answer = _guided(answer, findings, inquiry)
            inquiry = guided.after(inquiry, began)
        answer = rewrite(answer, inquiry)
    answer = replace(answer, suspicion=found)
    return answer if answer.confidence >= inquiry.policy.min_confidence else _unknown(answer)


def _guided(answer: Answer, findings: Findings, inquiry: Inquiry) -> Answer:
    """The answer from what is found with the help of the tenant's model, where it helps."""
    guidance = guided.guidance(inquiry, [*findings.hits, *findings.further])
    if not (guidance.question or guidance.passages):
        return answer
    if guidance.question and guided.leans(inquiry):
        findings = looked_up(guidance.question, (), inquiry.policy.sources)
    return quoted_from(chosen_first(findings, guidance.passages, PASSAGES))


def looked_up(question: str, before: Sequence[str], sources: Sequence[int] = ()) -> Findings:
    """What is known about a question in its dialogue, ``before`` being its lines so far.

    ``sources``: ids of the collections to look in; none: all.
    """
    dialogue = Dialogue.of(question, tuple(before))
    return look_up(dialogue, limit=PASSAGES, closely=True, collections=sources)


def quoted_from(findings: Findings) -> Answer:
    """The draft in the articles' own words, with how sure to be of it.

    What an article says to the assistant and not to its reader is neither quoted nor told.
    """
    hits = [replace(hit, text=injection.without_orders(hit.text)) for hit in findings.hits]
    findings = replace(findings, hits=[hit for hit in hits if hit.text.strip()])
    quotation = quote(findings)
    return Answer(
        text=quotation.text,
        confidence=confidence(findings, quotation),
        grounded=True,  # quoted word for word
        sources=quotation.sources,
        hits=tuple(findings.hits),
    )


def _unknown(answer: Answer) -> Answer:
    """Too unsure to offer: nothing is said, the record keeps what was found."""
    return replace(answer, text="", grounded=None, sources=())
