"""Drive what happens behind the doors: every topic of the outbox, the relay, and commands."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from helpdesk.celery import app as celery
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact
from tenants.context import in_public
from tenants.work import outbox, relay, running
from tenants.work.models import Job
from tests.isolation import rows
from tests.isolation.sinks import Record, act_for
from tests.isolation.world import QUESTION, Side, World


def work(world: World, letters: str = "abc") -> int:
    """Owe every topic to each company, with equal ids, and let three relays share it out."""
    owners: dict[int, str] = {}
    for letter in letters:
        owe_everything(world[letter], owners)
    with _eager(owners), ThreadPoolExecutor(3) as threads:
        done = [threads.submit(_relay) for _ in range(3)]
        handed = sum(one.result() for one in done)
    _each_succeeded(list(owners))
    return handed


def owe_everything(side: Side, owners: dict[int, str]) -> None:
    """One job of each topic, and an unanswered question. ``owners``: job → letter, filled in."""
    before = _newest()
    with act_for(side.letter), side.company.bound():
        contact = Contact.objects.get(pk=rows.TWIN)
        conversation = lifecycle.start(contact)
        posted = messaging.post_message(conversation.pk, sender="contact", body=QUESTION)
        payload = _payload(side, conversation.pk, posted.seq)
        for topic in sorted(work.topic for work in outbox.works()):
            if topic != "assistant.turn":
                outbox.enqueue(topic, payload)
    with in_public():
        owners |= dict.fromkeys(_since(before), side.letter)


def keep_late_promises(world: World) -> None:
    """A question that nobody took up is handed to a person by the relay itself."""
    before = _newest()
    for side in world.sides.values():
        with act_for(side.letter), side.company.bound():
            conversation = lifecycle.start(Contact.objects.get(pk=rows.TWIN))
            messaging.post_message(conversation.pk, sender="contact", body=QUESTION)
    with in_public():
        late = Job.objects.filter(pk__in=_since(before))
        late.update(created_at=timezone.now() - timedelta(minutes=1))
        relay.keep_promises()


def command(side: Side, record: Record, folder: Path) -> None:
    """Import into one company by name, and migrate all."""
    article = {"id": "twin-article", "title": "Imported", "body": "Refunds take five days."}
    source = folder / "articles.jsonl"
    source.write_text(json.dumps(article))
    said = StringIO()
    with act_for(side.letter), in_public():
        slug = side.company.tenant.slug
        call_command("import_articles", str(source), tenant=slug, index="now", stdout=said)
    record.add("output", "import_articles", said.getvalue(), who=side.letter)
    migrated = StringIO()
    with in_public():
        call_command("migrate_tenants", stdout=migrated)
    record.add("output", "migrate_tenants", migrated.getvalue(), who="")


def _payload(side: Side, conversation: int, seq: int) -> dict[str, Any]:
    """What any handler looks for."""
    return {
        **{"conversation": conversation, "seq": seq, "fence": 0, "article": rows.TWIN},
        **{"gap": rows.TWIN, "run": rows.TWIN, "owner": rows.TWIN, "evaluation": rows.TWIN},
        **{"promise": rows.TWIN, "backtest": rows.TWIN, "team": rows.TWIN, "number": 0},
        **{"held": rows.TWIN, "handoff": rows.TWIN, "suggestion": rows.TWIN, "wait": rows.TWIN},
        **{"names": [], "status": "waiting", "below": None},
        **{"agent": side.guest, "by": "Olga Twin", "email": "twin@twin.example", "key": "twin"},
    }


@contextmanager
def _eager(owners: dict[int, str]) -> Iterator[None]:
    """Celery works at once, here, and each job is written down for whoever owed it."""
    really = running.run

    def run(job_id: int, attempts: int) -> None:
        with act_for(owners.get(job_id, "")):
            really(job_id, attempts)

    with mock.patch.object(running, "run", run):
        celery.conf.task_always_eager = True
        try:
            yield
        finally:
            celery.conf.task_always_eager = False


def _relay() -> int:
    """As a relay's process does it, until nothing is owed."""
    try:
        with in_public():
            handed = 0
            while count := relay.relay_once():
                handed += count
            return handed
    finally:
        connection.close()


def _each_succeeded(job_ids: list[int]) -> None:
    with in_public():
        failed = Job.objects.filter(pk__in=job_ids).exclude(last_error="")
        told = "; ".join(f"{job.topic}: {job.last_error}" for job in failed)
    assert not told, f"say in tests/isolation/working.py what a handler looks for: {told}"


def _newest() -> int:
    with in_public():
        return Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _since(newest: int) -> list[int]:
    return list(Job.objects.filter(pk__gt=newest).values_list("pk", flat=True))
