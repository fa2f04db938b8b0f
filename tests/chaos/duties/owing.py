"""Owe what one is told to: ``python -m tests.chaos.duties.owing PAUSE SCHEMA...``.

A line of the input is a list of jobs, ``{"topic", "payload", "has_effect"}``; workspaces take
turns. What is to have an effect is written down as a cause, in the same transaction.
"""

import json
import sys
import time
from functools import partial
from typing import Any

import django
from django.db import transaction

django.setup()

from helpdesk.celery import app  # noqa: E402 - Django first
from tenants.context import in_tenant  # noqa: E402
from tenants.work import outbox  # noqa: E402
from tests.chaos.duties import ledger  # noqa: E402


def main() -> None:
    pause, schemas = float(sys.argv[1]), sys.argv[2:]
    for line in sys.stdin:
        for job in json.loads(line):
            number = job["payload"]["number"]
            _owe(schemas[number % len(schemas)], **job)
            time.sleep(pause)


def _owe(schema: str, topic: str, payload: dict[str, Any], *, has_effect: bool) -> None:
    with in_tenant(schema), transaction.atomic():
        if has_effect:
            ledger.cause(payload["number"])
        if topic == "naive":
            transaction.on_commit(partial(_send_naively, schema, payload))
        else:
            outbox.enqueue(topic, payload)


def _send_naively(schema: str, payload: dict[str, Any]) -> None:
    app.send_task("chaos.naive", (schema, payload["number"], payload["seconds"]))


if __name__ == "__main__":
    main()
