"""A written past conversation holds the same rows as one that the verbs have written."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from escalation.deciding import Moment
from escalation.facts.gather import Draft, gather, with_draft
from escalation.rulebook import current_policy
from helpdesk.agents.models import Agent
from helpdesk.assistant import verdicts
from helpdesk.conversations import lifecycle, messaging, replying
from helpdesk.conversations.models import Contact, Conversation, Handoff, Message
from helpdesk.conversations.signals import conversation_answered
from helpdesk.demo import cast
from helpdesk.demo.furnishing import furnish
from helpdesk.demo.past.chance import Dice
from helpdesk.demo.past.diary import Diary
from helpdesk.demo.past.records import PastContact, PastConversation
from helpdesk.demo.past.world import World
from helpdesk.demo.past.writing import write
from helpdesk.handoff.handing_over import hand_over
from helpdesk.surveys import inviting
from helpdesk.surveys.models import Invitation, Response
from knowledge import importing
from knowledge.models import Article
from knowledge.sources.files import pieces
from tests.cast import Company

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NOW = START + timedelta(hours=4)
QUESTION, ANSWER = "How do I start a new month?", "Open Accounting › Months and press New."
UNKNOWN, THANKS = "Do you sell label printers?", "Thanks, that helps"
PAGE = {"url": "https://app.example/months", "title": "Months", "referrer": ""}
SOURCE = "acme-close-a-month"
ARTICLE = cast.CONTENT / "acme" / "taxes-and-reports" / "close-a-month.md"
CONFIDENCE = 0.8

# The tables' own numbers and times differ between any two conversations.
FIELDS = ["status", "priority", "team_id", "assignee_id", "head", "fence", "is_spam", "page",
          "last_preview", "last_sender", "origin", "assistant_on", "locale", "subject"]  # fmt: skip
MOMENTS = ["waiting_since", "handed_off_at", "first_reply_at", "snoozed_until", "resolved_at"]


@pytest.fixture
def both(acme: Company) -> tuple[Conversation, Conversation]:
    """The same story twice: as history, and through the verbs."""
    with acme.bound():
        company = cast.company("acme")
        furnish(company)
        importing.take_in(next(pieces(ARTICLE)).read())
        return _told(World(company, NOW)), _done()


def _told(world: World) -> Conversation:
    dice = Dice("a test")
    ines = PastContact("ines-of-the-test", "Ines Carvalho", "ines@cafe.example", "Café", "en")
    past = PastConversation("test", "past-of-the-test", uuid.uuid4(), ines, PAGE, "en", START)
    diary, bo = Diary(past, world, dice), world.company.person("bo@acme.example")
    times = (START + timedelta(minutes=minute) for minute in range(1, 60))
    diary.says(QUESTION, next(times))
    diary.answers(ANSWER, SOURCE, CONFIDENCE, next(times))
    diary.judges(next(times), solved=False)
    diary.says(UNKNOWN, next(times))
    diary.hands_off(world.rule("Not sure enough"), next(times))
    diary.replies(bo, "We do not.", next(times))
    diary.notes(bo, "Asked before.", next(times))
    diary.says(THANKS, next(times))
    diary.snoozes(NOW, next(times))
    diary.wakes(next(times))
    diary.resolves(bo, next(times))
    diary.rates(4, "Good.", next(times))
    write([past], NOW)
    return Conversation.objects.get(public_id=past.public_id)


def _done() -> Conversation:
    bo = Agent.objects.get(email="bo@acme.example")
    ines = Contact.objects.create(name="Ines Carvalho", email="ines@cafe.example", locale="en")
    row = lifecycle.start(ines, page=PAGE, locale="en")
    asked = messaging.post_message(row.pk, sender="contact", body=QUESTION, cid=uuid.uuid4())
    _answer(row, asked.seq)
    verdicts.record_verdict(row.pk, 2, False)
    messaging.post_message(row.pk, sender="contact", body=UNKNOWN, cid=uuid.uuid4())
    _hand_over(row)
    replying.reply(row.pk, bo, body="We do not.", cid=uuid.uuid4())
    messaging.add_note(row.pk, agent_id=bo.pk, body="Asked before.")
    messaging.post_message(row.pk, sender="contact", body=THANKS, cid=uuid.uuid4())
    lifecycle.snooze(row.pk, until=NOW)
    lifecycle.wake(row.pk, fence=Conversation.objects.get(pk=row.pk).fence)
    lifecycle.resolve(row.pk, by=bo)
    invitation = Invitation.objects.get(conversation=row, kind="csat")
    inviting.answer(invitation.public_id, contact_id=ines.pk, score=4, comment="Good.")
    return Conversation.objects.get(pk=row.pk)


def _answer(row: Conversation, asked: int) -> None:
    article = Article.objects.get(external_id=SOURCE)
    source = {"id": article.public_id, "title": article.title, "url": article.get_absolute_url()}
    data = {
        "sources": [{**source, "quote": ANSWER}],
        "ask_solved": True,
        "quick_replies": [],
        "confidence": CONFIDENCE,
        "policy": current_policy().number,
    }
    said = messaging.post_message(
        row.pk, sender="assistant", body=ANSWER, data=data, trigger_seq=asked
    )
    conversation_answered.send(Conversation, conversation_id=row.pk, seq=said.seq)


def _hand_over(row: Conversation) -> None:
    policy = current_policy()
    facts = with_draft(gather(UNKNOWN, (), policy.spec), Draft(""))
    decision = policy.decide(facts, Moment.ANSWER_DRAFTED)
    assert decision is not None
    hand_over(row.pk, decision)


def test_the_conversations_are_in_the_same_state(
    acme: Company, both: tuple[Conversation, Conversation]
) -> None:
    told, done = both
    for name in FIELDS:
        assert getattr(told, name) == getattr(done, name), name
    for name in MOMENTS:
        assert bool(getattr(told, name)) == bool(getattr(done, name)), name


def test_the_logs_say_the_same(acme: Company, both: tuple[Conversation, Conversation]) -> None:
    told, done = both
    with acme.bound():
        assert [_line(entry) for entry in _log(told)] == [_line(entry) for entry in _log(done)]


def test_the_cases_have_the_same_shape_and_content(
    acme: Company, both: tuple[Conversation, Conversation]
) -> None:
    told, done = both
    with acme.bound():
        past, live = (Handoff.objects.get(conversation=row) for row in (told, done))
    for name in ("seq", "team_id", "trigger", "rule_name", "reason"):
        assert getattr(past, name) == getattr(live, name), name
    assert _timeless(past.package) == _timeless(live.package)


def test_the_same_was_asked_and_answered(
    acme: Company, both: tuple[Conversation, Conversation]
) -> None:
    told, done = both
    with acme.bound():
        assert _opinions(told) == _opinions(done)


def _log(row: Conversation) -> list[Message]:
    return list(Message.objects.filter(conversation=row).order_by("seq"))


def _line(entry: Message) -> dict[str, Any]:
    data = {key: value for key, value in entry.data.items() if key not in ("invitation", "until")}
    names = ("seq", "kind", "sender", "author", "agent_id", "body", "trigger_seq")
    said = {name: getattr(entry, name) for name in names}
    return {**said, "data": data, "keys": sorted(entry.data), "cid": entry.cid is not None}


def _timeless(value: Any) -> Any:
    """The package without moments and public ids."""
    if isinstance(value, dict):
        dropped = {"at", "since", "started_at", "asked_at", "handed_off_at"}
        kept = {key: _timeless(part) for key, part in value.items() if key not in dropped}
        if "identified" in kept:
            kept.pop("id")
        return {**kept, "times": sorted(value["times"])} if "times" in value else kept
    return [_timeless(part) for part in value] if isinstance(value, list) else value


def _opinions(row: Conversation) -> list[tuple[Any, ...]]:
    asked = Invitation.objects.filter(conversation=row).order_by("about_seq")
    given = {one.invitation_id: (one.kind, one.path, one.score, one.comment, one.skipped)
             for one in Response.objects.filter(invitation__in=asked)}  # fmt: skip
    return [(one.kind, one.path, one.about_seq, given.get(one.pk)) for one in asked]
