"""Asks the tenant's model what else it hears in a message: a second opinion, never the only one.

It is asked where nothing that is heard on this machine called for a person, and answers in
numbers of a list that is ours. It can only add: what was heard stays heard, whatever it says or a
message makes it say, and whatever fails or comes late leaves the facts as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import orjson

from escalation.facts.topics import has_exception
from escalation.facts.values import Facts, Signal, TopicFound
from escalation.rules import TopicSpec
from helpdesk.assistant import disclosing, llm, prompts
from helpdesk.assistant.case import Case
from helpdesk.assistant.spending import HeldBack, Order, Terms, paying

# Of the seconds that the customer's answer may still take, and never more than so many.
SHARE: Final = 0.4
SECONDS: Final = 4.0
# As clear as what is said outright (escalation/rules.py): it counts at the usual thresholds, and
# a tenant who sets one above it decides by what is heard on this machine alone.
SAYS: Final = 0.9
MOOD: Final = -0.7
WORDS: Final = ("heard by the model",)
PERSON, UPSET = "asks_for_person", "upset"
QUESTIONS: Final[Mapping[str, str]] = {
    PERSON: "wants to be helped by a person, not by a program",
    UPSET: "is angry, anxious or desperate, or no longer trusts the company",
    "urgency": "says outright that it cannot wait",
    "account_change": "wants something to be done to their account, contract or order for them",
    "bug_suspicion": "reports that something is broken",
    "about_to_buy": "is about to buy, and asks for terms, a discount, a contract or a meeting",
}


def listened(case: Case) -> Case:
    """The same, and what the tenant's model hears. Takes seconds: no transaction may be open."""
    if case.is_rehearsed or case.small_talk or not case.question.strip():
        return case
    endpoint = llm.endpoint_of(case.settings) if case.settings.asks_second_opinion else None
    if endpoint is None:
        return case
    topics = case.policy.spec.topics
    text = _asked(case, endpoint, [*QUESTIONS.values(), *(f"is about: {t.label}" for t in topics)])
    return replace(case, facts=added(case.facts, _named(text), topics))


def added(facts: Facts, named: frozenset[int], topics: Sequence[TopicSpec]) -> Facts:
    """The facts and what is named, by its place in the list: ``QUESTIONS``, then the topics."""
    keys = [key for place, key in enumerate(QUESTIONS, 1) if place in named]
    found = {one.name for one in facts.topics}
    more = tuple(
        TopicFound(topic.name, topic.label, WORDS, SAYS)
        for place, topic in enumerate(topics, len(QUESTIONS) + 1)
        if place in named and topic.name not in found and _may_be_named(topic, facts.question)
    )
    mood = facts.sentiment
    return replace(
        facts,
        topics=facts.topics + more,
        asks_for_person=_higher(facts.asks_for_person, PERSON in keys),
        sentiment=Signal(MOOD, WORDS) if UPSET in keys and mood.score > MOOD else mood,
        signals={name: _higher(one, name in keys) for name, one in facts.signals.items()},
    )


def _may_be_named(topic: TopicSpec, question: str) -> bool:
    """An exception of the tenant's silences the model too."""
    return topic.limit <= SAYS and not has_exception(question, topic)


def _higher(heard: Signal, is_named: bool) -> Signal:
    return Signal(SAYS, WORDS) if is_named and heard.score < SAYS else heard


def _named(text: str) -> frozenset[int]:
    """Numbers and nothing else: an answer that says more was not understood, or talked into."""
    try:
        said = orjson.loads(prompts.unframed(text))
    except orjson.JSONDecodeError:
        return frozenset()
    match said:
        case {prompts.HOLDS: [*numbers]} if len(said) == 1:
            return frozenset(one for one in numbers if type(one) is int)
    return frozenset()


def _asked(case: Case, endpoint: llm.Endpoint, questions: Sequence[str]) -> str:
    seconds = min(SECONDS, SHARE * case.seconds_left)
    mask = disclosing.mask_of(case.conversation_id, case.settings)
    prompt = prompts.hear_in(mask.hide_own(case.question), questions)
    terms = Terms.of(case.settings, endpoint)
    order = Order(endpoint, prompt, terms, case.conversation_id, seconds, mask)
    try:
        with paying(order) as purse:
            reply = llm.ask(order.prompt, endpoint, seconds=min(seconds, purse.seconds))
            purse.usage = reply.completion.usage
    except (llm.ModelUnavailable, HeldBack):
        return ""  # the record of the call says why
    return reply.completion.text
