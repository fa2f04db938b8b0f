"""Lets the tenant's model say which sentences of a prepared case matter most.

The case is there already, without it. The model is given the customer's sentences, masked and
numbered, and answers in numbers; the case quotes them from the log. Whatever else it says is
dropped, words of the dialogue included: put together anew they can lie as well as others. Whatever
fails leaves the case as it is.
"""

import re
from collections.abc import Sequence
from typing import Final

from helpdesk.assistant import disclosing, injection, llm, prompts
from helpdesk.assistant.models import AssistantSettings
from helpdesk.assistant.spending import HeldBack, Order, Terms, paying
from helpdesk.conversations.models import Handoff
from helpdesk.handoff.keeping_up import is_unanswered, point
from helpdesk.handoff.lines import Piece
from helpdesk.handoff.pointed import Pointed
from helpdesk.handoff.spoken import lines_of
from helpdesk.handoff.telling import sentences_of
from tenants.work.effects import once
from tenants.work.outbox import enqueue

TOPIC: Final = "assistant.sharpen"
SECONDS: Final = 12.0
# Of fewer the case shows all; of more the latest are what a person needs.
LEAST, MOST = 3, 60
_NUMBERS: Final = re.compile(r"(?<![\w.,-])\d{1,3}(?![\w-]|[.,]\d)")


def owe(conversation_id: int) -> None:
    """In the transaction of the hand-off: owe its case a look, where there is a model."""
    if llm.endpoint_of(AssistantSettings.current()) is not None:
        handoff = Handoff.objects.filter(conversation=conversation_id).values_list("pk", flat=True)
        enqueue(TOPIC, {"handoff": handoff[0]})


def sharpen(handoff_id: int) -> None:
    """Ask the model and point, unless there is nothing to say or it is too late."""
    pointed, given = None, _sentences(handoff_id)
    if len(given) >= LEAST:
        pointed = _asked(handoff_id, given)
    with once():
        if pointed is not None and Handoff.objects.filter(pk=handoff_id).exists():
            point(handoff_id, pointed, given)


def pointed_in(text: str, given: Sequence[Piece]) -> Pointed | None:
    """What an answer points at; None where no line of it names a sentence that was given."""
    said = _named(text, prompts.MATTER, given)
    wanted = _named(text, prompts.WANTED, given)
    if not said and not wanted:
        return None
    last = max(piece.seq for piece in given)
    return Pointed(frozenset(said), wanted[0] if wanted else None, last)


def _named(text: str, label: str, given: Sequence[Piece]) -> list[tuple[int, int]]:
    line = re.search(rf"^\W*{label}\W*:(.*)$", text, re.IGNORECASE | re.MULTILINE)
    numbers = [int(number) for number in _NUMBERS.findall(line[1])] if line else []
    return [given[number - 1].pointer for number in numbers if 0 < number <= len(given)]


def _sentences(handoff_id: int) -> list[Piece]:
    """What is given: nothing of a case that is gone or answered, and no orders to the model."""
    handoff = Handoff.objects.select_related("conversation").filter(pk=handoff_id).first()
    if handoff is None or not is_unanswered(handoff):
        return []
    told = sentences_of(lines_of(handoff.conversation_id))
    plain = [piece for piece in told if not injection.suspicion(piece.text).is_likely]
    return plain[-MOST:]


def _asked(handoff_id: int, given: Sequence[Piece]) -> Pointed | None:
    tenant = AssistantSettings.current()
    endpoint = llm.endpoint_of(tenant)
    conversation_id = Handoff.objects.values_list("conversation_id", flat=True).get(pk=handoff_id)
    if endpoint is None:
        return None
    mask = disclosing.mask_of(conversation_id, tenant)
    prompt = prompts.point_at([mask.hide_own(piece.text) for piece in given])
    terms = Terms.of(tenant, endpoint)
    order = Order(endpoint, prompt, terms, conversation_id, SECONDS, mask)
    try:
        with paying(order) as purse:
            reply = llm.ask(order.prompt, endpoint, seconds=purse.seconds)
            purse.usage = reply.completion.usage
    except (llm.ModelUnavailable, HeldBack):
        return None  # the record of the call says why
    return pointed_in(reply.completion.text, given)
