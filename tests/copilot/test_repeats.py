"""A customer is not asked for what they have said: the look at the draft, on labelled cases."""

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from helpdesk.agents.models import Agent
from helpdesk.conversations import messaging, redacting, replying
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.copilot.repeating.noticing import repeats
from helpdesk.copilot.repeating.told import Fact, Said, Told
from helpdesk.copilot.repeating.wording import confirming
from tests.cast import Company
from tests.inbox.conftest import Begin, Desk
from tests.meter import metered

CASES = Path(__file__).parent / "cases"


def measured(cases: Path, dialogues: Path = CASES) -> dict[str, Any]:
    out = io.StringIO()
    given = ["--cases", str(cases), "--dialogues", str(dialogues), "--json"]
    call_command("evaluate", "repeats", *given, stdout=out)
    figures: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return figures


def cases_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text().splitlines()]


def test_what_is_known_is_noticed_and_little_else_is() -> None:
    figures = measured(CASES / "repeats.jsonl")
    for part in ("seen", "held_back"):
        assert figures[part]["precision"] >= 0.95
        assert figures[part]["recall"] >= 0.95
        assert figures[part]["right"] >= 0.9


def test_without_what_was_said_nothing_is_noticed(tmp_path: Path) -> None:
    """The control arm: the same drafts in conversations that say nothing."""
    empty = json.dumps({"turns": [{"role": "contact", "text": "Hello."}]})
    (tmp_path / "conversations.jsonl").write_text("\n".join([empty] * 6))
    figures = measured(CASES / "repeats.jsonl", tmp_path)
    assert figures["seen"]["recall"] == figures["held_back"]["recall"] == 0.0


def test_the_cases_are_many_of_both_kinds_and_name_no_text_of_the_public_sets() -> None:
    public = cases_of("repeats_in_public_sets.jsonl")
    for cases in (public, cases_of("repeats.jsonl")):
        for part in ("seen", "held_back"):
            labels = [bool(one["answers"]) for one in cases if one["part"] == part]
            assert labels.count(True) >= 15
            assert labels.count(False) >= 5
    answers = [answer for one in public for answer in one["answers"]]
    assert all([type(part) for part in answer] == [int, int, int] for answer in answers)


def test_a_file_that_lacks_something_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"conversations\.jsonl"):
        measured(CASES / "repeats.jsonl", tmp_path)
    (tmp_path / "conversations.jsonl").write_text('{"turns": []}')
    with pytest.raises(CommandError, match="has no row 1"):
        measured(CASES / "repeats.jsonl", tmp_path)


ORDER = Told([Said("My order number is 4711.", seq=1)], [Fact("email", "cleo@example.com")])


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ("What is your order number?", "You wrote that the order number is 4711"),
        ("Wie lautet Ihre Bestellnummer?", "Sie schrieben: Bestellnummer 4711."),
        ("Which e-mail do you use?", "We have cleo@example.com as your e-mail address"),
    ],
)
def test_the_sentence_that_confirms_it_is_not_noticed_again(draft: str, words: str) -> None:
    (noticed,) = repeats(draft, ORDER)
    instead = confirming(noticed)
    assert instead.startswith(words)
    assert repeats(instead, ORDER) == []


@pytest.mark.parametrize(
    "text", ["", "🙂🙂?", "a" * 16_000, "order number " * 1_200, "1-" * 8_000, "A " * 8_000]
)
def test_any_text_can_be_looked_at_in_little_time(text: str) -> None:
    long = Told([Said(text, seq=number) for number in range(200)])
    draft = "What is your order number, when did you buy it, how many, and which version?"
    repeats(draft, long)
    began = time.process_time()
    repeats(draft, long)
    repeats(f"{text[:8_000]}?", ORDER)
    assert time.process_time() - began < 1.5


@pytest.fixture
def told(acme: Company, waiting: Conversation) -> Conversation:
    with acme.bound():
        messaging.post_message(waiting.pk, sender="contact", body="My order number is 4711.")
    return waiting


def test_the_composer_shows_the_answer_who_said_it_and_where(told: Conversation, bos: Desk) -> None:
    shown = bos.do("heard", told, body="Hello! What is your order number?").content.decode()
    words = " ".join(shown.split())
    assert "Already known" in words
    assert "<q>4711</q>" in words
    assert "said by Cleo Marsh" in words
    with bos.company.bound():
        assert f'href="#entry-{told.messages.get(body__contains="4711").seq}"' in words
    assert "You wrote that the order number is 4711" in words


def test_a_draft_that_confirms_or_tells_is_left_alone(told: Conversation, bos: Desk) -> None:
    for body in ("Is the order 4711?", "I am looking at your order.", "What is the colour?"):
        assert "Already known" not in bos.do("heard", told, body=body).content.decode()


def test_what_was_redacted_or_noted_is_not_known(told: Conversation, bos: Desk, bo: Agent) -> None:
    with bos.company.bound():
        redacting.redact(told.pk, told.messages.get(body__contains="4711").seq, by=bo)
        replying.note(told.pk, bo, body="The order number is 999123.")
    shown = bos.do("heard", told, body="What is your order number?").content.decode()
    assert "Already known" not in shown


def test_the_account_and_earlier_cases_are_known_and_nobody_elses_are(
    acme: Company, globex: Company, waiting: Conversation, begin: Begin, bos: Desk
) -> None:
    with acme.bound():
        earlier = begin()
        numbers = [{"label": "Invoice", "text": "INV-2291", "by": "contact"}]
        earlier.handoffs.create(seq=1, trigger="x", package={"identifiers": numbers})
        waiting.contact.attributes = {"plan": "Business"}
        waiting.contact.save()
        other = Contact.objects.create(name="Dee")
        foreign = [{"label": "Order", "text": "A-777", "by": "contact"}]
        others = Conversation.objects.create(contact=other)
        others.handoffs.create(seq=1, trigger="x", package={"identifiers": foreign})
    asks = "Which plan are you on? What is the invoice number? And the order number?"
    shown = bos.do("heard", waiting, body=asks).content.decode()
    assert "Business" in shown
    assert "INV-2291" in shown
    assert "in an earlier conversation" in shown
    assert "A-777" not in shown


def test_a_draft_that_asks_nothing_costs_no_statement_and_a_question_two(
    told: Conversation, bos: Desk
) -> None:
    bos.do("heard", told, body="What is your name?")  # the tenant and its settings are remembered
    with metered() as plain:
        bos.do("heard", told, body="I am looking at it.")
    with metered() as asking:
        bos.do("heard", told, body="What is your order number?")
    assert len(asking.statements) == len(plain.statements) + 2
