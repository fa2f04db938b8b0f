"""What a model may cost is set aside before the call, and no flood and no kill gets past it."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from helpdesk.agents.models import Agent
from helpdesk.assistant import ledger, llm, spending
from helpdesk.assistant.breaker import REST_SECONDS, TRIAL_SECONDS, Past, seconds_allowed
from helpdesk.assistant.models import AssistantSettings, Expense, SpendingDay
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact
from tenants.work import tasks
from tenants.work.models import Job
from tests import fakes
from tests.assistant.conftest import Chat, use_model
from tests.assistant.faults import AT_ONCE, AT_THE_DEADLINE, GOOD, SHORT
from tests.cast import Company
from tests.work import owed

QUESTION = "How do I get a refund for my plan?"
QUOTED = "From “Get a refund for your plan”"
SETTINGS = "/admin/assistant/assistantsettings/1/change/"


@pytest.fixture(autouse=True)
def _models_next_door(settings: Settings) -> None:
    settings.LLM_PRIVATE_ADDRESSES = True


def spent(company: Company) -> SpendingDay:
    with company.bound():
        return SpendingDay.objects.get()


def set_up(company: Company, model: fakes.FakeModel, **terms: str) -> None:
    use_model(company, model.base_url)
    with company.bound():
        AssistantSettings.objects.update(**terms)


def another_chat(company: Company, contact: Contact) -> Chat:
    with company.bound():
        return Chat(company, lifecycle.start(contact).pk)


def test_a_call_costs_what_the_endpoint_counted_at_the_prices_set(
    acme: Company, chat: Chat
) -> None:
    with fakes.model_that(fakes.says(GOOD, usage=(1000, 100))) as model:
        set_up(acme, model, price_in="2", price_out="10")
        chat.say(QUESTION)
    assert chat.turns[0].cost == Decimal("0.003")
    day = spent(acme)
    assert (day.spent, day.calls, day.tokens, day.failures) == (Decimal("0.003"), 1, 1100, 0)


def test_money_for_a_call_is_set_aside_by_three_statements_and_settled_by_two(
    acme: Company, chat: Chat, cleo: Contact
) -> None:
    with fakes.model_that(fakes.says(GOOD)) as model:
        set_up(acme, model)
        chat.say(QUESTION)  # the day's first, which makes the day's row
        with CaptureQueriesContext(connection) as queries:
            another_chat(acme, cleo).say(QUESTION)
        assert len(model.asked) == 2
    money = ("assistant_spendingday", "assistant_expense")
    paid = [one["sql"] for one in queries if any(table in one["sql"] for table in money)]
    assert len(paid) == 5
    assert spent(acme).calls == 2


@pytest.mark.parametrize(
    ("behaviour", "is_free"),
    [
        (AT_ONCE["answers 500"], True),
        (AT_ONCE["answers 429"], True),
        (AT_ONCE["is cut in the middle"], False),
        (AT_THE_DEADLINE["says nothing"], False),
    ],
)
def test_who_turns_us_away_is_owed_nothing_and_who_breaks_off_everything(
    acme: Company, chat: Chat, settings: Settings, behaviour: fakes.Behaviour, is_free: bool
) -> None:
    settings.ASSISTANT_DEADLINE_SECONDS = SHORT
    with fakes.model_that(behaviour) as model:
        set_up(acme, model)
        chat.say(QUESTION)
    with acme.bound():
        expense = Expense.objects.get()
    assert expense.cost == (0 if is_free else expense.reserved)
    assert spent(acme).spent == expense.cost == chat.turns[0].cost


def test_what_is_set_aside_is_never_less_than_an_honest_endpoint_charges(
    acme: Company, chat: Chat
) -> None:
    with fakes.model_that(fakes.says(GOOD)) as model:
        set_up(acme, model)
        chat.say(QUESTION)
        told = sum(len(message["content"]) for message in model.asked[0]["messages"])
    with acme.bound():
        reserved = Expense.objects.get().reserved
    # As many tokens as characters is more than any tokenizer makes of English.
    assert reserved >= (told * 5 + model.asked[0]["max_tokens"] * 20) / Decimal(1_000_000)


@pytest.mark.parametrize("cap", ["daily_budget", "conversation_budget"])
def test_when_a_budget_is_spent_answers_are_in_the_articles_own_words_and_the_admin_says_so(
    acme: Company, chat: Chat, ada: Agent, cap: str
) -> None:
    with fakes.model_that(fakes.says(GOOD)) as model:
        set_up(acme, model, **{cap: "0.0001"})
        chat.say(QUESTION)
        assert model.asked == []
    assert chat.answer.body.startswith(QUOTED)
    assert "budget" in chat.turns[0].model_problem.lower()
    page = acme.client(ada).get(SETTINGS).content.decode()
    assert "1 questions were answered without the model" in page
    assert acme.client(ada).get("/admin/assistant/spendingday/").status_code == 200


def test_a_tenant_cannot_raise_what_it_may_spend_on_the_operators_model(
    acme: Company, chat: Chat, settings: Settings
) -> None:
    with fakes.model_that(fakes.says(GOOD)) as model:
        settings.LLM_BASE_URL, settings.LLM_MODEL = model.base_url, "ours"
        settings.LLM_DAILY_BUDGET = Decimal("0.0001")
        with acme.bound():
            AssistantSettings.objects.create(id=1, daily_budget="99999", price_in=0, price_out=0)
        chat.say(QUESTION)
        assert model.asked == []
    assert chat.turns[0].model_problem == "Today's budget is spent."


def _flood(acme: Company, cleo: Contact, *, calls_paid_for: int) -> tuple[Decimal, Decimal, int]:
    """24 customers at once, 8 workers. Returns what was spent, the cap, and the calls made."""
    chats = [another_chat(acme, cleo) for _ in range(24)]
    for one in chats:
        one.write(QUESTION)
    # As dear as was set aside: prompts alike, so every call costs the same.
    with fakes.model_that(fakes.says(GOOD, pause=0.1, usage=(0, 500))) as model:
        set_up(acme, model, price_in="0", price_out="20")
        cap = calls_paid_for * Decimal("0.01")
        with acme.bound():
            AssistantSettings.objects.update(daily_budget=cap)
        with ThreadPoolExecutor(8) as workers:
            list(workers.map(_work, owed("assistant.turn")))
        assert [len(one.answers) for one in chats] == [1] * 24
        return spent(acme).spent, cap, len(model.asked)


def _work(job: Job) -> None:
    """As a worker's thread does it."""
    try:
        tasks.run(job.pk, job.attempts)
    finally:
        connection.close()


