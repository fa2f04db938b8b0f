"""What became of a draft is known once the agent's own reply is sent."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from helpdesk.conversations.models import Conversation, Message
from helpdesk.copilot import figures
from helpdesk.copilot.models import Suggestion
from tests.copilot.drafting import take, written
from tests.inbox.conftest import Desk

pytestmark = pytest.mark.usefixtures("help_centre")


def test_a_draft_put_in_and_sent_as_it_is_was_accepted(asking: Conversation, bos: Desk) -> None:
    draft = written(bos, asking)
    assert take(bos, draft, "insert").status_code == 200
    bos.reply(asking, draft.text)
    with bos.company.bound():
        kept = Suggestion.objects.get(pk=draft.pk)
        assert (kept.outcome, kept.distance, kept.seq) == ("accepted", 0.0, said_last(asking))


def said_last(conversation: Conversation) -> int:
    return Message.objects.filter(conversation=conversation, sender="agent").latest("seq").seq


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (lambda text: f"{text} Best, Bo", "edited"),
        (lambda _text: "Something else altogether, thank you.", "rejected"),
    ],
)
def test_what_was_sent_in_other_words_says_how_far_it_is(
    asking: Conversation, bos: Desk, change: Callable[[str], str], outcome: str
) -> None:
    draft = written(bos, asking)
    take(bos, draft, "insert")
    bos.reply(asking, change(draft.text))
    with bos.company.bound():
        kept = Suggestion.objects.get(pk=draft.pk)
        assert kept.outcome == outcome
        assert kept.distance is not None
        assert 0 < kept.distance <= 1


def test_what_was_not_put_in_has_no_outcome_unless_the_agent_says_one(
    asking: Conversation, bos: Desk
) -> None:
    draft = written(bos, asking)
    bos.reply(asking, draft.text)
    with bos.company.bound():
        assert Suggestion.objects.get(pk=draft.pk).outcome == ""
    assert take(bos, draft, "rejected").status_code == 200
    with bos.company.bound():
        assert Suggestion.objects.get(pk=draft.pk).outcome == "rejected"
    assert take(bos, draft, "sent").status_code == 422


def test_admins_see_what_agents_made_of_them(asking: Conversation, bos: Desk, adas: Desk) -> None:
    draft = written(bos, asking)
    take(bos, draft, "insert")
    bos.reply(asking, f"{draft.text} Bo")
    with bos.company.bound():
        (row,) = figures.weeks()
    assert (row.kind, row.made, row.edited, row.left) == ("reply", 1, 1, 0)
    page = adas.client.get(reverse("admin:copilot_suggestion_over_time")).content.decode()
    assert "What agents made of suggestions" in page
    assert "Reply" in page
    listed = adas.client.get(reverse("admin:copilot_suggestion_changelist")).content.decode()
    assert "Cleo Marsh" in listed
