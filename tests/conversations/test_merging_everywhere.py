"""Whatever belongs to a conversation goes along when it is merged, whichever model it is of."""

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from helpdesk.conversations.merging import merge
from helpdesk.conversations.models import Conversation
from tests.cast import Company
from tests.isolation import rows

# Its numbers, which say where each entry went; and what a draft of the policy was tried on.
STAYS = {"conversations.Message", "backtests.Changed"}


def test_no_row_of_any_model_stays_with_the_one_that_went(acme: Company, bo: Agent) -> None:
    with acme.bound():
        rows.make_all("a", rows.LONE["a"])
        old = Conversation.objects.get(pk=rows.LONE["a"])
        had = _belonging(old)
        kept = lifecycle.start(old.contact)
        merge(old.pk, into=kept.pk, by=bo)
        there = _belonging(kept)
        assert _belonging(old) == STAYS
        # The control arm: there was a row of each.
        assert len(had) > 20
        # Nothing is linked with itself, as the row that is made here is; the next sweep indexes.
        assert had - there == {"backtests.Changed", "filing.Link", "searching.Piece"}


def _belonging(conversation: Conversation) -> set[str]:
    """The models of which a row points at it."""
    return {
        model._meta.label
        for model in rows.tenant_models()
        for field in model._meta.concrete_fields
        if model is not Conversation
        and field.related_model is Conversation
        and model._default_manager.filter(**{field.name: conversation}).exists()
    }
