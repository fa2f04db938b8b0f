"""The two probes: the process lives; the whole stack can serve."""

import time

import pytest
import redis
from django.test import Client
from redis.backoff import NoBackoff
from redis.retry import Retry

from tenants import wires


@pytest.mark.parametrize("host", ["acme.localhost", "10.1.2.3", "anything.example"])
def test_the_process_answers_on_any_host(host: str) -> None:
    response = Client(HTTP_HOST=host).get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_the_stack_is_ready_once_a_worker_was_seen(stage: None) -> None:
    probe = Client(HTTP_HOST="10.1.2.3")
    wires.client().delete(wires.WORKER_SEEN)
    unseen = probe.get("/readyz")
    assert (unseen.status_code, unseen.json()["checks"]["worker"]) == (503, False)
    wires.client().set(wires.WORKER_SEEN, int(time.time()) - 61)
    assert probe.get("/readyz").status_code == 503
    wires.client().set(wires.WORKER_SEEN, int(time.time()))
    assert probe.get("/readyz").json() == {
        "status": "ready",
        "checks": {"database": True, "broker": True, "worker": True},
    }


def test_the_stack_is_not_ready_without_the_broker(
    stage: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = redis.Redis(port=1, retry=Retry(NoBackoff(), 0))
    with monkeypatch.context() as patched:
        patched.setattr(wires, "client", lambda: lost)
        response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": True, "broker": False, "worker": False}
