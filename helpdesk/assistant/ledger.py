"""The rows behind spending: the day's lock, what was asked and spent so far, what is set aside.

Three statements, kept planned: whoever waits for a model's first word waits for them as well.
The lock is one by itself. A statement sees what was committed when it began; one that both waits
for the lock and adds up would miss what the call before it has set aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import LiteralString

from django.db.models import F
from psycopg.types.json import Jsonb

from helpdesk.assistant.breaker import LOOKED_AT, Past
from helpdesk.assistant.models import Disclosure, Expense, SpendingDay
from tenants.database import direct

_LOCK: LiteralString = "SELECT spent FROM {schema}.assistant_spendingday WHERE day = %s FOR UPDATE"
# The database's clock alone, whichever worker asks.
_STANDING: LiteralString = """
    SELECT paid.sum, past.began, past.ended, past.outcome
    FROM (
        SELECT coalesce(sum(coalesce(cost, reserved)), 0) AS sum
        FROM {schema}.assistant_expense WHERE conversation_id = %(conversation)s
    ) AS paid
    LEFT JOIN LATERAL (
        SELECT outcome, extract(epoch FROM statement_timestamp() - began_at)::float8 AS began,
               extract(epoch FROM statement_timestamp() - ended_at)::float8 AS ended
        FROM {schema}.assistant_expense WHERE endpoint = %(endpoint)s
        ORDER BY id DESC LIMIT <looked_at>
    ) AS past ON true
""".replace("<looked_at>", str(LOOKED_AT))
_ENTER: LiteralString = """
    WITH today AS (
        UPDATE {schema}.assistant_spendingday
        SET calls = calls + 1, spent = spent + %(reserved)s WHERE day = %(day)s
    ), expense AS (
        INSERT INTO {schema}.assistant_expense (day, conversation_id, endpoint, reserved, outcome)
        VALUES (%(day)s, %(conversation)s, %(endpoint)s, %(reserved)s, '')
        RETURNING id, conversation_id, endpoint
    )
    INSERT INTO {schema}.assistant_disclosure (expense_id, conversation_id, endpoint, is_masked,
        is_forgotten, system, "user", hidden, placeholders)
    SELECT id, conversation_id, endpoint, %(is_masked)s, false, %(system)s, %(user)s,
           %(hidden)s, %(placeholders)s
    FROM expense RETURNING expense_id
"""
_LOST = (Expense.Outcome.FAILED, Expense.Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Standing:
    """``paid`` for a conversation so far, and the ``latest`` calls to an endpoint, newest first."""

    paid: Decimal
    latest: Sequence[Past]


def locked(day: date) -> Decimal:
    """What was spent on a day; inside a transaction, at whose end the next one may look."""
    found = direct.fetch_prepared(_LOCK, (day,))
    if not found:  # once a day
        SpendingDay.objects.get_or_create(day=day)
        found = direct.fetch_prepared(_LOCK, (day,))
    spent: Decimal = found[0][0]
    return spent


def standing(endpoint: str, conversation_id: int | None = None) -> Standing:
    asked = {"endpoint": endpoint, "conversation": conversation_id}
    rows = direct.fetch_prepared(_STANDING, asked)
    latest = [
        Past(began, ended, outcome in _LOST)
        for _, began, ended, outcome in rows
        if began is not None
    ]
    return Standing(rows[0][0], latest)


def enter(expense: Expense, told: Disclosure) -> Expense:
    """Set the money aside on the locked day and keep what leaves for it, or neither."""
    values = {
        "day": expense.day,
        "conversation": expense.conversation_id,
        "endpoint": expense.endpoint,
        "reserved": expense.reserved,
        "is_masked": told.is_masked,
        "system": told.system,
        "user": told.user,
        "hidden": Jsonb(told.hidden),
        "placeholders": Jsonb(told.placeholders),
    }
    expense.pk = direct.fetch_prepared(_ENTER, values)[0][0]
    return expense


def hold_back(day: date) -> None:
    """Count a question for which the model is not asked."""
    SpendingDay.objects.filter(day=day).update(held_back=F("held_back") + 1)
