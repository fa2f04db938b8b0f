"""Files that a customer sends in the chat: taken or refused, sent once, seen by who may."""

import asyncio
from pathlib import Path

import pytest
from django.conf import settings

from helpdesk.conversations.models import Attachment
from tenants.context import in_thread
from tests.cast import Company
from tests.sockets import Frame
from tests.uploads import samples
from tests.widget.visitor import Visitor, message, set_up, with_files


async def _send(visitor: Visitor, frame: Frame) -> tuple[int, Frame]:
    answer = await visitor.post(f"conversations/{visitor.conversation}/messages", frame)
    return answer.status_code, answer.json()


async def _items(visitor: Visitor) -> list[Frame]:
    items: list[Frame] = (await visitor.read())["items"]
    return items


async def _rows(company: Company) -> list[str]:
    def look() -> list[str]:
        return list(Attachment.objects.order_by("pk").values_list("state", flat=True))

    return await in_thread(company.schema, look)


def _on_disk(company: Company) -> list[Path]:
    return [path for path in (settings.MEDIA_ROOT / company.schema).rglob("*") if path.is_file()]


async def test_every_kind_that_customers_have_is_taken(talking: Visitor) -> None:
    taken = {name: await talking.upload(name, one[0]) for name, one in samples.HONEST.items()}
    found = {name: (one.status_code, one.json().get("media")) for name, one in taken.items()}
    assert found == {name: (201, media) for name, (_, media) in samples.HONEST.items()}
    assert taken["pasted"].json()["name"] == "pasted.png"


async def test_every_other_kind_is_refused_and_leaves_nothing(talking: Visitor) -> None:
    before = _on_disk(talking.company)
    answers = {name: await talking.upload(name, one[0]) for name, one in samples.HOSTILE.items()}
    found = {name: (one.status_code, one.json()["code"]) for name, one in answers.items()}
    assert found == dict.fromkeys(samples.HOSTILE, (415, "kind"))
    assert all("You can send pictures, PDF" in one.json()["detail"] for one in answers.values())
    assert await _rows(talking.company) == []
    assert _on_disk(talking.company) == before


async def test_size_is_limited_by_the_installation_and_the_workspace(
    talking: Visitor, acme: Company
) -> None:
    huge = await talking.upload("a.txt", b"x" * (21 * 1024 * 1024))
    assert (huge.status_code, huge.json()["code"]) == (413, "file_too_large")
    assert huge.json()["detail"] == "The file is over 20 MB. Send a smaller one."
    await set_up(acme, file_limit_mb=1)
    assert (await talking.upload("a.txt", b"x" * 1_100_000)).status_code == 413
    assert (await talking.upload("a.txt", b"x" * 1_000_000)).status_code == 201


async def test_what_is_no_whole_file_is_refused(talking: Visitor) -> None:
    path = f"conversations/{talking.conversation}/files"
    form = {"content-type": "multipart/form-data; boundary=b", "content-length": "98"}
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    answers = [
        await talking.upload("a.txt", b""),
        await talking.upload("a.txt", b"half", size="8"),
        await talking.request("POST", path, b"", **form),
        await talking.request("POST", path, head[:40], **form),
        await talking.request("POST", path, b"--b--", **form),
        await talking.request("POST", path, b"{}", **{"content-type": "application/json"}),
        await talking.request("POST", path, head, **{"content-type": "multipart/form-data"}),
    ]
    codes = [(answer.status_code, answer.json()["code"]) for answer in answers]
    assert codes == [(400, "empty_file"), (400, "cut_short"), *[(400, "no_file")] * 5]


async def test_a_request_of_any_size_ends_before_it_fills_the_disk(
    talking: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "REQUEST_MAX_BYTES", 1000)
    assert (await talking.upload("a.txt", b"x" * 2000)).status_code == 413
    path = f"conversations/{talking.conversation}/files"
    # Not announced, announced too small, and announced as it is.
    for length in ("", "9", "2000"):
        named = {"content-length": length} if length else {}
        answer = await talking.request("POST", path, b"x" * 2000, **named)
        assert answer.status_code == 413
    assert (await talking.upload("a.txt", b"x" * 200)).status_code == 201


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\cleo\\offer.txt", "offer.txt"),
        ("\u202etxt.gpj\u2066.txt", "txt.gpj.txt"),
        ("a\tb\x7f  c.txt", "ab c.txt"),
        (f"{'x' * 200}.txt", f"{'x' * 116}.txt"),
        ("Ґрунт 🌱.txt", "Ґрунт 🌱.txt"),
    ],
)
async def test_a_name_is_shown_without_paths_and_tricks_and_never_used_on_disk(
    talking: Visitor, given: str, shown: str
) -> None:
    before = set(_on_disk(talking.company))
    answer = await talking.upload(given, b"text")
    assert answer.json()["name"] == shown
    (kept,) = set(_on_disk(talking.company)) - before
    assert kept.parent == settings.MEDIA_ROOT / talking.company.schema / "attachments"
    assert not set(kept.name) & set("./\\ ")


