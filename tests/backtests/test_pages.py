"""The pages of a backtest: begun, watched, stopped, read, and its suggestions taken."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from escalation.models import Backtest, EscalationRule
from helpdesk.agents.models import Agent
from helpdesk.backtests import bringing, starting, working
from helpdesk.backtests.models import Changed, CostOfError, PastFile, PastPart
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact
from tests.assistant.conftest import Chat, help_centre
from tests.backtests.test_files import JSON_LINES
from tests.backtests.test_working import EXPORT, add_rule, many, replay, sums_of
from tests.cast import Company
from tests.knowledge.test_content_admin import editor
from tests.work import run_owed

__all__ = ["editor", "help_centre"]

LIST = "/admin/escalation/backtest/"
ADD = f"{LIST}add/"


@pytest.fixture
def admin(acme: Company, ada: Agent) -> Client:
    return acme.client(ada)


def page(client: Client, backtest: Backtest, query: str = "") -> str:
    answer = client.get(f"{LIST}{backtest.pk}/change/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def begin(client: Client, **chosen: Any) -> Any:
    return client.post(ADD, {"days": "30", **chosen})


def upload(content: bytes, name: str = "past.jsonl") -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def test_an_empty_workspace_is_offered_the_sample_and_may_publish_after_it(
    acme: Company, admin: Client
) -> None:
    offered = admin.get(ADD).content.decode()
    assert "The assistant had no conversation here in the last 30 days." in offered
    assert admin.get(LIST).status_code == 200

    answer = begin(admin, source="sample")
    assert answer.status_code == 302
    run_owed()
    with acme.bound():
        backtest = Backtest.objects.get()
        assert Backtest.of_draft(backtest.fingerprint) == backtest
    shown = page(admin, backtest)
    assert "Side by side" in shown
    assert "The draft has not changed since: it may be <a" in shown
    assert "These conversations have no times" in shown
    assert "Conversations that come with Handrail" in shown


def test_a_draft_that_changed_since_is_to_be_replayed_again(acme: Company, admin: Client) -> None:
    backtest = replay(acme, "sample")
    with acme.bound():
        EscalationRule.objects.filter(name="Upset customer").update(threshold=-0.7)
    assert "The draft has changed since." in page(admin, backtest)


def test_a_changed_conversation_is_read_with_the_message_marked(
    acme: Company, admin: Client, cleo: Contact, help_centre: None
) -> None:
    with acme.bound():
        chat = Chat(acme, lifecycle.start(cleo).pk)
    chat.say(EXPORT)
    add_rule(acme, "export my data")
    backtest = replay(acme)
    shown = page(admin, backtest)
    assert EXPORT in shown
    assert "only the draft hands over" in shown
    assert EXPORT not in page(admin, backtest, "?show=later")

    with acme.bound():
        row = Changed.objects.get(backtest=backtest)
    told = admin.get(f"{LIST}{backtest.pk}/changed/{row.pk}/").content.decode()
    assert "<strong>Draft:</strong> “Drafted” hands over here." in told
    assert "<q>export my data</q>" in told
    assert f"/inbox/c/{chat.row.public_id}/" in told


def test_words_that_were_removed_are_in_no_backtest(
    acme: Company, admin: Client, cleo: Contact, help_centre: None
) -> None:
    """It keeps where, never what: erasing a conversation takes its row along."""
    with acme.bound():
        chat = Chat(acme, lifecycle.start(cleo).pk)
    chat.say(EXPORT)
    add_rule(acme, "export my data")
    backtest = replay(acme)
    with acme.bound():
        kept = Changed.objects.filter(backtest=backtest)
        assert EXPORT not in str([*kept.values(), backtest.figures])
        cleo.delete()
        assert not kept.exists()
    assert EXPORT not in page(admin, backtest)


def test_a_file_is_brought_replayed_and_chosen_again(acme: Company, admin: Client) -> None:
    assert begin(admin, source="file", upload=upload(JSON_LINES)).status_code == 302
    run_owed()
    with acme.bound():
        backtest, file = Backtest.objects.get(), PastFile.objects.get()
        assert sums_of(backtest).conversations == 3
    assert "File “past.jsonl”" in page(admin, backtest)
    assert begin(admin, source="file", file=file.pk).status_code == 302


def test_a_file_that_is_deleted_takes_its_words_along(acme: Company, admin: Client) -> None:
    begin(admin, source="file", upload=upload(JSON_LINES))
    run_owed()
    with acme.bound():
        backtest, file = Backtest.objects.get(), PastFile.objects.get()
        [part] = file.parts.all()
    assert "past.jsonl" in admin.get("/admin/backtests/pastfile/").content.decode()
    gone = admin.post(f"/admin/backtests/pastfile/{file.pk}/delete/", {"post": "yes"})
    assert gone.status_code == 302
    with acme.bound():
        assert not PastPart.objects.filter(pk=part.pk).exists()
    assert "A file that is gone" in page(admin, backtest)


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"source": "own"}, "The assistant had no conversation in the last 30 days."),
        ({"source": "own", "days": "0"}, "greater than or equal to 1"),
        ({"source": "own", "days": "400"}, "less than or equal to 365"),
        ({"source": "moon"}, "Select a valid choice."),
        ({"source": "file"}, "Choose a file of past conversations."),
        ({"source": "file", "file": "77"}, "Select a valid choice."),
        ({"source": "file", "upload": b"{broken"}, "Line 1: is not one JSON object."),
        ({"source": "file", "upload": b"\xff\xfe\xfd"}, "The file is not text in UTF-8."),
    ],
)
def test_what_cannot_be_replayed_is_refused_with_the_reason(
    acme: Company, admin: Client, chosen: dict[str, Any], says: str
) -> None:
    if "upload" in chosen:
        chosen = {**chosen, "upload": upload(chosen["upload"])}
    answer = begin(admin, **chosen)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    with acme.bound():
        assert not Backtest.objects.exists()


def test_progress_is_shown_while_it_runs_and_it_can_be_stopped(
    acme: Company, admin: Client
) -> None:
    file = many(acme, 100)
    with acme.bound():
        backtest = starting.start("file", file=file)
    assert "Waiting for a worker" in page(admin, backtest)
    with acme.bound():
        working.work(backtest.pk, seconds=0)
    watched = admin.get(f"{LIST}{backtest.pk}/progress/").content.decode()
    assert "Replaying …" in watched
    assert "100 of 300" in watched
    assert f"{backtest.pk}/progress/" in watched

    assert admin.post(f"{LIST}{backtest.pk}/cancel/").status_code == 302
    assert "Stopping …" in page(admin, backtest)
    run_owed()
    shown = page(admin, backtest)
    assert "It does not count for publishing." in shown
    assert f"{backtest.pk}/progress/" not in shown


def unsure(confidence: float, outcome: dict[str, Any]) -> str:
    answer = f'{{"role": "assistant", "text": "Open Reports.", "confidence": {confidence}}}'
    left = "true" if outcome.get("left") else "false"
    return (
        f'{{"turns": [{{"role": "contact", "text": "Where is the close button?"}}, {answer}], '
        f'"outcome": {{"left": {left}}}}}\n'
    )


@pytest.fixture
def costly(acme: Company) -> Backtest:
    """Half-sure answers helped, as the threshold in force does not believe."""
    lines = [unsure(0.2, {"left": True})] * 20 + [unsure(0.4, {})] * 60
    with acme.bound():
        file = bringing.bring("past.jsonl", "".join(lines).encode())
    return replay(acme, "file", file=file)


def test_a_suggested_threshold_is_put_into_the_draft_by_one_click(
    acme: Company, admin: Client, costly: Backtest
) -> None:
    shown = page(admin, costly)
    assert "Not certain enough" in shown
    assert "into the draft" in shown
    dial = {"dial": "rule:Not certain enough"}
    assert admin.post(f"{LIST}{costly.pk}/take/", dial).status_code == 302
    with acme.bound():
        taken = EscalationRule.objects.get(name="Not certain enough").threshold
        assert taken is not None
        assert 0.2 < taken <= 0.4
    assert "The draft has changed since." in page(admin, costly)


def test_what_errors_cost_moves_the_suggestion(
    acme: Company, admin: Client, costly: Backtest
) -> None:
    costs = {"ticket": "1", "failure": "0.5", "risk": "1"}
    assert admin.post(f"{LIST}{costly.pk}/costs/", costs).status_code == 302
    dial = {"dial": "rule:Not certain enough"}
    admin.post(f"{LIST}{costly.pk}/take/", dial)
    with acme.bound():
        assert CostOfError.current().failure == 0.5
        taken = EscalationRule.objects.get(name="Not certain enough").threshold
        assert taken is not None
        assert taken <= 0.2


@pytest.mark.parametrize("costs", [{"ticket": "0"}, {"failure": "-3"}, {"risk": "much"}])
def test_an_impossible_cost_is_refused_beside_its_field(
    admin: Client, costly: Backtest, costs: dict[str, str]
) -> None:
    whole = {"ticket": "1", "failure": "5", "risk": "3", **costs}
    answer = admin.post(f"{LIST}{costly.pk}/costs/", whole)
    assert answer.status_code == 400
    assert "kn-error" in answer.content.decode()


def test_nothing_is_taken_where_nothing_is_suggested(acme: Company, admin: Client) -> None:
    backtest = replay(acme, "sample")
    answer = admin.post(f"{LIST}{backtest.pk}/take/", {"dial": "topic:nothing"}, follow=True)
    assert "This backtest suggests nothing here." in answer.content.decode()


def test_warnings_stand_on_the_page(acme: Company, admin: Client) -> None:
    add_rule(acme, "pink elephants")
    shown = page(admin, replay(acme, "sample"))
    assert "Look at this before you publish" in shown
    assert "“Drafted” never fires: its condition was not met in any of 40 conversations." in shown
    assert "and the same in the policy in force: “" in shown


@pytest.mark.parametrize("where", ["", "language is de"])
def test_the_page_says_which_rules_have_conditions_that_a_file_cannot_tell(
    acme: Company, admin: Client, where: str
) -> None:
    add_rule(acme, "pink elephants", where)
    begin(admin, source="file", upload=upload(JSON_LINES))
    run_owed()
    with acme.bound():
        backtest = Backtest.objects.get()
    for shown in (page(admin, backtest), page(admin, replay(acme, "sample"))):
        says = "One rule has conditions that conversations from a file or the sample cannot tell"
        assert (says in shown) is bool(where)
        assert ("“Drafted” never fires" in shown) is not bool(where)


def test_the_list_says_what_each_changed_in_few_queries(
    acme: Company, admin: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        replay(acme, "sample")
    with django_assert_max_num_queries(12):
        shown = admin.get(LIST).content.decode()
    assert shown.count("0 of 40 change") == 3


def test_who_may_not_change_rules_sees_no_backtest(acme: Company, editor: Client) -> None:
    backtest = replay(acme, "sample")
    client = editor
    for address in (LIST, ADD, f"{LIST}{backtest.pk}/change/", f"{LIST}{backtest.pk}/progress/"):
        assert client.get(address).status_code == 403
    for way in ("cancel", "costs", "take"):
        assert client.post(f"{LIST}{backtest.pk}/{way}/").status_code == 403
