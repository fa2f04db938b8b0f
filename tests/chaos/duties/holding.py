"""Hold replies, and let things happen around the moment at which each is due.

``python -m tests.chaos.duties.holding COUNT SEED WAY SCHEMA...`` with ``held`` or ``naive`` as the
way. What was held, and what happened to it, is written to ``public.chaos_held``.
"""

import contextlib
import heapq
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import django
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

django.setup()

from escalation.deciding import Decision  # noqa: E402 - Django first
from escalation.rules import Priority, Trigger  # noqa: E402
from helpdesk.agents.models import Agent  # noqa: E402
from helpdesk.celery import app  # noqa: E402
from helpdesk.composing import holding, tries  # noqa: E402
from helpdesk.composing.models import HeldReply  # noqa: E402
from helpdesk.composing.saying import Letter  # noqa: E402
from helpdesk.conversations import lifecycle, messaging  # noqa: E402
from helpdesk.conversations.models import Contact, Conversation  # noqa: E402
from tenants.context import current_schema, in_tenant  # noqa: E402
from tenants.work.outbox import withdraw  # noqa: E402

# Seconds: between two that are held, from holding to due, and from due to what happens then.
PAUSE, HELD, AROUND = 0.06, (2.0, 6.0), (-0.6, 0.6)
THREADS = 3
A_PERSON = Decision(
    trigger=Trigger.ASKS_FOR_PERSON,
    rule_name="Asks for a person",
    team_id=None,
    priority=Priority.HIGH,
    words="A person will reply to you here.",
    reason="The customer asked for a person.",
)
_NOTE = """
    INSERT INTO public.chaos_held
        (number, tenant, conversation, writer, cid, event, on_news, upto, due_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True)
class Case:
    """One held reply, its conversation, its writer, and a colleague."""

    conversation: Conversation
    held: int
    writer: Agent
    colleague: Agent


def _write(case: Case) -> None:
    messaging.post_message(case.conversation.pk, sender="contact", body="One more thing …")


def _take(case: Case) -> None:
    lifecycle.assign(case.conversation.pk, to=case.colleague, by=case.colleague)


def _resolve(case: Case) -> None:
    lifecycle.resolve(case.conversation.pk, by=case.colleague)


def _block(case: Case) -> None:
    lifecycle.block(case.conversation.pk, by=case.colleague)


def _take_back(case: Case) -> None:
    holding.take_back(case.held, by=case.writer)


def _send(case: Case) -> None:
    holding.send_now(case.held, by=case.writer)


# What happens around the moment, by name.
EVENTS: dict[str, Callable[[Case], None]] = {
    "nothing": lambda _case: None,
    "written": _write,
    "taken": _take,
    "resolved": _resolve,
    "blocked": _block,
    "taken_back": _take_back,
    "sent_now": _send,
}


def main() -> None:
    """Hold one after the other, on a clock of its own, and have a few threads do the rest."""
    count, seed, way, *schemas = sys.argv[1:]
    chance, agenda = random.Random(int(seed)), list[tuple[float, int, Callable[[], None]]]()
    with ThreadPoolExecutor(THREADS) as threads:
        for number in range(int(count)):
            schema = schemas[number % len(schemas)]
            at, happen = _held(number, schema, way, chance)
            heapq.heappush(agenda, (at, number, happen))
            _do_due(agenda, threads, until=time.monotonic() + PAUSE)
        _do_due(agenda, threads, until=time.monotonic() + max(HELD) + max(AROUND))


def _do_due(
    agenda: list[tuple[float, int, Callable[[], None]]], threads: ThreadPoolExecutor, until: float
) -> None:
    while (now := time.monotonic()) < until:
        while agenda and agenda[0][0] <= now:
            threads.submit(heapq.heappop(agenda)[2])
        time.sleep(0.01)


def _held(
    number: int, schema: str, way: str, chance: random.Random
) -> tuple[float, Callable[[], None]]:
    """Hold reply ``number``. Returns what happens to it, and when by the monotonic clock."""
    event = list(EVENTS)[number // 2 % len(EVENTS)]
    seconds = chance.uniform(*HELD)
    with in_tenant(schema):
        case = _hold(number, seconds, event, way, chance)
    happens = time.monotonic() + seconds + chance.uniform(*AROUND)
    return happens, partial(_happen, schema, event, case)


def _hold(number: int, seconds: float, event: str, way: str, chance: random.Random) -> Case:
    writer = Agent.objects.get(name__startswith="Bo")
    colleague = Agent.objects.get(name__startswith="Ada")
    conversation = lifecycle.start(Contact.objects.create(name=f"Contact {number}"))
    lifecycle.hand_off(conversation.pk, A_PERSON, {})
    kind = chance.choice(list(HeldReply.Kind))
    on_news = chance.choice(list(HeldReply.OnNews))
    due_at = timezone.now() + timedelta(seconds=seconds)
    letter = Letter(body=f"Reply {number}", cid=uuid4())
    with transaction.atomic():
        held = holding.hold(
            conversation.pk, writer, letter, holding.When(due_at, kind=kind, on_news=on_news)
        )
        assert held is not None
        if way == "naive":
            withdraw(tries.TOPIC, key=str(held.pk))
            _send_naively(held, seconds)
        _note(number, held, event)
    return Case(conversation, held.pk, writer, colleague)


def _send_naively(held: HeldReply, seconds: float) -> None:
    asked = (current_schema(), held.pk)
    transaction.on_commit(partial(app.send_task, "chaos.send_held", asked, countdown=seconds))


def _note(number: int, held: HeldReply, event: str) -> None:
    whose: list[Any] = [number, current_schema(), held.conversation_id, held.agent_id, held.cid]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [*whose, event, held.on_news, held.read_upto, held.due_at])


def _happen(schema: str, event: str, case: Case) -> None:
    """Too late, or not allowed any more, is an answer as well."""
    try:
        with in_tenant(schema), contextlib.suppress(ObjectDoesNotExist, PermissionDenied):
            EVENTS[event](case)
    finally:
        connection.close()


if __name__ == "__main__":
    main()
