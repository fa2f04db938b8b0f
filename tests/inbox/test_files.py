"""Files in the inbox: an agent sends them with a reply or a note, and opens what came."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from helpdesk.conversations.models import Conversation
from helpdesk.handoff.handing_over import talk_to_person
from tests.cast import Company
from tests.inbox.conftest import Desk
from tests.uploads import samples
from tests.uploads.sending import say_with


def upload(desk: Desk, conversation: Conversation, name: str, content: bytes, **form: str) -> Any:
    form_of = {**form, "file": SimpleUploadedFile(name, content)}
    return desk.client.post(desk.address("upload", conversation), form_of)


def test_a_reply_and_a_note_carry_files_and_show_them(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    for verb, name in (("reply", "plan.pdf"), ("note", "calc <1>.csv")):
        file = upload(bos, waiting, name, b"%PDF-1.7" if verb == "reply" else b"1;2").json()["id"]
        done = bos.do(verb, waiting, body="", cid=str(uuid4()), attachments=[file])
        assert done.status_code == 204
    page = bos.open(waiting).content.decode()
    assert "plan.pdf" in page
    assert "calc &lt;1&gt;.csv" in page
    assert page.count('class="file"') == 2


def test_an_agent_opens_what_a_customer_sent(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    with acme.bound():
        say_with(waiting.pk, "log.txt")
    page = bos.open(waiting).content.decode()
    address = page.split('class="file"')[1].split('href="')[1].split('"')[0]
    led = bos.client.get(address)
    assert (led.status_code, led["Cache-Control"]) == (302, "private, no-store")
    answer = Client(HTTP_HOST=acme.host).get(led["Location"])
    assert asyncio.run(_whole(answer)) == b"text"
    assert answer["Content-Disposition"] == 'attachment; filename="log.txt"'
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_prepared_case_lists_the_files(
    acme: Company, assisted: Conversation, bos: Desk
) -> None:
    with acme.bound():
        say_with(assisted.pk, "bill.txt")
        talk_to_person(assisted.pk)
    card = bos.open(assisted).content.decode().split('id="card"')[1].split("</details>")[0]
    assert "bill.txt" in card


@pytest.mark.parametrize(
    ("name", "content", "form", "status"),
    [
        ("a.html", samples.SCRIPT, {}, 415),
        ("a.txt", b"", {}, 400),
        ("a.txt", b"x", {"size": "2"}, 400),
        ("a.txt", b"x" * 21 * 1024 * 1024, {}, 413),
    ],
)
def test_what_is_refused_says_why_and_the_reply_is_still_there(
    waiting: Conversation, bos: Desk, name: str, content: bytes, form: dict[str, str], status: int
) -> None:
    answer = upload(bos, waiting, name, content, **form)
    assert answer.status_code == status
    assert answer.json()["detail"].endswith(".")


def test_a_file_of_a_colleague_cannot_be_sent(waiting: Conversation, adas: Desk, bos: Desk) -> None:
    file = upload(adas, waiting, "a.txt", b"x").json()["id"]
    answer = bos.do("reply", waiting, body="", cid=str(uuid4()), attachments=[file])
    assert answer.status_code == 422
    assert "Attach it again" in answer["HX-Trigger"]


def test_strangers_and_other_companies_upload_and_open_nothing(
    acme: Company, waiting: Conversation, guss: Desk, bos: Desk
) -> None:
    file = upload(bos, waiting, "a.txt", b"x").json()["id"]
    place = bos.address("file", waiting, file=file)
    assert upload(guss, waiting, "a.txt", b"x").status_code == 404
    assert guss.client.get(place).status_code == 404
    stranger = Desk(acme, None)
    assert upload(stranger, waiting, "a.txt", b"x")["Location"].startswith("/inbox/login/")
    assert stranger.client.get(place)["Location"].startswith("/inbox/login/")
    assert bos.client.get(bos.address("file", waiting, file="nothing")).status_code == 404


async def _whole(response: Any) -> bytes:
    return b"".join([chunk async for chunk in response])