async def test_a_message_carries_its_files_to_every_reader(talking: Visitor) -> None:
    shot = await talking.attach("shot.png", samples.picture())
    note = await talking.attach("note.txt", b"Hello")
    assert await _send(talking, with_files(shot, note)) == (201, {"seq": 1})
    (item,) = await _items(talking)
    assert item["body"] == ""
    assert item["data"]["attachments"] == [
        {
            **{"id": shot, "name": "shot.png", "media": "image/png", "width": 640, "height": 400},
            "size": item["data"]["attachments"][0]["size"],
        },
        {"id": note, "name": "note.txt", "media": "text/plain", "size": 5},
    ]
    assert (await talking.get("conversations")).json()["conversations"][0]["preview"] == (
        "shot.png, note.txt"
    )


async def test_the_socket_sends_files_too_and_once(talking: Visitor) -> None:
    shot = await talking.attach("shot.png", samples.picture())
    socket = await talking.dial(conversation=talking.conversation)
    frame = with_files(shot, body="See")
    for _ in range(2):
        await socket.send(frame)
        assert (await socket.receive("ack"))["seq"] == 1
    await socket.send({**frame, "attachments": []})
    assert (await socket.receive("nack"))["code"] == "conflict"
    await socket.send({**with_files(shot), "attachments": "all"})
    assert (await socket.receive("nack"))["code"] == "bad_frame"
    assert await _rows(talking.company) == ["sent"]


async def test_a_file_is_sent_once_only_by_who_brought_it_and_where(
    talking: Visitor, other: Visitor
) -> None:
    mine = await talking.attach("a.txt", b"mine")
    await other.begun()
    theirs = await other.attach("b.txt", b"theirs")
    here = talking.conversation
    elsewhere = await (await talking.begun()).attach("c.txt", b"elsewhere")
    talking.conversation = here
    for file in (theirs, elsewhere, "nothing", mine + "x"):
        status, answer = await _send(talking, with_files(mine, file))
        assert (status, answer["code"]) == (400, "file_gone")
    status, answer = await _send(talking, with_files(*[str(n) for n in range(6)]))
    assert (status, answer["code"]) == (400, "too_many_files")
    assert await _items(talking) == []
    assert (await _send(talking, with_files(mine)))[0] == 201
    assert (await _send(talking, with_files(mine)))[1]["code"] == "file_gone"
    assert len(await _items(talking)) == 1


async def test_two_messages_that_claim_a_file_at_once_do_not_both_get_it(talking: Visitor) -> None:
    for _ in range(5):
        file = await talking.attach("a.txt", b"one")
        frames = [with_files(file, body=f"Take {number}") for number in range(2)]
        answers = await asyncio.gather(*(_send(talking, frame) for frame in frames))
        assert sorted(status for status, _ in answers) == [201, 400]
    assert [len(item["data"]["attachments"]) for item in await _items(talking)] == [1] * 5


async def test_one_message_sent_twice_at_once_is_one_message(talking: Visitor) -> None:
    frame = with_files(await talking.attach("a.txt", b"one"))
    answers = await asyncio.gather(*(_send(talking, frame) for _ in range(4)))
    assert {answer["seq"] for _, answer in answers} == {1}
    assert len(await _items(talking)) == 1


async def test_a_visitor_has_room_for_so_many_files(
    talking: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "UPLOAD_DAY_BYTES", 100)
    assert (await talking.upload("a.txt", b"x" * 90)).status_code == 201
    answer = await talking.upload("b.txt", b"x" * 20)
    assert (answer.status_code, answer.json()["code"]) == (429, "quota")
    monkeypatch.setattr("helpdesk.conversations.attaching.MOST_WAITING", 2)
    assert (await talking.upload("c.txt", b"x")).status_code == 201
    assert (await talking.upload("d.txt", b"x")).json()["code"] == "quota"


async def test_uploads_in_haste_are_told_to_wait(talking: Visitor) -> None:
    answers = [await talking.upload("a.html", b"x") for _ in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {415}
    assert (answers[30].status_code, answers[30].json()["retry"]) == (429, True)


async def test_a_workspace_can_switch_files_off(talking: Visitor, acme: Company) -> None:
    assert (await Visitor(acme).arrive()).session["files"]["most"] == 5
    await set_up(acme, takes_files=False)
    assert (await Visitor(acme).arrive()).session["files"] is None
    answer = await talking.upload("a.txt", b"x")
    assert (answer.status_code, answer.json()["code"]) == (403, "files_off")
    assert (await _send(talking, message()))[0] == 201
