"""A backtest replays what customers really wrote: own conversations, a file, or the sample."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from escalation.backtesting.tallying import Sums
from escalation.conditions import as_json, from_lines
from escalation.models import Backtest, EscalationRule, RiskTopic
from helpdesk.agents.models import Agent
from helpdesk.assistant import verdicts
from helpdesk.assistant.models import Turn
from helpdesk.backtests import bringing, sample, starting, working
from helpdesk.backtests.models import Changed, Run
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.handoff.handing_over import talk_to_person
from tests.assistant.conftest import Chat, help_centre
from tests.backtests.test_files import JSON_LINES
from tests.cast import Company
from tests.work import owed, run_owed

__all__ = ["help_centre"]

EXPORT = "How do I export my data?"


@pytest.fixture
def chat(acme: Company, cleo: Contact, help_centre: None) -> Callable[..., Chat]:
    """A new conversation of Cleo's in which she writes this."""

    def one(*texts: str) -> Chat:
        with acme.bound():
            begun = Chat(acme, lifecycle.start(cleo).pk)
        for text in texts:
            begun.say(text)
        return begun

    return one


def replay(company: Company, source: str = "own", **chosen: Any) -> Backtest:
    """Begin one and let the workers work."""
    with company.bound():
        begun = starting.start(source, **chosen)
    run_owed()
    with company.bound():
        return Backtest.objects.get(pk=begun.pk)


def sums_of(backtest: Backtest) -> Sums:
    return Sums.from_json(backtest.figures["sums"])


def add_rule(company: Company, phrase: str, where: str = "") -> None:
    """To the draft: who says this goes to a person, before anything else."""
    with company.bound():
        topic = RiskTopic.objects.create(name="drafted", label="Drafted", words=phrase)
        EscalationRule.objects.create(
            name="Drafted",
            position=1,
            trigger="risk_topic",
            topic=topic,
            words="One moment.",
            conditions=as_json(from_lines(where)),
        )


def test_what_happened_is_found_as_it_happened(
    acme: Company, chat: Callable[..., Chat], bo: Agent
) -> None:
    """Under the policy of the time a replay hands over where the chat did."""
    chat(EXPORT)
    asked = chat(EXPORT, "let me talk to a human please")
    pressed = chat(EXPORT)
    pressed.do(talk_to_person)
    refused = chat(EXPORT)
    with acme.bound():
        verdicts.record_verdict(refused.id, refused.answer.seq, yes=False)
        _apart()

    backtest = replay(acme)
    found = sums_of(backtest)
    assert (backtest.state, backtest.done, backtest.total) == ("finished", 4, 4)
    assert found.old.fired.total == found.new.fired.total == 2
    assert found.changes["same"] == 4
    assert found.truths.right == 3, "asked, pressed, and left with a no"
    assert asked.handoff.trigger == pressed.handoff.trigger == "asks_for_person"


def test_an_agent_s_word_says_whether_a_hand_over_was_right(
    acme: Company, chat: Callable[..., Chat], bo: Agent
) -> None:
    handed = chat("Which stars shine over Neptune at noon?")
    assert (sums_of(replay(acme)).truths.unknown, handed.status) == (1, "waiting")
    post, address = acme.client(bo).post, f"/inbox/c/{handed.row.public_id}/judge/"
    for answer, counted in (("right", "right"), ("too_early", "wrong"), ("too_late", "right")):
        assert post(address, {"question": "moment", "answer": answer}).status_code == 302
        assert getattr(sums_of(replay(acme)).old.fired, counted) == 1


def _apart() -> None:
    """Three days between conversations: nobody came back with the same matter."""
    for days, conversation in enumerate(Conversation.objects.order_by("-id")):
        began = timezone.now() - timedelta(days=3 * days)
        Conversation.objects.filter(pk=conversation.pk).update(
            created_at=began, last_message_at=began
        )


def test_a_draft_shows_where_it_changes_a_conversation(
    acme: Company, chat: Callable[..., Chat]
) -> None:
    changed = chat(EXPORT)
    chat("How do I get a refund?")
    with acme.bound():
        Turn.objects.exclude(conversation=changed.id).update(question="Nothing of it")
    add_rule(acme, "export my data")

    backtest = replay(acme)
    assert sums_of(backtest).changes["only_new"] == 1
    with acme.bound():
        [row] = Changed.objects.filter(backtest=backtest)
        assert (row.conversation_id, row.kind) == (changed.id, "only_new")
        assert (row.old, row.new_rule) == (None, "Drafted")
        said = Conversation.objects.get(pk=changed.id).messages.get(seq=row.new or 0)
        assert said.body == EXPORT


