"""The clocks of notices and of queues go on, whatever becomes of one look."""

from datetime import timedelta

import pytest
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.notifying import reminding
from helpdesk.notifying.models import NoticeSettings
from helpdesk.routing import clock, ticking
from tenants.context import in_public
from tenants.work import relay
from tenants.work.claiming import MAX_ATTEMPTS
from tenants.work.models import Job
from tests.cast import Company
from tests.work import owed, run_owed


@pytest.mark.parametrize("topic", [reminding.LOOK_TOPIC, clock.TICK_TOPIC])
def test_a_clock_whose_look_fails_at_every_try_goes_on(
    acme: Company, bo: Agent, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acme.bound():
        NoticeSettings.objects.create(agent=bo, wishes=["replied.email"])
        reminding.keep_going()
        clock.keep_going()
    with monkeypatch.context() as broken:
        broken.setattr(reminding, "look", _break)
        broken.setattr(ticking, "tick", _break)
        for _ in range(MAX_ATTEMPTS):
            run_owed(topic, early=True)
    assert owed(topic) == [], "a dead letter, and nothing after it"
    with in_public():
        relay.keep_promises()
        assert owed(topic) == [], "there is time for its tries"
        Job.objects.update(created_at=timezone.now() - timedelta(minutes=6))
        relay.keep_promises()
    (job,) = owed(topic)
    assert job.available_at > timezone.now()


def _break(_number: int) -> None:
    raise RuntimeError("It broke.")
