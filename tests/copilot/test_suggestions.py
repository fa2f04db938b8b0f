"""An agent asks for a draft: it rests on sources, is read along, and is never sent by itself."""

import ast
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from helpdesk.agents.models import Agent
from helpdesk.assistant import llm
from helpdesk.assistant.models import AssistantSettings, Disclosure, Expense
from helpdesk.conversations import messaging, redacting
from helpdesk.conversations.models import Conversation
from helpdesk.copilot import writing
from helpdesk.copilot.models import Suggestion
from helpdesk.live import hints
from helpdesk.recovery.models import Promise, RecoverySettings
from tests.assistant.conftest import use_model
from tests.cast import Company
from tests.copilot.drafting import BACKED, QUESTION, STEPS, by_model, fragment, said, take, written
from tests.inbox.conftest import Begin, Desk
from tests.meter import metered
from tests.work import owed, run_owed

pytestmark = pytest.mark.usefixtures("help_centre")


def test_without_a_model_the_articles_own_words_are_drafted(
    asking: Conversation, bos: Desk
) -> None:
    draft = written(bos, asking)
    assert draft.text.startswith("Hello Cleo,")
    assert STEPS in draft.text
    assert [source["title"] for source in draft.sources] == ["Get a refund for your plan"]
    assert (draft.model, draft.problem) == ("", "")


def test_it_is_waited_for_and_then_shown_with_its_sources(asking: Conversation, bos: Desk) -> None:
    begun = bos.do("write", asking, kind="reply").content.decode()
    assert 'hx-trigger="every 1s"' in begun
    with bos.company.bound():
        draft = Suggestion.objects.get()
    assert fragment(bos, asking, draft).status_code == 204
    run_owed(writing.TOPIC)
    shown = fragment(bos, asking, draft).content.decode()
    assert STEPS in shown
    assert "Get a refund for your plan" in shown
    # Of its own: the click moves on into the composer, and a form would forget who sent it.
    assert """hx-vals='{"outcome": "insert"}'""" in shown
    assert 'hx-trigger="every 1s"' not in shown


def test_asked_twice_it_is_written_once(asking: Conversation, bos: Desk) -> None:
    bos.do("write", asking, kind="reply")
    bos.do("write", asking, kind="reply")
    assert len(owed(writing.TOPIC)) == 1
    assert bos.do("write", asking, kind="poem").status_code == 422


def test_where_nothing_answers_it_nothing_is_made_up(
    acme: Company, begin: Begin, bos: Desk
) -> None:
    draft = written(bos, begin("Which stars shine over Neptune at noon?"))
    assert draft.text == ""
    assert draft.problem == "Nothing approved answers what they asked last."


def test_a_model_writes_as_far_as_the_sources_back_it(asking: Conversation, bos: Desk) -> None:
    draft = by_model(bos, asking, lambda _prompt: f"{BACKED} It costs 7 euros [1].")
    assert draft.model == ""  # half of it is made up, so none of it is taken
    assert draft.problem == "What the model wrote is not backed by the sources."
    assert "7 euros" not in draft.text
    draft = by_model(bos, asking, lambda _prompt: BACKED)
    assert draft.model == "fake-1"
    assert draft.text == f"Hello Cleo,\n\n{BACKED.replace(' [1]', '')}"


def test_what_is_written_is_read_along_by_agents_alone(asking: Conversation, bos: Desk) -> None:
    told: list[tuple[int, dict[str, Any]]] = []
    with (
        patch.object(hints, "whisper_desk", lambda *frame: told.append(frame)),
        patch.object(hints, "whisper", side_effect=AssertionError),
        patch.object(hints, "whisper_nearby", side_effect=AssertionError),
    ):
        draft = by_model(bos, asking, lambda _prompt: f"{BACKED}\n")
    assert [frame["text"] for _, frame in told] == [BACKED.replace(" [1]", "")]
    assert told[0][1]["suggestion"] == draft.public_id


def test_the_model_is_asked_masked_on_the_record_and_with_no_transaction_open(
    acme: Company, asking: Conversation, bos: Desk
) -> None:
    with acme.bound():
        body = "My mail is cleo.private@example.com, please."
        messaging.post_message(asking.pk, sender="contact", body=body)
    open_then: list[bool] = []

    def script(prompt: llm.Prompt) -> str:
        open_then.append(connection.in_atomic_block)
        assert "cleo.private@example.com" not in prompt.user
        return "NO_ANSWER"

    by_model(bos, asking, script)
    assert open_then == [False]
    with acme.bound():
        assert Expense.objects.get().conversation_id == asking.pk
        assert "[EMAIL_1]" in Disclosure.objects.get().user


