"""An agent says what they want to be told of, and when not. Writes ``NoticeSettings``."""

from datetime import datetime

from django.db import transaction

from helpdesk.notifying import reminding
from helpdesk.notifying.models import NoticeSettings


@transaction.atomic
def keep(settings: NoticeSettings) -> None:
    """Save what a form has checked; whoever wants mail is looked after from now on."""
    settings.save()
    reminding.keep_going()


@transaction.atomic
def pause(agent_id: int, until: datetime | None) -> None:
    """Do not disturb until then; None: disturb again, whatever was said before."""
    settings = NoticeSettings.of(agent_id)
    settings.paused_until = until
    settings.save()
