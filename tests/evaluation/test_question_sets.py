"""Staff bring questions, ask their assistant, and see what each change did to the figures."""

import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from escalation.conditions import as_json, from_lines
from escalation.models import EscalationRule
from escalation.policy.publishing import publish
from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from helpdesk.assistant import rehearsing
from helpdesk.conversations.models import Conversation
from helpdesk.evaluation import asking
from helpdesk.evaluation.models import Asked, Evaluation, QuestionSet
from knowledge import publishing
from knowledge.models import Article
from tenants.context import in_public
from tenants.work.models import Job
from tests.cast import Company
from tests.console.conftest import ByRole, by_role
from tests.knowledge.conftest import passwords, refunds
from tests.policies import replayed
from tests.work import run_owed

__all__ = ["by_role", "passwords", "refunds"]

ADD = "/admin/evaluation/questionset/add/"
TABLE = """question,article
How do I get a refund for my plan?,Get a refund
I forgot my password,Reset your password
Which way do penguins walk to the sea?,
How do I change my bank account?,Change your bank account
"""


def bring(client: Client, content: str | bytes = TABLE, *, name: str = "questions.csv") -> str:
    """Upload it as a set; where that leads, or the page with what is wrong."""
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, content)
    answer = client.post(ADD, {"name": "Everyday", "file": file})
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


@pytest.fixture
def staff(acme: Company, ada: Agent, refunds: Article, passwords: Article) -> Client:
    """Ada's browser; Acme has two articles."""
    return acme.client(ada)


def test_a_table_of_questions_is_asked_at_once_and_reported_one_by_one(
    acme: Company, staff: Client
) -> None:
    report = bring(staff)
    assert "Waiting for a worker" in staff.get(report).content.decode()

    run_owed(asking.TOPIC)

    with acme.bound():
        evaluation = Evaluation.objects.get()
        assert evaluation.state == "done"
        assert evaluation.configuration["approved articles"] == 3
        assert not Conversation.objects.exists()
    figures = evaluation.figures
    assert (figures["n"], figures["article_unknown"]) == (4, 1)
    assert figures["right_answer_share"] == 1
    assert (figures["wrong_answer_share"], figures["unanswerable_not_answered"]) == (0, 1)
    assert (figures["hit_at_5"], figures["mrr_at_10"]) == (1, 1)
    page = staff.get(report).content.decode()
    assert "Its article is not here" in page
    assert "Answer from “Get a refund”" in page
    assert "first time" in page


@pytest.mark.parametrize("where", ["", "language is de"])
def test_the_page_says_how_many_rules_have_conditions_that_a_question_cannot_tell(
    acme: Company, staff: Client, where: str
) -> None:
    with acme.bound():
        rule = EscalationRule.objects.get(name="Many parts")
        rule.conditions = as_json(from_lines(where))
        rule.save()
        replayed()
        publish("With conditions", None)
    report = bring(staff)
    run_owed(asking.TOPIC)
    page = staff.get(report).content.decode()
    assert ("1 rule has conditions that a question cannot tell" in page) is bool(where)


def test_asked_again_after_a_change_the_page_says_what_moved(acme: Company, staff: Client) -> None:
    bring(staff)
    run_owed(asking.TOPIC)
    with acme.bound():
        publishing.archive(Article.objects.get(title="Reset your password").pk)
        again = reverse("admin:evaluation_questionset_ask_now", args=[QuestionSet.objects.get().pk])
    report = staff.post(again)["Location"]

    run_owed(asking.TOPIC)

    page = staff.get(report).content.decode()
    assert "Approved articles: <del>3</del> <ins>2</ins>" in page
    assert "▲ 1" in page  # one more question asks for an article that is not here
    with acme.bound():
        assert Evaluation.objects.latest("id").figures["article_unknown"] == 2


def test_the_list_says_how_many_questions_a_set_holds_without_loading_them(staff: Client) -> None:
    bring(staff)

    with CaptureQueriesContext(connection) as queries:
        page = staff.get("/admin/evaluation/questionset/").content.decode()

    assert "Everyday" in page
    assert re.search(r"field-how_many[^>]*>\s*(<[^>]+>\s*)*4\s*<", page)
    read = [one["sql"] for one in queries if "jsonb_array_length" in one["sql"]]
    assert read
    assert not [sql for sql in read if '"evaluation_questionset"."questions",' in sql]