def test_no_money_means_the_sources_own_words(
    acme: Company, asking: Conversation, bos: Desk
) -> None:
    use_model(acme, "scripted:")
    with acme.bound():
        AssistantSettings.objects.update(daily_budget=0, price_in=1, price_out=1)
    draft = by_model(bos, asking, lambda _prompt: pytest.fail("the model was asked"))
    assert draft.problem == "Today's budget is spent."
    assert STEPS in draft.text


def test_a_model_that_fails_leaves_the_extract(asking: Conversation, bos: Desk) -> None:
    def script(_prompt: llm.Prompt) -> str:
        raise llm.ModelUnavailable("down")

    draft = by_model(bos, asking, script)
    assert (draft.problem, draft.model) == ("down", "")
    assert STEPS in draft.text


def test_a_reply_that_promises_something_is_not_taken(asking: Conversation, bos: Desk) -> None:
    draft = by_model(bos, asking, lambda _prompt: f"{BACKED} I will call you tomorrow [1].")
    assert "call you" not in draft.text


@pytest.mark.parametrize(
    ("zone", "said_due"),
    [
        ("Europe/Vienna", "04.12.2026 10:30 CET"),
        ("Asia/Kolkata", "04.12.2026 15:00 IST"),
        ("America/Sao_Paulo", "04.12.2026 06:30 UTC-03"),
        ("UTC", "04.12.2026 09:30 UTC"),
    ],
)
def test_a_status_update_says_when_by_the_clock_of_the_workspace(
    acme: Company, asking: Conversation, bos: Desk, zone: str, said_due: str
) -> None:
    due = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
    with acme.bound():
        RecoverySettings.objects.update_or_create(pk=1, defaults={"time_zone": zone})
        Promise.objects.create(
            conversation=asking, kind="callback", text="We call you.", due_at=due, key="a"
        )
    assert said_due in written(bos, asking, "update").text


@pytest.mark.parametrize("kind", ["summary", "update"])
def test_summaries_and_updates_stand_on_what_was_said(
    acme: Company, asking: Conversation, bos: Desk, kind: str
) -> None:
    draft = written(bos, asking, kind)
    assert QUESTION in draft.text
    invented = by_model(bos, asking, lambda _prompt: "They were promised 500 euros [1].", kind)
    assert "500" not in invented.text
    true = by_model(bos, asking, lambda _prompt: "How do I get a refund for my plan [1]?", kind)
    assert true.model == "fake-1"


def test_nothing_is_said_to_the_customer_by_any_of_it(asking: Conversation, bos: Desk) -> None:
    with bos.company.bound():
        before = said(asking)
    for kind in ("reply", "update", "summary"):
        draft = written(bos, asking, kind)
        take(bos, draft, "insert")
        take(bos, draft, "accepted")
    with bos.company.bound():
        assert said(asking) == before


def test_the_copilot_knows_no_verb_that_speaks() -> None:
    """Neither does any module that it is made of; the control is the one that does."""
    speaking = {"replying", "messaging", "lifecycle", "answering.reply", "attaching"}

    def imported(folder: str) -> set[str]:
        names: set[str] = set()
        for path in Path(folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom) and node.module:
                    names |= {node.module.split(".")[-1], *(one.name for one in node.names)}
        return names

    assert not imported("helpdesk/copilot") & speaking
    assert imported("helpdesk/recovery") & speaking


def test_what_was_redacted_lingers_in_no_suggestion(
    acme: Company, asking: Conversation, bos: Desk, bo: Agent
) -> None:
    draft = written(bos, asking, "summary")
    with acme.bound():
        redacting.redact(asking.pk, asking.messages.filter(sender="contact")[0].seq, by=bo)
        kept = Suggestion.objects.get(pk=draft.pk)
        assert (kept.text, kept.sources) == ("", [])


def test_a_colleague_and_a_stranger_find_no_suggestion_of_bos(
    asking: Conversation, bos: Desk, adas: Desk, guss: Desk
) -> None:
    draft = written(bos, asking)
    for desk in (adas, guss):
        assert fragment(desk, asking, draft).status_code == 404
        assert take(desk, draft, "insert").status_code == 404


def test_the_panel_costs_the_same_however_long_the_thread_is(
    acme: Company, asking: Conversation, bos: Desk
) -> None:
    def cost() -> int:
        with metered() as spent:
            assert bos.client.get(bos.address("copilot", asking)).status_code == 200
        return len(spent.statements)

    cost()
    short = cost()
    with acme.bound():
        for number in range(30):
            messaging.post_message(asking.pk, sender="contact", body=f"And {number}?")
    assert cost() == short
