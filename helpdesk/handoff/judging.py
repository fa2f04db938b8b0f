"""An agent's verdict on a hand-off: enough context, right moment, right team, right summary."""

from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Handoff
from helpdesk.handoff.distance import distance
from helpdesk.handoff.models import CHOICES, FIELDS, HandoffJudgement
from helpdesk.handoff.reading import current

Summary = HandoffJudgement.Summary
WORDS_AT_MOST: Final = 2_000
# Who exchanges more than half of the words has written it anew.
_REWRITTEN: Final = 0.5


@transaction.atomic
def judge(conversation_id: int, question: str, answer: str, *, by: Agent) -> HandoffJudgement:
    """Answer one question of the latest hand-off's card; the last word counts, "" takes it back.

    Raises ``ValidationError`` for another question or answer, and where nothing was handed over.
    """
    if question not in FIELDS:
        raise ValidationError(_("Choose a question that is on the card."))
    allowed = [""] if question == "summary" and answer != Summary.ACCEPTED else CHOICES[question]
    if answer and answer not in list(allowed):
        raise ValidationError(_("Choose an answer that is on the card."))
    judgement = _locked(conversation_id)
    if question == "summary":
        judgement.summary_words = ""
        judgement.summary_distance = 0.0 if answer else None
    return _answered(judgement, question, answer, by)


@transaction.atomic
def correct_summary(conversation_id: int, words: str, *, by: Agent) -> HandoffJudgement:
    """Keep the summary in the agent's words, with how far they are from ours.

    The same words accept it. Raises ``ValidationError`` for none, or more than
    ``WORDS_AT_MOST`` characters.
    """
    words = words.replace("\x00", "").strip()
    if not words:
        raise ValidationError(_("Write the summary, or say that it is right."))
    if len(words) > WORDS_AT_MOST:
        raise ValidationError(_("A summary has at most 2,000 characters."))
    judgement = _locked(conversation_id)
    apart = distance(current(judgement.handoff.package)["summary"], words)
    judgement.summary_words = words if apart else ""
    judgement.summary_distance = apart
    return _answered(judgement, "summary", _kind(apart), by)


@transaction.atomic
def forget(conversation_id: int) -> None:
    """Drop agents' own summaries: what was redacted may stand in them in any words."""
    of_conversation = HandoffJudgement.objects.filter(handoff__conversation=conversation_id)
    of_conversation.update(summary_words="")


def _kind(apart: float) -> Summary:
    if not apart:
        return Summary.ACCEPTED
    return Summary.REWRITTEN if apart > _REWRITTEN else Summary.EDITED


def _locked(conversation_id: int) -> HandoffJudgement:
    handoff = Handoff.objects.filter(conversation_id=conversation_id).first()
    if handoff is None:
        raise ValidationError(_("Nothing was handed over here."))
    judgements = HandoffJudgement.objects.select_for_update()
    judgement, _is_new = judgements.get_or_create(handoff=handoff)
    judgement.handoff = handoff
    return judgement


def _answered(
    judgement: HandoffJudgement, question: str, answer: str, by: Agent
) -> HandoffJudgement:
    setattr(judgement, FIELDS[question], answer)
    said = {name: value for name, value in judgement.said.items() if name != question}
    if answer:
        said[question] = {"agent": by.name, "at": timezone.now().isoformat()}
    judgement.said, judgement.agent = said, by
    judgement.save()
    return judgement
