"""A held reply whose work failed at every try: it says so, and its agent has the ways out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk.composing import holding
from helpdesk.composing.models import HeldReply
from helpdesk.conversations.models import Conversation
from tenants.context import in_public
from tenants.work import running
from tenants.work.claiming import MAX_ATTEMPTS
from tenants.work.models import Job
from tests.cast import Company
from tests.composing.held import TOPIC, held, replies, schedule, send_now, take_back
from tests.inbox.conftest import Desk
from tests.work import owed, run_owed


def test_one_that_failed_at_every_try_says_so_calls_its_agent_and_may_be_sent_or_taken_back(
    acme: Company, waiting: Conversation, adas: Desk, bos: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule(bos, waiting, "First.")
    schedule(bos, waiting, "Second.")
    monkeypatch.setattr(holding, "send_due", _break)
    with acme.bound():
        HeldReply.objects.update(due_at=timezone.now() - timedelta(minutes=5))
    run_owed(TOPIC, early=True)
    assert "is tried again" in bos.open(waiting).content.decode()
    assert "stopped" not in _called(bos)
    for _ in range(MAX_ATTEMPTS - 1):
        run_owed(TOPIC, early=True)
    assert owed(TOPIC) == []
    for page in (bos.open(waiting), bos.client.get(reverse("inbox:scheduled"))):
        assert "is tried again" not in page.content.decode()
        assert "is not tried any more" in page.content.decode()
    assert _called(bos).count("stopped") == 2
    first, second = held(acme)
    assert send_now(bos, waiting, first).status_code == 204
    assert replies(acme, waiting) == ["First."]
    assert take_back(adas, waiting, second).json()["body"] == "Second.", "anybody may"
    assert held(acme) == []
    with in_public():
        assert not Job.objects.filter(dead_at__isnull=False).exists(), "nobody need look at it"


def test_one_that_is_owed_again_is_tried_again(
    acme: Company, waiting: Conversation, bos: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule(bos, waiting, "Later.")
    with acme.bound():
        HeldReply.objects.update(due_at=timezone.now() - timedelta(minutes=5))
    with monkeypatch.context() as broken:
        broken.setattr(holding, "send_due", _break)
        for _ in range(MAX_ATTEMPTS):
            run_owed(TOPIC, early=True)
    with in_public():
        running.retry([*Job.objects.values_list("pk", flat=True)])
    assert "is tried again" in bos.open(waiting).content.decode()
    run_owed(TOPIC)
    assert replies(acme, waiting) == ["Later."]


def _break(_held_id: int) -> None:
    raise RuntimeError("It broke.")


def _called(desk: Desk) -> list[str]:
    items = desk.client.get(reverse("inbox:attention")).json()["items"]
    return [item["occasion"] for item in items]