def test_a_set_that_is_being_asked_is_not_begun_again(acme: Company, staff: Client) -> None:
    first = bring(staff)
    with acme.bound():
        pk = QuestionSet.objects.get().pk

    again = staff.post(reverse("admin:evaluation_questionset_ask_now", args=[pk]))

    assert again["Location"] == first


def test_asking_goes_on_slice_by_slice_and_each_question_counts_once(
    acme: Company, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking.work, "__kwdefaults__", {"seconds": 0.0})
    bring(staff)

    jobs = run_owed(asking.TOPIC)

    assert jobs == 4
    with acme.bound():
        assert [*Asked.objects.values_list("number", flat=True)] == [0, 1, 2, 3]
        assert Evaluation.objects.get().figures["n"] == 4


def test_it_stops_when_it_is_told_to_and_keeps_what_was_asked(acme: Company, staff: Client) -> None:
    report = bring(staff)
    staff.post(report.replace("/change/", "/stop/"))

    run_owed(asking.TOPIC)

    with acme.bound():
        assert Evaluation.objects.get().state == "cancelled"
        assert not Asked.objects.exists()
    assert "Stopped" in staff.get(report).content.decode()


def test_a_set_that_is_deleted_while_it_is_asked_is_asked_no_more(
    acme: Company, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(staff)
    really = rehearsing.rehearse

    def rehearse(*args: Any) -> rehearsing.Rehearsal:
        admin = threading.Thread(target=_delete, args=[acme])
        admin.start()
        admin.join(10)
        return really(*args)

    monkeypatch.setattr(asking, "rehearse", rehearse)
    assert run_owed(asking.TOPIC) == 1

    with in_public():
        job = Job.objects.get(topic=asking.TOPIC)
    assert (job.last_error, job.done_at is not None) == ("", True)
    with acme.bound():
        assert not Asked.objects.exists()


def _delete(company: Company) -> None:
    try:
        with company.bound():
            QuestionSet.objects.all().delete()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("", "q.csv", "empty"),
        ("question,article\n", "q.csv", "There is no question in it."),
        ("frage;lösung\na;b\n", "q.csv", "a &#x27;question&#x27; and an &#x27;article&#x27;"),
        ("question,article\n,Get a refund\n", "q.csv", "Row 2 has no question."),
        (b"question,article\n\xff,x\n", "q.csv", "is no UTF-8"),
        ("question,article\na\0,x\n", "q.csv", "NUL character"),
        ('{"id": 1}\n', "q.jsonl", "line 1: a question needs id, question and relevant"),
        ("[]\n", "q.jsonl", "line 1: must be one JSON object."),
        ("question,article\n" + "a,b\n" * 2_001, "q.csv", "2,001 questions are too many"),
    ],
)
def test_a_bad_file_is_refused_with_the_place_and_nothing_is_kept(
    acme: Company, staff: Client, content: str | bytes, name: str, words: str
) -> None:
    assert words in bring(staff, content, name=name)

    with acme.bound():
        assert not QuestionSet.objects.exists()


def test_agents_neither_bring_questions_nor_read_reports(
    acme: Company, staff: Client, by_role: ByRole
) -> None:
    report = bring(staff)
    agent = by_role(Role.AGENT)

    answers = [agent.get(report), agent.get(ADD), agent.post(report.replace("change", "stop"))]
    assert {answer["Location"].partition("?")[0] for answer in answers} == {"/admin/login/"}
    with acme.bound():
        assert not Evaluation.objects.get().is_stopping


def test_what_the_command_measured_of_a_workspace_is_drawn_there(
    acme: Company, staff: Client, tmp_path: Path
) -> None:
    questions = tmp_path / "mine.jsonl"
    row = {"id": "1", "question": "How do I get a refund for my plan?", "relevant": ["None"]}
    questions.write_text(json.dumps(row) + "\n")

    call_command("evaluate", "retrieval", "--tenant", "acme", "--questions", str(questions))

    with acme.bound():
        kept = Evaluation.objects.get()
    assert (kept.part, kept.subject, kept.state) == ("retrieval", "mine.jsonl", "done")
    assert kept.figures["n"] == 1
    page = staff.get(reverse("admin:evaluation_evaluation_change", args=[kept.pk]))
    assert "Of several right ones" in page.content.decode()


def test_a_workspace_that_is_not_there_is_named_before_anything_is_measured(
    acme: Company, tmp_path: Path
) -> None:
    pairs = tmp_path / "none.jsonl"

    with pytest.raises(CommandError, match="no workspace 'nobody'"):
        call_command("evaluate", "loops", "--pairs", str(pairs), "--keep-in", "nobody")
