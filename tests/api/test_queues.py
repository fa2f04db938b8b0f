"""Programs read who waits, what is owed to them, and who is there: of their own workspace."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation.models import Team
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Conversation
from helpdesk.routing.agreements import SlaPolicy
from tests.api.conftest import MakeProgram, Program
from tests.cast import Company
from tests.inbox.conftest import A_PERSON
from tests.routing.conftest import online


def test_a_program_reads_queues_deadlines_and_availability(
    acme: Company, program: Program, globex_program: Program, conversation: str
) -> None:
    with acme.bound():
        team = Team.objects.get(is_default=True)
        team.members.set([acme.agent("Bo")])
        online(acme.agent("Bo"), capacity=3, skills="de, billing")
        SlaPolicy.objects.create(name="All", first_minutes=30)
        row = Conversation.objects.get(public_id=conversation)
        lifecycle.hand_off(row.pk, A_PERSON, {"v": 1})
    queues = {one["team"]: one for one in program.get("queues/").json()["items"]}
    queue = queues[team.name]
    assert (queue["waiting"], queue["is_open"]) == (1, True)
    (wait,) = queue["waits"]
    assert (wait["place"], wait["conversation"], wait["priority"]) == (1, conversation, "high")
    assert [(one["kind"], one["tone"]) for one in wait["deadlines"]] == [("first", "calm")]
    assert queue["longest_since"] == wait["since"]
    assert queue["agents"] == [
        {
            **{"email": "bo@acme.example", "name": "Bo Reyes", "state": "online"},
            **{"load": 0, "capacity": 3, "skills": ["billing", "de"]},
        }
    ]
    assert conversation not in globex_program.get("queues/").content.decode()


def test_a_queue_costs_the_same_however_many_wait(
    acme: Company, program: Program, conversation: str
) -> None:
    def price() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert program.get("queues/").status_code == 200
        return len(queries)

    with acme.bound():
        first = Conversation.objects.get(public_id=conversation)
        lifecycle.hand_off(first.pk, A_PERSON, {"v": 1})
    before = price()
    with acme.bound():
        for _ in range(4):
            lifecycle.hand_off(lifecycle.start(first.contact).pk, A_PERSON, {"v": 1})
    assert price() == before


def test_queues_take_the_scope_to_read(acme: Company, program_of: MakeProgram) -> None:
    reader = program_of(acme, acme.agent("Ada"), scopes=["articles:read"])
    assert reader.get("queues/").status_code == 403
