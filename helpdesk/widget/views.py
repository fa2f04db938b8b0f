"""The chat over HTTP: sessions, and the same log and acts as the socket."""

import asyncio
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse

from helpdesk.conversations import log
from helpdesk.conversations.models import Conversation
from helpdesk.live import leaving
from helpdesk.live.hub import Listener, hub
from helpdesk.widget import identity, limits, recognising, sessions, speaking
from helpdesk.widget.cors import for_pages
from helpdesk.widget.epoch import aepoch
from helpdesk.widget.frames import BadFrame, Frame, parse
from helpdesk.widget.recognising import Recognised
from helpdesk.widget.sessions import Arrival, Visit
from helpdesk.widget.speaking import Own
from tenants.context import current_schema, in_thread
from tenants.proxies import address_of
from tenants.serving import still_served
from tenants.signing import BadToken

LONGEST_WAIT = 25


@for_pages("POST")
async def session(request: HttpRequest) -> JsonResponse:
    """Begin or continue a visit: a visitor token, the brand, own conversations."""
    await limits.spend(limits.ENTER, address_of(request))
    frame = _frame(request)
    proof = frame.content.get("identity")
    await identity.use_once(proof, frame.text("browser", required=False))
    arrival = Arrival(
        proof=proof,
        token=frame.text("visitor", limit=1000, required=False),
        locale=frame.text("locale", limit=12, required=False),
    )
    entered = await in_thread(current_schema(), sessions.enter, arrival)
    return JsonResponse({**entered, "epoch": await aepoch()})


@for_pages("GET")
async def unread(request: HttpRequest) -> JsonResponse:
    """How many messages wait, for the badge of a chat that is not open."""
    listed = await _listed(await _visit(request))
    return JsonResponse({"unread": sum(one["unread"] for one in listed)})


@for_pages("GET", "POST")
async def conversations(request: HttpRequest) -> JsonResponse:
    """List own conversations, or start one (once per key)."""
    visit = await _visit(request)
    if request.method == "GET":
        return JsonResponse({"conversations": await _listed(visit)})
    started = await speaking.start(visit, _frame(request))
    return JsonResponse({"id": started.public_id}, status=201)


@for_pages("POST")
async def messages(request: HttpRequest, conversation: str) -> JsonResponse:
    """Say something; committed when answered."""
    visit, own = await _own(request, conversation)
    posted = await speaking.say(visit, own, _frame(request))
    return JsonResponse({"seq": posted.seq}, status=200 if posted.duplicate else 201)


@for_pages("POST")
async def files(request: HttpRequest, conversation: str) -> JsonResponse:
    """Upload a file, to be sent with a message; multipart, in the field ``file``."""
    visit, own = await _own(request, conversation)
    return JsonResponse(await speaking.upload(visit, own, request), status=201)


@for_pages("GET")
async def addresses(request: HttpRequest, conversation: str, file: str) -> JsonResponse:
    """Where a file of this conversation can be fetched in the next minutes."""
    visit, own = await _own(request, conversation)
    name = Frame({"file": file}).text("file")
    return JsonResponse(await speaking.addresses(visit, own, name))


@for_pages("POST")
async def actions(request: HttpRequest, conversation: str) -> JsonResponse:
    """Do something besides writing."""
    visit, own = await _own(request, conversation)
    await speaking.act(visit, own, _frame(request))
    return JsonResponse({"done": True})


@for_pages("GET")
async def log_page(request: HttpRequest, conversation: str) -> JsonResponse:
    """The log after ``after``; with ``wait`` the answer waits that long for something new."""
    who = await _named(request, conversation)
    own, epoch = who.own, who.epoch
    after, wait = _number(request, "after"), min(_number(request, "wait"), LONGEST_WAIT)
    if after > own.head or request.GET.get("epoch", epoch) != epoch:
        after = 0  # numbers of another life of the database
    with hub().listen(own.id) as listener:
        await _something_new(own, after, wait, listener)
        if wait:  # much may have happened meanwhile
            await _still_entitled(request, conversation)
        page = await log.aentries_after(own.id, after, for_contact=True)
    return JsonResponse({**page.as_frame(), "conversation": own.public_id, "epoch": epoch})


async def _still_entitled(request: HttpRequest, conversation: str) -> None:
    """Raises as at the door: the token, the contact, the conversation or the workspace is off."""
    if not await still_served():
        raise Conversation.DoesNotExist
    await _own(request, conversation)


async def _something_new(own: Own, after: int, wait: int, listener: Listener) -> None:
    """Return once the head has passed ``after``, ``wait`` seconds have, or this process ends."""
    head, now = own.head, asyncio.get_running_loop().time
    try:
        async with asyncio.timeout(wait) as patience:
            with leaving.guest(lambda: patience.reschedule(now())):
                while head <= after:
                    news = await listener.next()
                    head = news.moved.get(own.id, head)
                    if news.poll:
                        head = (await log.aheads([own.id])).get(own.id, after + 1)
    except TimeoutError:
        return


async def _visit(request: HttpRequest) -> Visit:
    return (await recognising.recognise(_token(request))).visit


async def _own(request: HttpRequest, public_id: str) -> tuple[Visit, Own]:
    who = await _named(request, public_id)
    return who.visit, who.own


async def _named(request: HttpRequest, public_id: str) -> Recognised:
    """The visitor and the conversation, unless it is somebody else's: ``own`` then raises."""
    token, name = _token(request), Frame({"conversation": public_id}).text("conversation")
    return await recognising.recognise(token, name)


def _token(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise BadToken("Send the visitor token: Authorization: Bearer …")
    return token.strip()


async def _listed(visit: Visit) -> list[dict[str, Any]]:
    return await in_thread(current_schema(), sessions.conversations_of, visit.contact_id)


def _frame(request: HttpRequest) -> Frame:
    try:
        return parse(request.body)
    except RequestDataTooBig:
        raise BadFrame("The frame is over 256 KiB.", code="too_long") from None


def _number(request: HttpRequest, name: str) -> int:
    value = request.GET.get(name, "0")
    if not value.isdecimal() or len(value) > 9:
        raise BadFrame(f"{name} must be a whole number from 0.")
    return int(value)