def test_kept_facts_are_used_and_others_are_read_again(
    acme: Company, chat: Callable[..., Chat], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts of an older release lack a signal: the words are read again, to the same effect."""
    chat(EXPORT, "I want to speak to a real person")
    before = sums_of(replay(acme)).to_json()
    read: list[str] = []
    monkeypatch.setattr("helpdesk.backtests.sources.embed", _noting(read))
    assert sums_of(replay(acme)).to_json() == before
    assert read == []
    with acme.bound():
        for turn in Turn.objects.all():
            turn.facts["signals"].pop("urgency")
            turn.save()
    assert sums_of(replay(acme)).to_json() == before
    assert EXPORT in read


def _noting(read: list[str]) -> Callable[[list[str]], list[list[float]]]:
    from knowledge.embeddings import embed  # noqa: PLC0415  # the one that is replaced

    def noting(texts: list[str]) -> list[list[float]]:
        read.extend(texts)
        return embed(texts)

    return noting


def test_only_the_days_that_were_chosen_are_replayed(
    acme: Company, chat: Callable[..., Chat]
) -> None:
    old = chat(EXPORT)
    chat(EXPORT)
    with acme.bound():
        Conversation.objects.filter(pk=old.id).update(created_at=timezone.now() - timedelta(days=9))
    assert replay(acme, days=7).total == 1
    assert replay(acme, days=10).total == 2


def test_who_comes_back_with_the_same_matter_within_two_days_was_not_helped(
    acme: Company, chat: Callable[..., Chat]
) -> None:
    first, _ = chat(EXPORT), chat("How do I export my data please?")
    assert sums_of(replay(acme)).truths.right == 1
    with acme.bound():
        long_ago = timezone.now() - timedelta(days=3)
        Conversation.objects.filter(pk=first.id).update(
            created_at=long_ago, last_message_at=long_ago
        )
    assert sums_of(replay(acme)).truths.right == 0


def test_a_file_is_read_once_and_replayed_again_from_what_was_read(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acme.bound():
        file = bringing.bring("past.jsonl", JSON_LINES)
    first = replay(acme, "file", file=file)
    assert (first.state, first.done) == ("finished", 3)
    assert sums_of(first).new.rules["Disputed charge or refund"].fired.right == 1
    assert sums_of(first).undated == 2

    read: list[str] = []
    monkeypatch.setattr("helpdesk.backtests.sources.embed", _noting(read))
    again = replay(acme, "file", file=file)
    assert again.figures == first.figures
    assert read == []


def test_strange_texts_pass_through(acme: Company) -> None:
    texts = ["👍" * 500, "\x00\u2028", "\ud800", "x" * 20_000, "שלום", "DROP TABLE x; --", " "]
    rows = [{"turns": [{"role": "contact", "text": text}]} for text in texts]
    with acme.bound():
        content = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
        file = bringing.bring("strange\x00.jsonl", content)
    backtest = replay(acme, "file", file=file)
    assert (backtest.state, backtest.done) == ("finished", len(texts))


def test_a_workspace_without_conversations_replays_the_sample(acme: Company) -> None:
    backtest = replay(acme, "sample")
    assert (backtest.state, backtest.done) == ("finished", len(sample.conversations()))
    found = sums_of(backtest)
    assert found.truths.right > 15
    assert found.new.fired.right > found.new.fired.wrong
    with acme.bound(), pytest.raises(Exception, match="had no conversation in the last 30 days"):
        starting.start("own")


def many(company: Company, count: int) -> Any:
    with company.bound():
        return bringing.bring("many.jsonl", JSON_LINES * count)


def test_a_killed_worker_s_successor_goes_on_and_counts_none_twice(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = many(acme, 100)
    with acme.bound():
        backtest = starting.start("file", file=file)
        working.work(backtest.pk, seconds=0)
        assert Backtest.objects.get(pk=backtest.pk).done == 100, "one part, and its sums"
        with monkeypatch.context() as patch:
            patch.setattr("helpdesk.backtests.models.Changed.objects.bulk_create", _die)
            with pytest.raises(MemoryError):
                working.work(backtest.pk)
        assert Backtest.objects.get(pk=backtest.pk).done == 100
        working.work(backtest.pk)
        done = Backtest.objects.get(pk=backtest.pk)
        assert (done.state, done.done) == ("finished", 300)
        assert sums_of(done).conversations == 300


def _die(*_: Any, **__: Any) -> None:
    raise MemoryError


def test_a_backtest_that_ends_its_workers_is_given_up_by_name(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = many(acme, 1)
    monkeypatch.setattr("helpdesk.backtests.working.Bench.take", _die)
    with acme.bound():
        backtest = starting.start("file", file=file)
        for _ in range(working.MOST_TRIES):
            with pytest.raises(MemoryError):
                working.work(backtest.pk)
        working.work(backtest.pk)
        failed = Backtest.objects.get(pk=backtest.pk)
        assert failed.state == "failed"
        assert "Workers were lost 3 times after 0 of 3 conversations." in failed.problem
        assert Backtest.of_draft(failed.fingerprint) is None


def test_a_backtest_stops_where_it_is(acme: Company) -> None:
    file = many(acme, 100)
    with acme.bound():
        backtest = starting.start("file", file=file)
        working.work(backtest.pk, seconds=0)
        starting.cancel(backtest.pk)
    run_owed()
    with acme.bound():
        stopped = Backtest.objects.get(pk=backtest.pk)
        assert (stopped.state, stopped.done) == ("cancelled", 100)
        assert Backtest.of_draft(stopped.fingerprint) is None
    assert owed(starting.TOPIC) == []


def test_a_file_that_was_deleted_meanwhile_ends_its_backtest_by_name(acme: Company) -> None:
    file = many(acme, 1)
    with acme.bound():
        backtest = starting.start("file", file=file)
        file.delete()
    run_owed()
    with acme.bound():
        assert Backtest.objects.get(pk=backtest.pk).problem == "Its file was deleted."


def test_a_draft_that_changes_has_no_backtest(acme: Company) -> None:
    backtest = replay(acme, "sample")
    with acme.bound():
        assert Backtest.of_draft(backtest.fingerprint) == backtest
        EscalationRule.objects.filter(name="Upset customer").update(threshold=-0.7)
        changed = starting.start("sample")
        assert changed.fingerprint != backtest.fingerprint
        assert Backtest.of_draft(changed.fingerprint) is None
        assert Run.objects.count() == 2
