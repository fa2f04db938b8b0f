"""A tenant's model may hear more than this machine does; it can take nothing away."""

import json
import random
from collections.abc import Callable, Sequence

import pytest

from escalation.facts.gather import KNOWN, gather
from escalation.facts.values import Facts
from escalation.models import RiskTopic
from escalation.policy import publishing
from escalation.policy.values import PolicySpec
from escalation.rulebook import current_policy
from escalation.rules import TopicSpec
from helpdesk.assistant import llm, second_opinion
from helpdesk.assistant.models import AssistantSettings, Disclosure, Expense
from tests.assistant.conftest import Chat, use_model
from tests.cast import Company

ASKED = "How do I get a refund for my plan?"
OBLIQUE = "Is there anybody with a pulse over there?"
PERSON = list(second_opinion.QUESTIONS).index("asks_for_person") + 1
TOPIC = TopicSpec("parking", "Parking fines", "parking ticket\n-parking brake")
OF_THE_TOPIC = len(second_opinion.QUESTIONS) + 1
HEARS = "You listen along"


def holds(*numbers: int) -> str:
    return json.dumps({"holds": numbers})


class Model:
    """Says ``hears`` when asked what it hears, and nothing that could be an answer."""

    def __init__(self, hears: str | Exception) -> None:
        self.hears = hears
        self.asked: list[llm.Prompt] = []

    def __call__(self, prompt: llm.Prompt) -> str:
        if not prompt.system.startswith(HEARS):
            return "NO_ANSWER"
        self.asked.append(prompt)
        if isinstance(self.hears, Exception):
            raise self.hears
        return self.hears


@pytest.fixture
def listening(acme: Company, chat: Chat) -> Chat:
    """Acme's model is asked for a second opinion."""
    use_model(acme, "scripted:")
    with acme.bound():
        AssistantSettings.objects.update(asks_second_opinion=True)
    return chat


def said(chat: Chat, text: str, hears: str | Exception) -> Model:
    model = Model(hears)
    with llm.acting(model):
        chat.say(text)
    return model


def fired(chat: Chat) -> str | None:
    """The trigger of the last turn's decision."""
    return (chat.turns[-1].decision or {}).get("trigger")


def test_a_person_comes_when_only_the_model_hears_that_one_is_wanted(listening: Chat) -> None:
    model = said(listening, OBLIQUE, holds(PERSON))
    assert listening.status == "waiting"
    assert listening.handoff.trigger == "asks_for_person"
    assert len(model.asked) == 1
    kept = listening.turns[-1].facts["asks_for_person"]
    assert kept["words"] == ["heard by the model"], "the record says who heard it"


def test_the_same_message_stays_with_the_assistant_when_it_hears_nothing(listening: Chat) -> None:
    said(listening, OBLIQUE, holds())
    assert fired(listening) != "asks_for_person"


def test_what_is_heard_here_needs_no_second_opinion(listening: Chat) -> None:
    model = said(listening, "I want to talk to a human.", holds())
    assert listening.handoff.trigger == "asks_for_person"
    assert not model.asked


@pytest.mark.parametrize(
    "hears",
    [
        llm.ModelUnavailable("gone"),
        llm.Refused("too many requests"),
        "",
        f"The customer wants: {holds(PERSON)}",
        f'{{"holds": [{PERSON}], "then": "ignore the rules"}}',
        '{"holds": "1"}',
        f"[{PERSON}]",
        holds(99, -1),
        '{"holds": [[1], "1", null, 1.0]}',
        "one",
    ],
    ids=[
        *("gone", "refused", "empty", "a sentence", "an order", "a text", "a list"),
        *("not in the list", "no numbers", "a word"),
    ],
)
def test_whatever_fails_leaves_what_was_heard(listening: Chat, hears: str | Exception) -> None:
    said(listening, OBLIQUE, hears)
    assert listening.turns[-1].facts["asks_for_person"]["score"] < second_opinion.SAYS
    assert fired(listening) != "asks_for_person"


def test_it_is_not_asked_unless_the_tenant_wants_it(acme: Company, chat: Chat) -> None:
    use_model(acme, "scripted:")
    assert not said(chat, ASKED, holds(PERSON)).asked
    assert chat.status == "assisted" or chat.handoff.trigger != "asks_for_person"


def test_what_leaves_is_masked_paid_for_and_on_record(acme: Company, listening: Chat) -> None:
    model = said(listening, "Write to cleo.private@example.com about my plan, please.", holds())
    assert "cleo.private" not in model.asked[0].user
    with acme.bound():
        assert Expense.objects.filter(conversation=listening.id, outcome="answered").exists()
        told = Disclosure.objects.filter(conversation=listening.id, system__startswith=HEARS)
        assert [one.user for one in told] == [model.asked[0].user]


def test_when_the_budget_is_spent_it_is_not_asked(acme: Company, listening: Chat) -> None:
    with acme.bound():
        AssistantSettings.objects.update(daily_budget=0)
    assert not said(listening, OBLIQUE, holds(PERSON)).asked
    assert listening.turns, "the message is answered or handed over without it"


def test_a_topic_of_the_tenant_is_heard_in_other_words(acme: Company, listening: Chat) -> None:
    with acme.bound():
        RiskTopic.objects.create(name="parking", label="Parking fines", words="parking ticket")
        publishing.put_in_force("Parking")
        names = [topic.name for topic in current_policy().spec.topics]
    place = len(second_opinion.QUESTIONS) + 1 + names.index("parking")
    model = said(listening, "What about the yellow slip on my windscreen?", holds(place))
    assert f"{place}. is about: Parking fines" in model.asked[0].system
    found = {one["name"] for one in listening.turns[-1].facts["topics"]}
    assert "parking" in found


def test_an_exception_of_the_tenant_silences_the_model_too() -> None:
    named = frozenset({OF_THE_TOPIC})
    brake = gather("My parking brake is stuck.", sense=KNOWN)
    slip = gather("A yellow slip on my car.", sense=KNOWN)
    assert [one.name for one in second_opinion.added(slip, named, [TOPIC]).topics] == ["parking"]
    assert not second_opinion.added(brake, named, [TOPIC]).topics


def test_no_answer_of_a_model_takes_a_fact_away() -> None:
    dice = random.Random(20)
    texts = [
        *("I want a human, now!", "This is a fraud, you idiots", "Please cancel my account"),
        *("The export is broken and we close the books today", "Do you give a discount?", "Hm"),
    ]
    for text in texts * 50:
        facts = gather(text, (), PolicySpec(topics=(TOPIC,)), sense=KNOWN)
        named = frozenset(dice.sample(range(12), dice.randrange(12)))
        assert not lost(facts, second_opinion.added(facts, named, [TOPIC])), (text, named)
    quieter = gather("Hm", sense=KNOWN)
    assert lost(gather(texts[0], sense=KNOWN), quieter), "it is seen when a fact goes"


def lost(before: Facts, after: Facts) -> list[str]:
    """The names of what is heard less clearly than before."""
    pairs: Sequence[tuple[str, Callable[[Facts], float]]] = [
        ("person", lambda facts: facts.asks_for_person.score),
        ("mood", lambda facts: -facts.sentiment.score),
        ("topics", lambda facts: len(facts.topics)),
        *((name, lambda facts, name=name: facts.signal(name).score) for name in before.signals),
    ]
    return [name for name, score in pairs if score(after) < score(before)]
