"""Answers in a model's words, kept only as far as approved passages back them."""

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.assistant import llm, prompts
from helpdesk.assistant.answering.aloud import Run, withheld
from helpdesk.assistant.answering.answer import Answer, ModelCall, Source
from helpdesk.assistant.answering.inquiry import Inquiry
from helpdesk.assistant.grounding import Checked, check
from knowledge.retrieving import Hit

# What was found says more about whether there is an answer than how well the model quotes it.
FOUND, BACKED = 0.6, 0.4


def rewrite(quoted: Answer, inquiry: Inquiry) -> Answer:
    """The model's answer from the same passages; ``quoted`` when it fails or is not backed.

    A model that says there is no answer is believed, and so is a text that promises a transfer:
    the answer is then empty, and a person takes over for real.
    """
    endpoint = llm.endpoint_of(inquiry.settings)
    if endpoint is None or not quoted.hits:
        return quoted
    run = Run(inquiry, quoted)
    answer = Answer()
    try:
        answer = _asked(quoted, inquiry, endpoint, run)
    finally:
        run.end(answer.text)
    return answer


def _asked(quoted: Answer, inquiry: Inquiry, endpoint: llm.Endpoint, run: Run) -> Answer:
    prompt = prompts.answer_from(inquiry.question, inquiry.earlier, quoted.hits, inquiry.settings)
    try:
        reply = llm.ask(prompt, endpoint, seconds=inquiry.seconds, hear=run.hear)
    except llm.ModelUnavailable as error:
        return replace(quoted, call=ModelCall(endpoint.model, str(error), failed=True))
    usage = reply.completion.usage or llm.Usage(0, 0)
    tokens = usage.tokens_in + usage.tokens_out
    call = ModelCall(endpoint.model, "", reply.milliseconds, tokens)
    return _judged(quoted, inquiry.question, reply.completion.text, call)


def _judged(quoted: Answer, question: str, text: str, call: ModelCall) -> Answer:
    if withheld(text):
        problem = "no answer" if prompts.NO_ANSWER in text else "promised a transfer"
        return Answer(
            confidence=quoted.confidence, hits=quoted.hits, call=replace(call, problem=problem)
        )
    checked = check(text, question, quoted.hits)
    if not checked.is_grounded:
        unbacked = replace(call, problem="not backed by the passages")
        return replace(quoted, grounded=bool(quoted.text), call=unbacked)
    return Answer(
        text=checked.text,
        confidence=round(FOUND * quoted.confidence + BACKED * checked.support, 3),
        grounded=True,
        sources=_sources(checked, quoted.hits),
        hits=quoted.hits,
        call=call,
    )


def _sources(checked: Checked, hits: Sequence[Hit]) -> tuple[Source, ...]:
    """The cited passages, one for each article."""
    cited = [Source.of(hits[place], hits[place].text) for place in checked.cited]
    return tuple({source.id: source for source in reversed(cited)}.values())[::-1]
