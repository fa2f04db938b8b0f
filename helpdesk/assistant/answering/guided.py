"""Lets the tenant's model help where the search is not sure: what is asked, and what answers it.

One call does both. It says the question in full, where that leans on what was said before, and
which of the passages that were found answer it. Neither is shown to anybody: the question is looked
for, the numbers put passages first that search had found as well. A question in words that nobody
said is dropped, and whatever fails or comes late leaves the search as it was.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import orjson

from escalation.facts.reading import stem
from helpdesk.assistant import disclosing, injection, llm, prompts
from helpdesk.assistant.answering.inquiry import Inquiry
from helpdesk.assistant.material import Material
from helpdesk.assistant.spending import HeldBack, Order, Terms, paying
from helpdesk.assistant.tongues import tongue_of
from knowledge.search import Dialogue, Hit

# Of the seconds that the customer's answer may still take, and never more than so many: the model
# has to write that answer afterwards.
SHARE: Final = 0.3
SECONDS: Final = 4.0
# With less a model that is well would fail, and be left alone for it.
LEAST_SECONDS: Final = 1.0
OFFERED: Final = 12
CHOSEN: Final = 3
LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Guidance:
    """``question`` in full, or ""; ``passages``: ids, best first. What fails guides to nothing."""

    question: str = ""
    passages: tuple[int, ...] = ()


def guidance(inquiry: Inquiry, hits: Sequence[Hit]) -> Guidance:
    """What the model makes of the question and the first passages. No transaction may be open."""
    endpoint = llm.endpoint_of(inquiry.settings)
    seconds = min(SECONDS, SHARE * inquiry.seconds)
    if endpoint is None or seconds < LEAST_SECONDS or not hits:
        return Guidance()
    offered = _clean(hits[:OFFERED])
    mask = disclosing.mask_of(inquiry.conversation_id, inquiry.settings)
    material = Material.of(inquiry.question, inquiry.before, offered, mask)
    terms = Terms.of(inquiry.settings, endpoint)
    prompt = prompts.choose_from(material)
    text = _asked(Order(endpoint, prompt, terms, inquiry.conversation_id, seconds, mask))
    question, numbers = _read(text, len(offered))
    return Guidance(
        _believed(mask.shown(question), inquiry),
        tuple(offered[number - 1].passage_id for number in numbers),
    )


def leans(inquiry: Inquiry) -> bool:
    """Whether the question cannot be understood without what was said before."""
    return bool(inquiry.before) and Dialogue.of(inquiry.question).leans


def after(inquiry: Inquiry, began: float) -> Inquiry:
    """The same with the time that is left, ``began`` being a monotonic clock's."""
    return replace(inquiry, seconds=inquiry.seconds - (time.monotonic() - began))


def _clean(hits: Sequence[Hit]) -> list[Hit]:
    told = [replace(hit, text=injection.without_orders(hit.text)) for hit in hits]
    return [hit for hit in told if hit.text.strip()]


def _asked(order: Order) -> str:
    try:
        with paying(order) as purse:
            seconds = min(order.seconds, purse.seconds)
            reply = llm.ask(order.prompt, order.endpoint, seconds=seconds)
            purse.usage = reply.completion.usage
    except (llm.ModelUnavailable, HeldBack):
        return ""  # the record of the call says why
    return reply.completion.text


def _read(text: str, offered: int) -> tuple[str, list[int]]:
    """The question and the numbers; an answer of another shape was not understood."""
    try:
        said = orjson.loads(prompts.unframed(text))
    except orjson.JSONDecodeError:
        return "", []
    match said:
        case {prompts.QUESTION: str(question), prompts.PASSAGES: [*numbers]}:
            known = [one for one in numbers if type(one) is int and 1 <= one <= offered]
            return " ".join(question.split())[:LONGEST], list(dict.fromkeys(known))[:CHOSEN]
    return "", []


def _believed(question: str, inquiry: Inquiry) -> str:
    """The question, unless it has a telling word that neither side has said."""
    said = {stem(word) for line in (*inquiry.before, inquiry.question) for word in _words(line)}
    return question if all(stem(word) in said for word in _words(question)) else ""


def _words(text: str) -> list[str]:
    return tongue_of(text).telling(text)
