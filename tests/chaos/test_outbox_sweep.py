"""A short sweep: a process ends at every so many lines. ``make chaos ARGS=sweep`` tries each."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.cast import Company

pytestmark = pytest.mark.proof


def _sweep(company: Company, *arguments: str) -> dict[str, Any]:
    command = ["-m", "tests.chaos.outbox_sweep", "--tenant", company.schema, *arguments]
    said = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_NAME": str(connection.settings_dict["NAME"]),
            "REDIS_URL": settings.REDIS_URL,
            "SECRET_KEY": settings.SECRET_KEY,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert said.returncode == 0, said.stderr[-2000:]
    tally: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
    return tally


@pytest.mark.parametrize("every", ["61"])
def test_no_effect_is_lost_or_doubled_wherever_a_process_ends(acme: Company, every: str) -> None:
    tally = _sweep(acme, "--every", every)
    assert tally["points"] > 5
    assert tally["causes"] > 0
    wrong = ("lost", "doubled", "without_cause", "left_owed")
    assert {name: tally[name] for name in wrong} == dict.fromkeys(wrong, 0)


def test_a_message_sent_after_the_commit_is_lost_or_doubled_somewhere(acme: Company) -> None:
    """The control arm."""
    tally = _sweep(acme, "--naive")
    assert tally["lost"] > 0
    assert tally["doubled"] > 0
