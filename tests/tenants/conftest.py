"""Durable work that a test makes up for itself."""

import pytest

from tenants.work import outbox, tasks


@pytest.fixture
def own_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test registers is forgotten with it, and no promise but its own is kept."""
    monkeypatch.setattr(outbox, "_works", dict(outbox._works))
    monkeypatch.setattr(outbox, "_promises", [])


@pytest.fixture
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the relay hands over is taken by nobody."""
    for task in (tasks.run, tasks.run_apart):
        monkeypatch.setattr(task, "apply_async", lambda *_, **__: None)
