"""Every limit of the application fires: named, refused with 429, and told when to come back.

A limit that never fires is worse than none, because everybody believes in it. The list comes
from the running application, so a new limit fails here until somebody shows how to reach it.
"""

from collections.abc import Callable, Iterator
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from redis.exceptions import ConnectionError as RedisAway

from helpdesk.agents.models import Agent
from helpdesk.api import tokens
from helpdesk.api.scopes import Scope
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.surveys.models import Invitation
from helpdesk.widget import sessions
from knowledge import publishing
from tenants import counting, limits, wires
from tenants.limits import LIMITS, Limit, TooFast
from tests.cast import PASSWORD, Company
from tests.web.crawling import PLATFORM_HOST
from tests.widget.visitor import Visitor, message

Ask = Callable[[int], Any]
JSON = "application/json"
A_DOZEN = 12
# Counted before Django: tests/tenants/test_requests.py.
AT_THE_DOOR = {"requests"}


class Doors:
    """For each limit the request that spends it; the number says which of many callers asks."""

    def __init__(self, company: Company, agent: Agent, conversation: Conversation) -> None:
        self.company, self.agent, self.conversation = company, agent, conversation
        self.desk, self.stranger = company.client(agent), company.client()
        with company.bound():
            contact = Contact.objects.get(pk=conversation.contact_id)
            self.visitor = company.client(
                headers={"Authorization": f"Bearer {sessions.token_for(contact)}"}
            )
            key = tokens.issue("Program", list(Scope.values), by=agent)[1]
            self.program = company.client(headers={"Authorization": f"Bearer {key}"})
            article = publishing.create(title="Refunds", body="Ask us.")
            self.article = publishing.publish(article.id).public_id
            about = {"kind": "csat", "path": "after", "about_seq": 1}
            self.invitation = Invitation.objects.create(conversation=conversation, **about)

    def asking(self) -> dict[str, Ask]:
        return {
            "log-in by address": lambda n: self._log_in(f"person{n}@acme.example"),
            "log-in by account and address": lambda _n: self._log_in(self.agent.email),
            "log-in by account": lambda n: self._log_in("bo@acme.example", _address(n)),
            "log-in by known browser": lambda n: self._log_in(
                self.agent.email, _address(n), self._known()
            ),
            "reset by address": lambda n: self._reset(f"person{n}@acme.example"),
            "reset by account": lambda n: self._reset(self.agent.email, _address(n)),
            "old password": lambda _n: self.desk.post(
                "/inbox/profile/", {"form": "password", "current": "wrong", "password": PASSWORD}
            ),
            **self._at_the_desk(),
            "help search": lambda _n: self.stranger.get("/help/search/?q=x"),
            "feedback": lambda _n: self.stranger.post(
                f"/help/{self.article}/feedback/", {"helpful": "yes"}
            ),
            "api calls": lambda _n: self.program.get("/api/v1/rules"),
            "enter": lambda _n: self.stranger.post("/widget/session", {}, JSON),
            "start": lambda _n: self._visitor("", {"key": str(uuid4())}),
            "send": lambda _n: self._visitor("messages", {"cid": str(uuid4()), "body": "Hello?"}),
            "flood": lambda _n: self._somebody_else(),
            "act": lambda _n: self._visitor("actions", {"action": "seen", "upto": 1}),
            "survey": lambda _n: self._survey(),
            "upload": lambda _n: self._upload(),
        }

    def _at_the_desk(self) -> dict[str, Ask]:
        return {
            "ticket": lambda _n: self.desk.post("/inbox/ticket/"),
            "attention": lambda _n: self.desk.get("/inbox/attention/"),
            "inbox bulk": lambda _n: self.desk.post(
                "/inbox/bulk/", {"id": [self.conversation.pk], "priority": "high"}
            ),
            "inbox search": lambda _n: self.desk.get("/inbox/?q=refund"),
        }

    def _log_in(self, email: str, address: str = "192.0.2.1", client: Client | None = None) -> Any:
        fields = {"email": email, "password": "wrong"}
        client = client or self.stranger
        return client.post("/inbox/login/", fields, REMOTE_ADDR=address)

    def _known(self) -> Client:
        """A browser in which the account was logged in before."""
        if not hasattr(self, "_browser"):
            self._browser = self.company.client()
            fields = {"email": self.agent.email, "password": PASSWORD}
            assert self._browser.post("/inbox/login/", fields).status_code == 302
            del self._browser.cookies["sessionid"]
        return self._browser

    def _reset(self, email: str, address: str = "192.0.2.1") -> Any:
        return self.company.client().post("/inbox/password/", {"email": email}, REMOTE_ADDR=address)

    def _visitor(self, what: str, content: dict[str, Any]) -> Any:
        place = f"/{self.conversation.public_id}/{what}" if what else ""
        return self.visitor.post(f"/widget/conversations{place}", content, JSON)

    def _upload(self) -> Any:
        place = f"/widget/conversations/{self.conversation.public_id}/files"
        return self.visitor.post(place, {"file": SimpleUploadedFile("note.txt", b"Hello")})

    def _somebody_else(self) -> Any:
        """A message by a visitor who has said nothing yet."""
        with self.company.bound():
            contact = Contact.objects.create(name="One of many")
            conversation = Conversation.objects.create(contact=contact).public_id
            key = sessions.token_for(contact)
        visitor = self.company.client(headers={"Authorization": f"Bearer {key}"})
        said = {"cid": str(uuid4()), "body": "Hello?"}
        return visitor.post(f"/widget/conversations/{conversation}/messages", said, JSON)

    def _survey(self) -> Any:
        # The limit on acts of any kind is tighter over ten seconds; it is shown by itself.
        with self.company.bound():
            limits.LIMITS["act"].give_back(self.conversation.contact_id)
        answer = {"action": "survey", "invitation": self.invitation.public_id, "skip": True}
        return self._visitor("actions", answer)


