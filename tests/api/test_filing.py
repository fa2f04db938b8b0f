"""Programs tag, follow and read mentions, each in their own workspace alone."""

from helpdesk.conversations import replying
from helpdesk.conversations.models import Conversation
from tests.api.conftest import MakeProgram, Program
from tests.cast import Company


def test_a_program_tags_and_untags_and_lists_show_it(
    program: Program, globex_program: Program, conversation: str
) -> None:
    tagged = program.post(f"conversations/{conversation}/tag", {"tags": ["VIP", "Refund due"]})
    assert tagged.json() == {"tags": ["Refund due", "VIP"], "followers": [], "linked": []}
    assert program.get(f"conversations/{conversation}").json()["tags"] == ["Refund due", "VIP"]
    (listed,) = program.get("conversations/").json()["items"]
    assert listed["tags"] == ["Refund due", "VIP"]
    program.post(f"conversations/{conversation}/untag", {"tags": ["vip"]})
    tags = program.get("tags/").json()["items"]
    assert [(one["name"], one["is_used"]) for one in tags] == [("VIP", False), ("Refund due", True)]
    assert globex_program.get("tags/").json()["items"] == []
    foreign = globex_program.post(f"conversations/{conversation}/tag", {"tags": ["x"]})
    assert foreign.status_code == 404


def test_a_tag_that_cannot_be_one_is_answered_by_field(program: Program, conversation: str) -> None:
    for tags in ([], ["a,b"], ["x" * 41], "vip", [None], ["\x00"]):
        refused = program.post(f"conversations/{conversation}/tag", {"tags": tags})
        assert refused.status_code == 400, tags
    assert program.get("tags/").json()["items"] == []


def test_a_program_follows_for_an_agent_and_reads_who_was_named(
    acme: Company, program: Program, globex_program: Program, conversation: str
) -> None:
    address, bo = f"conversations/{conversation}", {"agent": "bo@acme.example"}
    assert program.post(f"{address}/follow", bo).json()["followers"] == ["bo@acme.example"]
    assert program.post(f"{address}/unfollow", bo).json()["followers"] == []
    with acme.bound():
        row = Conversation.objects.get(public_id=conversation)
        note = replying.note(row.pk, acme.agent("Ada"), body="@Bo, please.")
    (mention,) = program.get("mentions/?agent=Bo@acme.example&unread=true").json()["items"]
    assert (mention["conversation"], mention["seq"]) == (conversation, note.seq)
    assert (mention["by"], mention["seen_at"]) == ("ada@acme.example", None)
    assert program.get("mentions/?agent=ada@acme.example").json()["items"] == []
    assert globex_program.get("mentions/").json()["items"] == []


def test_tagging_takes_the_scope_to_write(
    acme: Company, program_of: MakeProgram, conversation: str
) -> None:
    reader = program_of(acme, acme.agent("Ada"), scopes=["conversations:read"])
    assert reader.get("tags/").status_code == 200
    refused = reader.post(f"conversations/{conversation}/tag", {"tags": ["x"]})
    assert refused.status_code == 403
