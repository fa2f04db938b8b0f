"""A scanner beside the chat: clamd's protocol, spoken to a stand-in."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings

from helpdesk.conversations.models import Attachment
from tests.api.conftest import Program
from tests.api.test_attachments import upload
from tests.cast import Company

# The harmless test file of every scanner (eicar.org), in two pieces lest one finds it here.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()


@contextmanager
def stand_in(answer: bytes = b"") -> Iterator[str]:
    """A clamd that knows one piece of malware; or one that always gives ``answer``."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server, answer), daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"


def _serve(server: socket.socket, answer: bytes) -> None:
    while True:
        try:
            wire, _ = server.accept()
        except OSError:
            return
        with wire, wire.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack(">I", stream.read(4))[0]:
                content += stream.read(length)
            found = b"Eicar-Signature FOUND" if EICAR in content else b"OK"
            wire.sendall(answer or b"stream: " + found + b"\0")


@pytest.fixture
def conversation(program: Program) -> str:
    content = {"contact": {"email": "cleo@customer.example"}}
    return str(program.post("conversations/", content).json()["id"])


def test_malware_is_refused_and_what_is_clean_is_taken(
    program: Program, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = b"x" * 100_000 + EICAR
    assert upload(program, conversation, "a.txt", hidden).status_code == 201  # no scanner
    with stand_in() as address:
        monkeypatch.setattr(settings, "CLAMD_ADDRESS", address)
        bad = upload(program, conversation, "a.txt", hidden)
        good = upload(program, conversation, "a.txt", b"x" * 200_000)
    assert (bad.status_code, good.status_code) == (415, 201)
    assert "Eicar-Signature" in bad.json()["error"]["message"]


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: OKAY\0"]
)
def test_an_answer_that_does_not_say_clean_is_not_taken_for_it(
    program: Program, conversation: str, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    with stand_in(answer) as address:
        monkeypatch.setattr(settings, "CLAMD_ADDRESS", address)
        refused = upload(program, conversation, "a.txt", b"x")
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "busy")


def test_without_the_scanner_that_is_set_up_nothing_is_taken(
    program: Program, conversation: str, acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in ("127.0.0.1:1", "/nowhere/clamd.sock"):
        monkeypatch.setattr(settings, "CLAMD_ADDRESS", address)
        assert upload(program, conversation, "a.txt", b"x").status_code == 503
    with acme.bound():
        assert not Attachment.objects.exists()
