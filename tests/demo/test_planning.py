"""The past week as plain values: repeatable, varied, and true to the rules of the companies."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from escalation.deciding import decide
from helpdesk.demo import cast
from helpdesk.demo.past import scenarios
from helpdesk.demo.past.planning import plan
from helpdesk.demo.past.records import PastConversation
from helpdesk.demo.past.world import World

MONDAY_MORNING = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SLUGS = ["acme", "globex"]


@cache
def told(slug: str, now: datetime) -> list[PastConversation]:
    """Planned once for all who only read it."""
    return plan(cast.company(slug), now)


@pytest.fixture(params=SLUGS)
def slug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[MONDAY_MORNING, SUNDAY_NIGHT])
def week(request: pytest.FixtureRequest, slug: str) -> list[PastConversation]:
    return told(slug, request.param)


def test_the_same_moment_gives_the_same_week(slug: str) -> None:
    assert plan(cast.company(slug), MONDAY_MORNING) == told(slug, MONDAY_MORNING)


def test_another_seed_gives_another_week(slug: str) -> None:
    other = plan(cast.company(slug), MONDAY_MORNING, seed="other")
    assert other != told(slug, MONDAY_MORNING)


def test_there_are_over_three_hundred_conversations_of_dozens_of_kinds() -> None:
    weeks = [told(slug, MONDAY_MORNING) for slug in SLUGS]
    assert sum(map(len, weeks)) >= 300
    for week in weeks:
        assert len({one.scenario for one in week}) >= 30


def test_everything_lies_in_the_last_seven_days(slug: str) -> None:
    for one in told(slug, MONDAY_MORNING):
        times = [one.started_at, *(entry.at for entry in one.entries)]
        assert MONDAY_MORNING - timedelta(days=7) < min(times)
        assert max(times) <= MONDAY_MORNING
        assert times == sorted(times)


def test_every_outcome_is_there(week: list[PastConversation]) -> None:
    statuses = Counter(one.status for one in week)
    verdicts = Counter(turn.verdict for one in week for turn in one.turns if turn.source)
    scores = Counter(o.score for one in week for o in one.opinions if o.kind == "csat")
    assert {"assisted", "waiting", "open", "resolved"} <= set(statuses)
    assert min(verdicts["confirmed"], verdicts["contradicted"], verdicts[""]) >= 10
    assert len({score for score in scores if score}) >= 3
    assert scores[None] >= 5
    assert any(one.is_spam for one in week)
    assert any(opinion.comment for one in week for opinion in one.opinions)


def test_many_reasons_lead_to_a_person(week: list[PastConversation]) -> None:
    triggers = {h.decision.trigger for one in week for h in one.handoffs}
    assert len(triggers) >= 6


def test_the_log_has_no_gap_and_ends_at_its_head(week: list[PastConversation]) -> None:
    for one in week:
        assert [entry.seq for entry in one.entries] == list(range(1, one.head + 1))
        last = [entry for entry in one.entries if entry.kind == "message"][-1]
        assert (one.last_preview, one.last_sender) == (last.body[:160], last.sender)
        assert one.last_message_at == last.at
        assert one.updated_at == one.entries[-1].at


def test_no_placeholder_is_left_in_what_people_say(week: list[PastConversation]) -> None:
    for one in week:
        for entry in one.entries:
            assert "{" not in entry.body


def test_no_two_conversations_are_told_alike(week: list[PastConversation]) -> None:
    alike = Counter(
        (one.contact.public_id, tuple(entry.body for entry in one.entries)) for one in week
    )
    assert max(alike.values()) == 1


def test_every_decision_is_the_one_that_the_rules_come_to(slug: str) -> None:
    world = World(cast.company(slug), MONDAY_MORNING)
    for one in told(slug, MONDAY_MORNING):
        for turn in one.turns:
            assert decide(turn.facts, world.rules, turn.moment) == turn.decision


def test_people_answer_only_while_they_are_there(slug: str) -> None:
    world = World(cast.company(slug), MONDAY_MORNING)
    for one in told(slug, MONDAY_MORNING):
        if one.first_reply_at:
            local = one.first_reply_at + world.hours.from_utc
            assert local.weekday() in world.hours.days
            # Who is at it when the doors close still finishes the reply.
            assert world.hours.opens <= local.hour <= world.hours.closes


def test_every_written_scenario_names_rules_and_articles_that_exist(slug: str) -> None:
    company = cast.company(slug)
    known = {
        line.removeprefix("id: ").strip()
        for file in (cast.CONTENT / slug).rglob("*.md")
        for line in file.read_text("utf-8").splitlines()
        if line.startswith("id: ")
    }
    turns = [turn for case in scenarios.cases(slug) for turn in case.turns]
    sources = {turn["source"] for turn in turns if "source" in turn}
    assert sources | {question.source for question in scenarios.questions(slug)} <= known
    for turn in turns:
        if "hand_off" in turn:
            assert company.rule(turn["hand_off"]).on
