"""Files on their way out: to whom they belong, in a sandbox, without what photos tell."""

import io
import time

import pytest
from PIL import Image

from tests.uploads import samples
from tests.widget.visitor import Visitor


async def test_a_file_is_fetched_without_cookies_as_an_attachment_in_a_sandbox(
    talking: Visitor,
) -> None:
    html = b"PK? no: <b>text</b>"
    file = await talking.attach('say "hi".txt', html)
    answer = await talking.fetch((await talking.links(file))["url"], cookie="sessionid=x")
    assert (answer.status_code, answer.content) == (200, html)
    assert answer.headers["content-disposition"] == 'attachment; filename="say \\"hi\\".txt"'
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "set-cookie" not in answer.headers
    assert "cookie" not in answer.headers.get("vary", "").lower()


async def test_only_a_picture_made_anew_is_shown_in_place(talking: Visitor) -> None:
    gif = samples.picture("GIF") + samples.SCRIPT  # a picture to one reader, a page to another
    links = await talking.links(await talking.attach("both.gif", gif))
    whole, small = [await talking.fetch(links[name]) for name in ("url", "preview")]
    assert whole.headers["content-disposition"].startswith("attachment")
    assert whole.headers["content-type"] == "image/gif"
    assert small.headers["content-disposition"].startswith("inline")
    assert small.headers["content-type"] == "image/webp"
    assert samples.SCRIPT not in small.content
    for answer in (whole, small):
        assert answer.headers["content-security-policy"].startswith("sandbox")
        assert answer.headers["x-content-type-options"] == "nosniff"
    document = b"%PDF-1.7\n" + samples.SCRIPT
    links = await talking.links(await talking.attach("both.pdf", document))
    assert list(links) == ["url"]
    assert (await talking.fetch(links["url"])).headers["content-type"] == "application/pdf"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.jpg", samples.photo()),
        ("photo.webp", samples.photo("WEBP")),
        ("photo.png", samples.photo("PNG")),
        ("text.png", samples.with_comment()),
        ("trailer.jpg", samples.photo() + samples.photo()),
        ("trailer.png", samples.picture() + samples.PLACE),
    ],
)
async def test_a_photo_does_not_tell_where_it_was_taken(
    talking: Visitor, name: str, content: bytes
) -> None:
    assert samples.PLACE in content
    links = await talking.links(await talking.attach(name, content))
    for which in links.values():
        got = (await talking.fetch(which)).content
        assert samples.PLACE not in got
        with Image.open(io.BytesIO(got)) as shown:
            shown.load()
            assert not shown.getexif().get_ifd(0x8825)


async def test_a_photo_on_its_side_stands_up_and_keeps_its_pixels(talking: Visitor) -> None:
    content = samples.photo()
    answer = await talking.upload("photo.jpg", content)
    assert (answer.json()["width"], answer.json()["height"]) == (400, 640)
    links = await talking.links(answer.json()["id"])
    with Image.open(io.BytesIO((await talking.fetch(links["preview"])).content)) as preview:
        assert preview.size == (400, 640)
    with (
        Image.open(io.BytesIO((await talking.fetch(links["url"])).content)) as kept,
        Image.open(io.BytesIO(content)) as sent,
    ):
        assert kept.getexif()[0x0112] == 6
        assert kept.tobytes() == sent.tobytes()


async def test_every_address_that_leads_nowhere_is_answered_alike(
    talking: Visitor, other: Visitor, stranger: Visitor
) -> None:
    file = await talking.attach("a.txt", b"mine")
    url = (await talking.links(file))["url"]
    token = url.split("/")[2]
    await other.begun()
    await stranger.begun()
    their_own = (await stranger.links(await stranger.attach("a.txt", b"theirs")))["url"]
    answers = [
        await talking.fetch("/files/nothing/a.txt"),
        await talking.fetch(f"/files/{token[:-1]}x/a.txt"),
        await talking.fetch(f"/files/{talking.token}/a.txt"),
        await stranger.fetch(url),
        await talking.fetch(their_own),
    ]
    kept = {(answer.status_code, answer.content, str(answer.headers)) for answer in answers}
    assert len(kept) == 1
    assert answers[0].status_code == 404
    assert (await talking.fetch(url)).status_code == 200


async def test_an_address_lasts_five_minutes(
    talking: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = (await talking.links(await talking.attach("a.txt", b"mine")))["url"]
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 299)
    assert (await talking.fetch(url)).status_code == 200
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 302)
    assert (await talking.fetch(url)).status_code == 404


async def test_nobody_asks_for_the_address_of_anothers_file(
    talking: Visitor, other: Visitor, stranger: Visitor
) -> None:
    file = await talking.attach("a.txt", b"mine")
    mine = talking.conversation
    await other.begun()
    await stranger.begun()
    for who in (other, stranger):
        for place in (mine, who.conversation):
            for name in (file, "nothing"):
                answer = await who.get(f"conversations/{place}/files/{name}")
                assert (answer.status_code, answer.json()["code"]) == (404, "gone")
        answer = await who.request("POST", f"conversations/{mine}/files", b"")
        assert answer.status_code == 404
