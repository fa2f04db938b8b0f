"""What a model may cost: set aside before each call, settled after it.

The most that a call can cost is added to the day's sum in a transaction of its own before the
call, under the lock of the day's row; afterwards what it did cost takes its place. Each try of a
turn pays for its own call. A worker that dies in between leaves the sum as it is:
nobody knows what its call cost, so it counts in full. The caps can thus be passed only by what an
endpoint charges beyond what it was asked for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from helpdesk.assistant import disclosing, ledger, llm
from helpdesk.assistant.breaker import seconds_allowed
from helpdesk.assistant.masking import Mask
from helpdesk.assistant.models import AssistantSettings, Expense, SpendingDay
from tenants.work.effects import in_any_case, repeatable

# A token is at least one byte; roles and separators add a few.
TOKENS_AROUND = 64
MILLION = Decimal(1_000_000)
AT_REST = "The model did not answer lately and is left alone for a while."

Outcome = Expense.Outcome


class HeldBack(Exception):
    """The model is not asked; the text says why, for the record and the admin."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Prices per million tokens, and the caps."""

    price_in: Decimal
    price_out: Decimal
    daily: Decimal
    per_conversation: Decimal

    @classmethod
    def of(cls, tenant: AssistantSettings, endpoint: llm.Endpoint) -> "Terms":
        """The tenant's own; for the operator's model the operator's prices, and cap if lower."""
        daily, own = tenant.daily_budget, tenant.conversation_budget
        if endpoint.owner:
            return cls(tenant.price_in, tenant.price_out, daily, own)
        prices = settings.LLM_PRICE_IN, settings.LLM_PRICE_OUT
        return cls(*prices, min(daily, settings.LLM_DAILY_BUDGET), own)

    def cost(self, usage: llm.Usage) -> Decimal:
        told, said = usage.tokens_in * self.price_in, usage.tokens_out * self.price_out
        return (told + said) / MILLION

    def most(self, prompt: llm.Prompt) -> Decimal:
        """The most that this prompt can cost with an endpoint that does as it is asked."""
        told = len(prompt.system.encode()) + len(prompt.user.encode()) + TOKENS_AROUND
        return self.cost(llm.Usage(told, prompt.max_tokens))


@dataclass(frozen=True, slots=True)
class Order:
    """A call that somebody wants to make."""

    endpoint: llm.Endpoint
    prompt: llm.Prompt
    terms: Terms
    conversation_id: int | None
    seconds: float
    # What was hidden in the prompt.
    mask: Mask


class Purse:
    """Money set aside for one call, ``seconds`` it may take, and what it ``cost`` in the end."""

    def __init__(self, expense: Expense, terms: Terms, seconds: float) -> None:
        self.seconds = seconds
        self.cost: Decimal = expense.reserved
        self.usage: llm.Usage | None = None
        self._expense = expense
        self._terms = terms

    def settle(self, outcome: Outcome) -> None:
        """Put what it did cost in the place of what was set aside."""
        if outcome == Outcome.REFUSED:
            self.cost = Decimal(0)
        elif self.usage is not None:
            self.cost = self._terms.cost(self.usage)
        used = self.usage or llm.Usage(0, 0)
        with in_any_case():
            SpendingDay.objects.filter(day=self._expense.day).update(
                spent=F("spent") + self.cost - self._expense.reserved,
                tokens=F("tokens") + used.tokens_in + used.tokens_out,
                failures=F("failures") + int(outcome != Outcome.ANSWERED),
            )
            Expense.objects.filter(pk=self._expense.pk).update(
                cost=self.cost, outcome=outcome, ended_at=Now()
            )


@contextmanager
def paying(order: Order) -> Iterator[Purse]:
    """Ask the model inside the block. Raises ``HeldBack`` when it may not be asked.

    Whatever leaves the block decides what is owed: nothing to who turned us away, everything
    when nobody knows.
    """
    purse = _set_aside(order)
    outcome = Outcome.FAILED
    try:
        yield purse
        outcome = Outcome.ANSWERED
    except llm.Refused:
        outcome = Outcome.REFUSED
        raise
    except llm.Unusable as unusable:
        outcome, purse.usage = Outcome.ANSWERED, unusable.usage
        raise
    finally:
        purse.settle(outcome)


def _set_aside(order: Order) -> Purse:
    """Raises ``HeldBack``."""
    with repeatable():
        day = timezone.now().date()
        spent = ledger.locked(day)
        known = ledger.standing(name_of(order.endpoint), order.conversation_id)
        seconds = seconds_allowed(known.latest, order.seconds)
        most = order.terms.most(order.prompt)
        problem = _problem(order, spent + most, known.paid + most) if seconds else AT_REST
        if problem:
            ledger.hold_back(day)
        else:
            expense = ledger.enter(
                _expense(order, day, most), disclosing.told(order.prompt, order.mask)
            )
    if problem:
        raise HeldBack(problem)
    return Purse(expense, order.terms, seconds)


def _expense(order: Order, day: date, most: Decimal) -> Expense:
    return Expense(
        day=day,
        conversation_id=order.conversation_id,
        endpoint=name_of(order.endpoint),
        reserved=most,
    )


def _problem(order: Order, today: Decimal, conversation: Decimal) -> str:
    """Why what both would come to is too much, or ""."""
    if today > order.terms.daily:
        return "Today's budget is spent."
    if order.conversation_id and conversation > order.terms.per_conversation:
        return "The budget of this conversation is spent."
    return ""


def today_in_words(tenant: AssistantSettings) -> str:
    """What was spent today, and whether the model is asked at all just now."""
    endpoint = llm.endpoint_of(tenant)
    if endpoint is None:
        return "No model is set, so nothing is spent."
    today = SpendingDay.objects.filter(day=timezone.now().date()).first() or SpendingDay()
    terms = Terms.of(tenant, endpoint)
    words = (
        f"{today.spent:.2f} of {terms.daily:.2f} spent on {today.calls} calls, "
        f"{today.failures} of which brought no answer."
    )
    if today.held_back:
        words += f" {today.held_back} questions were answered without the model."
    if not seconds_allowed(ledger.standing(name_of(endpoint)).latest, 1):
        words += " It did not answer lately and is left alone for a while."
    return words


def name_of(endpoint: llm.Endpoint) -> str:
    return f"{endpoint.model} at {endpoint.base_url}"