def test_a_flood_spends_its_cap_and_not_one_call_more(
    acme: Company, cleo: Contact, help_centre: None
) -> None:
    total, cap, calls = _flood(acme, cleo, calls_paid_for=5)
    assert (total, calls) == (cap, 5)


def test_control_looking_before_the_call_and_counting_after_it_overspends(
    acme: Company, cleo: Contact, help_centre: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spending.Terms, "most", lambda *_: Decimal(0))
    total, cap, calls = _flood(acme, cleo, calls_paid_for=5)
    assert total > cap
    assert calls > 5


@pytest.mark.parametrize("cap", ["daily_budget", "conversation_budget"])
def test_a_call_that_nobody_settled_stays_counted(
    acme: Company, chat: Chat, monkeypatch: pytest.MonkeyPatch, cap: str
) -> None:
    def killed(*_args: Any) -> None:
        raise KeyboardInterrupt

    with fakes.model_that(fakes.says(GOOD)) as model:
        set_up(acme, model)
        with monkeypatch.context() as kill:
            kill.setattr(spending.Purse, "settle", killed)
            with pytest.raises(KeyboardInterrupt):
                chat.say(QUESTION)
        with acme.bound():
            reserved = Expense.objects.get().reserved
        assert spent(acme).spent == reserved > 0
        set_up(acme, model, **{cap: f"{reserved * Decimal('1.5'):.4f}"})  # enough for one
        chat.say("And again, how do I get a refund for my plan?")
        assert len(model.asked) == 1


def test_a_model_that_is_dead_costs_three_customers_the_deadline_and_no_more(
    acme: Company, cleo: Contact, help_centre: None, settings: Settings, ada: Agent
) -> None:
    settings.ASSISTANT_DEADLINE_SECONDS = SHORT
    with fakes.model_that(fakes.hangs) as model:
        set_up(acme, model)
        chats = [another_chat(acme, cleo) for _ in range(5)]
        for one in chats:
            one.say(QUESTION)
        assert len(model.asked) == 3
    problems = [one.turns[0].model_problem for one in chats]
    assert [problem.startswith("No complete answer") for problem in problems] == [True] * 3 + [
        False
    ] * 2
    assert all("left alone" in problem for problem in problems[3:])
    assert "left alone" in acme.client(ada).get(SETTINGS).content.decode()


def test_one_tenants_dead_model_is_no_other_tenants_business(
    acme: Company, globex: Company, chat: Chat, cleo: Contact, settings: Settings
) -> None:
    settings.ASSISTANT_DEADLINE_SECONDS = SHORT
    with fakes.model_that(fakes.fails(401)) as model:
        for company in (acme, globex):
            set_up(company, model)
        for _ in range(4):
            another_chat(acme, cleo).say(QUESTION)
        with acme.bound():
            endpoint = llm.endpoint_of(AssistantSettings.current())
            assert endpoint is not None
            name = spending.name_of(endpoint)
            assert seconds_allowed(ledger.standing(name).latest, 9) == 0
        with globex.bound():
            assert seconds_allowed(ledger.standing(name).latest, 9) == 9


def _ended(ago: float, *, failed: bool = True) -> Past:
    return Past(began=ago + 1, ended=ago, failed=failed)


def test_after_a_rest_one_trial_at_a_time_with_little_time() -> None:
    down = [_ended(REST_SECONDS + at) for at in range(3)]
    assert seconds_allowed([_ended(1), *down[:2]], 12) == 0
    assert seconds_allowed(down, 12) == TRIAL_SECONDS
    trial = Past(began=1, ended=None, failed=False)
    assert seconds_allowed([trial, *down], 12) == 0
    lost = Past(began=600, ended=None, failed=False)
    assert seconds_allowed([lost, *down], 12) == TRIAL_SECONDS
    assert seconds_allowed([_ended(0, failed=False), *down], 12) == 12


@given(st.lists(st.booleans(), max_size=10), st.floats(0, 400))
def test_a_rest_ends_within_five_minutes_whatever_happened(
    failed: list[bool], since: float
) -> None:
    latest = [_ended(since + at, failed=one) for at, one in enumerate(failed)]
    allowed = seconds_allowed(latest, 12)
    assert allowed > 0 or (since < 300 and failed[:3] == [True] * 3)
