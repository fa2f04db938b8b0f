"""Articles through the API: written, published, and the same when imported again."""

import pytest

from tests.api.conftest import Program
from tests.work import owed


def test_an_article_is_drafted_published_and_owed_to_the_index(program: Program) -> None:
    draft = program.post("articles/", {"title": "Refunds", "body": "Within 30 days."})
    assert (draft.status_code, draft.json()["status"]) == (201, "draft")
    published = program.post(f"articles/{draft.json()['id']}/publish/")
    assert published.json()["status"] == "approved"
    assert "knowledge.index" in {job.topic for job in owed()}


def test_the_same_external_id_is_the_same_article(program: Program) -> None:
    first = program.post("articles/", {"external_id": "kb/1", "title": "A", "body": "One."})
    again = program.post("articles/", {"external_id": "kb/1", "title": "B", "body": "Two."})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert (again.json()["title"], again.json()["version"]) == ("B", 2)


def test_a_changed_article_keeps_what_was_not_named(program: Program) -> None:
    made = program.post("articles/", {"title": "A", "body": "One."}).json()
    changed = program.patch(f"articles/{made['id']}/", {"body": "Two."}).json()
    assert (changed["title"], changed["body"]) == ("A", "Two.")


def test_an_empty_article_is_not_published_and_the_field_is_named(program: Program) -> None:
    made = program.post("articles/", {"title": "A"}).json()
    answer = program.post(f"articles/{made['id']}/publish/")
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"][0]["name"] == "body"


def test_status_is_changed_by_verbs_only(program: Program) -> None:
    made = program.post("articles/", {"title": "A", "body": "x", "status": "approved"}).json()
    assert made["status"] == "draft"


@pytest.mark.parametrize("verb", ["submit", "publish", "unpublish", "archive"])
def test_gus_cannot_move_acmes_articles(
    program: Program, globex_program: Program, verb: str
) -> None:
    made = program.post("articles/", {"title": "A", "body": "One."}).json()
    assert globex_program.get(f"articles/{made['id']}/").status_code == 404
    assert globex_program.post(f"articles/{made['id']}/{verb}/").status_code == 404
