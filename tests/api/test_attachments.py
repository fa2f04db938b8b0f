"""Files through the API: upload, send, list, fetch."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.conftest import Program
from tests.uploads import samples


def upload(program: Program, conversation: str, name: str, content: bytes, **form: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return program.client.post(
        f"/api/v1/conversations/{conversation}/attachments",
        {"file": file, "sender": "contact", **form},
        headers={"Authorization": f"Bearer {program.key}"},
    )


def test_a_program_sends_files_for_the_customer_and_for_an_agent(
    program: Program, conversation: str
) -> None:
    place = f"conversations/{conversation}"
    shot = upload(program, conversation, "shot.png", samples.picture())
    assert (shot.status_code, shot.json()["media"], shot.json()["width"]) == (201, "image/png", 640)
    answer = program.post(
        f"{place}/messages", {"sender": "contact", "attachments": [shot.json()["id"]]}
    )
    assert answer.status_code == 201
    for kind, path in (("note", "messages"), ("message", "reply")):
        plan = upload(program, conversation, "plan.pdf", b"%PDF-1.7", sender="agent").json()
        content = {"sender": "agent", "kind": kind, "body": "See", "attachments": [plan["id"]]}
        assert program.post(f"{place}/{path}", content).status_code == 201
    items = program.get(f"{place}/messages").json()["items"]
    listed = [item["data"].get("attachments", [{}])[0].get("name") for item in items]
    assert [name for name in listed if name] == ["shot.png", "plan.pdf", "plan.pdf"]
    links = program.get(f"{place}/attachments/{shot.json()['id']}").json()
    assert links["url"].startswith("http://acme.localhost/files/")
    assert set(links) == {"url", "preview"}


def test_an_upload_of_the_customer_is_not_an_agents_to_send(
    program: Program, conversation: str
) -> None:
    file = upload(program, conversation, "a.txt", b"x").json()["id"]
    content = {"sender": "agent", "body": "See", "attachments": [file]}
    answer = program.post(f"conversations/{conversation}/reply", content)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "A file is not there any more. Attach it again."
    kept = program.get(f"conversations/{conversation}").json()
    assert (kept["status"], kept["assignee"]) == ("assisted", None)


def test_refusals_have_the_apis_shape(program: Program, conversation: str) -> None:
    answers = [
        upload(program, conversation, "a.html", b"<p>"),
        upload(program, conversation, "a.txt", b""),
        upload(program, conversation, "a.txt", b"x", size="2"),
        upload(program, conversation, "a.txt", b"x", sender="assistant"),
        upload(program, conversation, "a.txt", b"x" * 21 * 1024 * 1024),
        program.post(f"conversations/{conversation}/attachments", {"file": "x"}),
        program.post(f"conversations/{conversation}/messages", {"sender": "contact", "body": " "}),
    ]
    codes = [(answer.status_code, answer.json()["error"]["code"]) for answer in answers]
    assert codes == [
        (415, "unsupported_media_type"),
        (400, "invalid"),
        (400, "invalid"),
        (400, "invalid"),
        (413, "too_large"),
        (415, "unsupported_media_type"),
        (400, "invalid"),
    ]
    assert answers[-1].json()["error"]["fields"][0]["name"] == "body"


def test_another_workspaces_program_finds_no_file(
    program: Program, globex_program: Program, conversation: str
) -> None:
    file = upload(program, conversation, "a.txt", b"x").json()["id"]
    for name in (file, "nothing"):
        place = f"conversations/{conversation}/attachments/{name}"
        assert globex_program.get(place).status_code == 404
    assert upload(globex_program, conversation, "a.txt", b"x").status_code == 404
