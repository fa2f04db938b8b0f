"""Requests to an ASGI application, as a server passes them on."""

from dataclasses import dataclass
from typing import Any

from asgiref.testing import ApplicationCommunicator

from tests.cast import Company

WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]


async def answer(application: Any, company: Company, path: str, cookie: str = "") -> Answer:
    """What a GET of ``path`` on the company's host gets."""
    headers = [(b"host", company.host.encode()), (b"cookie", cookie.encode())]
    scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "query_string": b""}
    page: Any = ApplicationCommunicator(application, scope)  # type: ignore[no-untyped-call]
    await page.send_input({"type": "http.request", "body": b""})
    started = await page.receive_output(timeout=WITHIN)
    while (await page.receive_output(timeout=WITHIN)).get("more_body"):
        pass
    await page.wait()
    told = {name.decode().lower(): value.decode() for name, value in started["headers"]}
    return Answer(int(started["status"]), told)


async def status(application: Any, company: Company, path: str, cookie: str = "") -> int:
    return (await answer(application, company, path, cookie)).status
