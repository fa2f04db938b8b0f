"""Programs read what is promised and what is being repaired, and nothing of another company's."""

from helpdesk.conversations.models import Conversation
from helpdesk.recovery import promising, recovering
from helpdesk.recovery.failures import Failure
from tests.api.conftest import Program
from tests.cast import Company
from tests.recovery.conftest import soon


def test_promises_and_cases_are_listed_and_read_by_id(
    acme: Company, program: Program, globex_program: Program, conversation: str
) -> None:
    with acme.bound():
        row = Conversation.objects.get(public_id=conversation)
        promise = promising.make_promise(row.pk, soon(), key="k")
        case = recovering.detect(row.pk, Failure.UPSET, why="awful")
        assert case is not None
    shown = program.get(f"promises/{promise.public_id}").json()
    assert (shown["state"], shown["kind"], shown["text"]) == ("open", "callback", promise.text)
    assert shown["conversation"] == conversation
    listed = program.get(f"promises/?state=open&conversation={conversation}").json()["items"]
    assert [one["id"] for one in listed] == [promise.public_id]
    assert program.get("promises/?state=kept&updated_since=x").json()["items"] == []
    (found,) = program.get("recovery-cases/?failure=upset").json()["items"]
    assert (found["id"], found["signs"][0]["why"]) == (case.public_id, "awful")
    assert program.get(f"recovery-cases/{case.public_id}").json() == found
    for path in ("promises/", "recovery-cases/"):
        assert globex_program.get(path).json()["items"] == []
    assert globex_program.get(f"promises/{promise.public_id}").status_code == 404
    assert program.get("recovery-cases/none").status_code == 404