def _address(number: int) -> str:
    return f"198.51.{number // 200}.{number % 200}"


@pytest.fixture
def doors(
    acme: Company, globex: Company, ada: Agent, waiting: Conversation, hashed: list[str]
) -> Doors:
    with acme.bound():
        ada.set_password(PASSWORD)
        ada.save()
    return Doors(acme, ada, waiting)


def first_refusal(ask: Ask, most: int) -> tuple[int, Any]:
    """How many were let through before the first 429, and that answer."""
    for number in range(most + 1):
        answer = ask(number)
        if answer.status_code == 429:
            return number, answer
    raise AssertionError(f"{most + 1} requests, and none was refused")


@pytest.fixture
def small(settings: Any) -> Iterator[None]:
    """Every limit lets at most a dozen through, a minute or longer, so that each is run into."""
    settings.API_RATE_PER_MINUTE = A_DOZEN
    real = {name: (limit.count, limit.seconds) for name, limit in LIMITS.items()}
    for name, (count, seconds) in real.items():
        _set(LIMITS[name], min(count, A_DOZEN), max(seconds, 60))
    yield
    for name, (count, seconds) in real.items():
        _set(LIMITS[name], count, seconds)


def _set(limit: Limit, count: int, seconds: int) -> None:
    object.__setattr__(limit, "count", count)
    object.__setattr__(limit, "seconds", seconds)


def test_every_limit_fires_at_its_number_and_says_when_to_come_back(
    doors: Doors, small: None
) -> None:
    asking = doors.asking()
    assert asking.keys() == LIMITS.keys() - AT_THE_DOOR, "show how each limit is reached"
    for name, ask in asking.items():
        counting.clear()
        with doors.company.bound():
            _forget_all()
        let_through, refused = first_refusal(ask, LIMITS[name].count)
        assert let_through == LIMITS[name].count, name
        assert 0 < int(refused.headers["Retry-After"]) <= LIMITS[name].seconds, name
        assert refused.headers["Cache-Control"] == "private, no-store", name


def _forget_all() -> None:
    """Shared parts of two limits must not stand in the way of the next."""
    keys = list(wires.client().scan_iter("t:*:count:*"))
    if keys:
        wires.client().delete(*keys)


def test_a_limit_that_nobody_reaches_is_noticed(doors: Doors) -> None:
    with pytest.raises(AssertionError, match="none was refused"):
        first_refusal(lambda _n: doors.company.client().get("/inbox/login/"), 5)


async def test_the_socket_spends_the_same_limit_as_http(acme: Company, ears: None) -> None:
    visitor = await Visitor(acme).arrive()
    socket = await visitor.begin()
    for _ in range(LIMITS["send"].count):
        await socket.send(message())
        await socket.receive("ack")
    await socket.send(message())
    nack = await socket.receive("nack")
    assert (nack["code"], nack["retry"], nack["after_ms"] > 0) == ("rate", True, True)
    place = f"conversations/{visitor.conversation}/messages"
    over_http = await visitor.post(place, {"cid": str(uuid4()), "body": "Hello?"})
    assert over_http.status_code == 429
    await socket.close()


def test_what_one_company_spends_another_still_has(doors: Doors, globex: Company) -> None:
    first_refusal(doors.asking()["log-in by account and address"], 5)
    fields = {"email": doors.agent.email, "password": "wrong"}
    elsewhere = globex.client().post("/inbox/login/", fields, REMOTE_ADDR="192.0.2.1")
    assert elsewhere.status_code == 422


def _away() -> NoReturn:
    raise RedisAway("nobody listens")


def test_without_redis_the_process_counts_for_itself(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("log-in by account and address", "log-in by account", "reset by account"):
        counting.clear()
        with monkeypatch.context() as patched:
            patched.setattr(wires, "client", _away)
            let_through = first_refusal(doors.asking()[name], LIMITS[name].count)[0]
        assert let_through == LIMITS[name].count


async def test_without_redis_the_socket_counts_too(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_client", _away)
    with acme.bound():
        for _ in range(LIMITS["start"].count):
            await LIMITS["start"].aspend("somebody")
        with pytest.raises(TooFast):
            await LIMITS["start"].aspend("somebody")
        await LIMITS["start"].aspend("somebody else")


def test_two_limits_may_not_share_a_name() -> None:
    with pytest.raises(ValueError, match="already"):
        Limit("send", 1, 1)


def test_the_platforms_own_log_in_is_limited_too(acme: Company, hashed: list[str]) -> None:
    client = Client(HTTP_HOST=PLATFORM_HOST)
    fields = {"username": "root@handrail.example", "password": "wrong"}
    statuses = [client.post("/platform/login/", fields).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
