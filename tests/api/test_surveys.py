"""Survey responses are listed apart by who helped."""

from helpdesk.conversations.models import Conversation
from helpdesk.surveys.models import Invitation, Kind, Path, Response
from tests.api.conftest import Program
from tests.cast import Company


def test_responses_are_listed_by_kind_and_path(
    acme: Company, program: Program, globex_program: Program, conversation: str
) -> None:
    with acme.bound():
        row = Conversation.objects.get(public_id=conversation)
        for path, score in ((Path.ASSISTANT_ONLY, 5), (Path.AFTER_HANDOFF, 2)):
            asked = Invitation.objects.create(
                conversation=row, kind=Kind.CSAT, path=path, about_seq=score
            )
            Response.objects.create(invitation=asked, kind=Kind.CSAT, path=path, score=score)
    everything = program.get("survey-responses/").json()["items"]
    assert [row["score"] for row in everything] == [2, 5]
    assert {row["conversation"] for row in everything} == {conversation}
    handed = program.get("survey-responses/?path=after_handoff").json()["items"]
    assert [row["score"] for row in handed] == [2]
    assert globex_program.get("survey-responses/").json()["items"] == []
