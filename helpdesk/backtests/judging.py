"""An agent says whether a hand-off came too early, at the right moment, or too late."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from helpdesk.backtests.models import HandoffJudgement
from helpdesk.conversations.models import Handoff


@transaction.atomic
def judge(conversation_id: int, judged: str, *, by: Any) -> HandoffJudgement:
    """Keep it on the conversation's latest hand-off; the last word counts.

    Raises ``ValidationError`` for another word, and where nothing was handed over.
    """
    if judged not in HandoffJudgement.Judged.values:
        raise ValidationError(gettext("Choose too early, right or too late."))
    handoff = Handoff.objects.filter(conversation_id=conversation_id).first()
    if handoff is None:
        raise ValidationError(gettext("Nothing was handed over here."))
    kept, _ = HandoffJudgement.objects.update_or_create(
        handoff=handoff, defaults={"judged": judged, "agent": by}
    )
    return kept
