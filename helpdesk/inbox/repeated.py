"""What a draft asks though it is known, as the composer shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helpdesk.conversations.models import Conversation
from helpdesk.copilot.repeating.noticing import Repeat
from helpdesk.copilot.repeating.reading import asked_again
from helpdesk.copilot.repeating.wording import confirming, label_of


@dataclass(frozen=True, slots=True)
class Known:
    """One answer that is there: ``seq`` is its entry here, 0 where it stands elsewhere."""

    label: str
    value: str
    where: str
    at: datetime | None
    seq: int
    asked: str
    instead: str


def shown(conversation: Conversation, draft: str) -> list[Known]:
    """What the draft asks again, with where the answer stands and the words that confirm it."""
    return [_known(repeat, conversation) for repeat in asked_again(conversation, draft)]


def _known(repeat: Repeat, conversation: Conversation) -> Known:
    found = repeat.found
    at = found.fact.earlier if found.fact else found.line.at if found.line else None
    return Known(
        label=label_of(found, german=(get_language() or "").startswith("de")),
        value=found.value,
        where=_where(repeat, conversation),
        at=at,
        seq=found.line.seq if found.line else 0,
        asked=repeat.question.text,
        instead=confirming(repeat),
    )


def _where(repeat: Repeat, conversation: Conversation) -> str:
    fact, line = repeat.found.fact, repeat.found.line
    if fact is not None:
        return _("in an earlier conversation") if fact.earlier else _("in the account")
    who = line.who if line and line.who else str(conversation.contact)
    return _("said by %(who)s") % {"who": who}
