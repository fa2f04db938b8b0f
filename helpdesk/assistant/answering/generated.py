"""Answers in a model's words, kept only as far as approved passages back them."""

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.assistant import disclosing, llm, prompts
from helpdesk.assistant.answering.aloud import Run, withheld
from helpdesk.assistant.answering.answer import Answer, ModelCall, Source
from helpdesk.assistant.answering.inquiry import Inquiry
from helpdesk.assistant.grounding import Checked, check
from helpdesk.assistant.material import Material
from helpdesk.assistant.spending import HeldBack, Order, Purse, Terms, paying
from knowledge.retrieving import Hit

# What was found says more about whether there is an answer than how well the model quotes it.
FOUND, BACKED = 0.6, 0.4
# With less, a model that is well would fail, and be left alone for it.
LEAST_SECONDS = 0.5


def rewrite(quoted: Answer, inquiry: Inquiry) -> Answer:
    """The model's answer from the same passages; ``quoted`` when it fails or is not backed.

    A model that says there is no answer is believed, and so is a text that promises a transfer:
    the answer is then empty, and a person takes over for real.
    """
    endpoint = llm.endpoint_of(inquiry.settings)
    if endpoint is None or not quoted.hits:
        return quoted
    if inquiry.seconds < LEAST_SECONDS:
        late = ModelCall(endpoint.model, "No time was left to ask the model.", failed=True)
        return replace(quoted, call=late)
    material = _material(quoted, inquiry)
    run = Run(inquiry, quoted, material)
    answer = Answer()
    try:
        answer = _asked(quoted, _order(material, inquiry, endpoint), material, run)
    finally:
        run.end(answer.text)
    return answer


def _asked(quoted: Answer, order: Order, material: Material, run: Run) -> Answer:
    endpoint = order.endpoint
    call = ModelCall(endpoint.model)
    purse: Purse | None = None
    try:
        with paying(order) as purse:
            reply = llm.ask(order.prompt, endpoint, seconds=purse.seconds, hear=run.hear)
            purse.usage = reply.completion.usage
    except (llm.ModelUnavailable, HeldBack) as problem:
        cost = purse.cost if purse else call.cost
        return replace(quoted, call=replace(call, problem=str(problem), cost=cost, failed=True))
    call = replace(
        call,
        milliseconds=reply.milliseconds,
        tokens=reply.completion.tokens,
        cost=purse.cost,
    )
    return _judged(quoted, material, reply.completion.text, call)


def _material(quoted: Answer, inquiry: Inquiry) -> Material:
    mask = disclosing.mask_of(inquiry.conversation_id, inquiry.settings)
    return Material.of(inquiry.question, inquiry.earlier, quoted.hits, mask)


def _order(material: Material, inquiry: Inquiry, endpoint: llm.Endpoint) -> Order:
    """One call, whatever comes of it: a turn makes no second one."""
    tenant = inquiry.settings
    return Order(
        endpoint,
        prompts.answer_from(material, inquiry.policy),
        Terms.of(tenant, endpoint),
        inquiry.conversation_id,
        inquiry.seconds,
        material.mask,
    )


def _judged(quoted: Answer, material: Material, text: str, call: ModelCall) -> Answer:
    if withheld(text):
        problem = "no answer" if prompts.NO_ANSWER in text else "promised a transfer"
        return Answer(
            confidence=quoted.confidence, hits=quoted.hits, call=replace(call, problem=problem)
        )
    checked = check(text, material.told, material.mask)
    if not checked.is_grounded:
        unbacked = replace(call, problem="not backed by the passages")
        return replace(quoted, grounded=bool(quoted.text), call=unbacked, claims=checked.claims)
    return Answer(
        text=material.mask.shown(checked.text),
        confidence=round(FOUND * quoted.confidence + BACKED * checked.support, 3),
        grounded=True,
        sources=_sources(checked, quoted.hits),
        hits=quoted.hits,
        call=call,
        claims=checked.claims,
    )


def _sources(checked: Checked, hits: Sequence[Hit]) -> tuple[Source, ...]:
    """The cited passages, one for each article."""
    cited = [Source.of(hits[place], hits[place].text) for place in checked.cited]
    return tuple({source.id: source for source in reversed(cited)}.values())[::-1]
