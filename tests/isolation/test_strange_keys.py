"""Every kind of token opens its own company's door, and no door at all of another company's."""

import time
from collections.abc import Awaitable, Callable

import jwt
import orjson
import pytest
from asgiref.sync import sync_to_async

from helpdesk.inbox import tickets
from helpdesk.surveys.models import Invitation
from helpdesk.widget.identity import hash_of
from helpdesk.widget.models import WidgetSettings
from tests.isolation import rows
from tests.isolation.addressing import lone, twins
from tests.isolation.browsing import Caller
from tests.isolation.hammer.doors import Forgetful
from tests.isolation.listening import Line
from tests.isolation.world import Side, World
from tests.sockets import Closed

# Presents a token of the first company at the second one's host: was it let in?
Present = Callable[[Side, Side], Awaitable[bool]]


def _at(host: Side, *, session: str = "", bearer: str = "") -> Caller:
    return Caller("stranger", host, Forgetful(), session=session, bearer=bearer)


async def session(home: Side, host: Side) -> bool:
    return (await _at(host, session=home.keys.lone_session).get("/inbox/")).status == 200


async def visitor(home: Side, host: Side) -> bool:
    return await _may_list(host, home.keys.visitor)


async def lone_visitor(home: Side, host: Side) -> bool:
    return await _may_list(host, home.keys.lone_visitor)


async def api_token(home: Side, host: Side) -> bool:
    caller = _at(host, bearer=home.keys.lone_program)
    return (await caller.get("/api/v1/conversations/")).status == 200


async def inbox_ticket(home: Side, host: Side) -> bool:
    """Beside the session of the host's own owner, which is the same key in every company."""

    def issued() -> str:
        with home.company.bound():
            return tickets.issue(host.keys.owner)

    line = Line(host, "/ws/inbox", Forgetful(), host.keys.owner)
    await line.connect()
    await line.send({"type": "hello", "ticket": await sync_to_async(issued)()})
    try:
        await line.receive("ready")
    except Closed:
        return False
    await line.close()
    return True


async def invitation(home: Side, host: Side) -> bool:
    return await _shows_form(host, f"/inbox/invitation/{home.keys.invitation}/")


async def reset(home: Side, host: Side) -> bool:
    return await _shows_form(host, f"/inbox/password/{home.keys.reset}/")


async def file_link(home: Side, host: Side) -> bool:
    return (await _at(host).get(f"/files/{home.keys.link}/file.txt")).status == 200


async def survey_invitation(home: Side, host: Side) -> bool:
    """The host's own visitor answers; at home the one whose it is."""
    at_home = home is host
    keys, ids = host.keys, lone(host) if at_home else twins(host)

    def asked() -> str:
        with home.company.bound():
            return Invitation.objects.get(pk=rows.LONE[home.letter]).public_id

    content = {"action": "survey", "score": 5, "invitation": await sync_to_async(asked)()}
    caller = _at(host, bearer=keys.lone_visitor if at_home else keys.visitor)
    place = f"/widget/conversations/{ids.conversation}/actions"
    return (await caller.json(place, content)).status == 200


async def identity_token(home: Side, host: Side) -> bool:
    claims = {"aud": "widget", "sub": "u1", "exp": int(time.time()) + 300}
    return await _is_known(host, jwt.encode(claims, await _secret(home), algorithm="HS256"))


async def identity_hash(home: Side, host: Side) -> bool:
    proof = {"user_id": "u1", "hash": hash_of("u1", await _secret(home))}
    return await _is_known(host, proof)


KINDS: list[Present] = [
    *(session, visitor, lone_visitor, api_token, inbox_ticket, invitation, reset, file_link),
    *(survey_invitation, identity_token, identity_hash),
]


@pytest.mark.parametrize("present", KINDS, ids=lambda present: present.__name__)
async def test_a_token_opens_its_own_company_and_no_other(
    three: World, ears: None, present: Present
) -> None:
    a, b = three["a"], three["b"]
    assert not await present(a, b)
    assert not await present(b, a)
    assert await present(a, a)


async def _may_list(host: Side, token: str) -> bool:
    return (await _at(host, bearer=token).get("/widget/conversations")).status == 200


async def _shows_form(host: Side, page: str) -> bool:
    """Sent as well, which at home would only complain that no password is given."""
    caller = _at(host)
    statuses = {(await caller.get(page)).status, (await caller.form(page, {})).status}
    assert statuses <= {200, 422, 410}
    return statuses != {410}


async def _is_known(host: Side, proof: object) -> bool:
    answer = await _at(host).json("/widget/session", {"identity": proof, "browser": "b1"})
    return answer.status == 200 and "visitor" in orjson.loads(answer.body)


async def _secret(home: Side) -> str:
    def read() -> str:
        with home.company.bound():
            return str(WidgetSettings.current().identity_secret)

    return await sync_to_async(read)()
