"""Mail of what an agent has not seen for two minutes, for those who want mail.

One look in a minute for each workspace where somebody does, owed by the look before; none where
nobody does. What was seen meanwhile is not mailed. Where a look could not be done, the relay itself
owes the next (``tasks``).
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings as site
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from helpdesk.agents.models import Agent
from helpdesk.notifying import attention
from helpdesk.notifying.attention import Item
from helpdesk.notifying.models import NoticeSettings
from helpdesk.notifying.occasions import Channel, Occasion, wish
from tenants import addresses, mailing
from tenants.brand.models import Brand
from tenants.database import clock
from tenants.work.outbox import enqueue

LOOK_TOPIC: Final = "notifying.look"
MAIL_TOPIC: Final = "notifying.mail"
EVERY_SECONDS: Final = 60
# Whoever is there sees it on the screen first.
AFTER: Final = timedelta(minutes=2)
# Longer than any outage of the clock should be; what is older was mailed, or is old news.
LOOK_BACK: Final = timedelta(hours=1)
SUBJECTS: Final = {
    Occasion.ASSIGNED: lambda: _("Assigned to you: {name}"),
    Occasion.REPLIED: lambda: _("{name} wrote"),
    Occasion.MENTIONED: lambda: _("A note names you: {name}"),
    Occasion.QUEUED: lambda: _("Waiting in your team's queue: {name}"),
    Occasion.DEADLINE: lambda: _("A deadline is near: {name}"),
    Occasion.STOPPED: lambda: _("Your reply was not sent: {name}"),
}


def keep_going(after: int = 0) -> None:
    """Owe the next look if anybody wants mail; ``after`` is the number of the one that is done."""
    if not _who_want_mail().exists():
        return
    number = int(clock.now().timestamp() // EVERY_SECONDS) + 1
    number += number == after
    due = datetime.fromtimestamp(number * EVERY_SECONDS, tz=UTC)
    enqueue(LOOK_TOPIC, {"number": number}, key=str(number), at=due)


def look(number: int = 0) -> None:
    """Owe a mail for each thing that waits too long unseen, once, and the next look."""
    now = clock.now()
    for settings in _who_want_mail().select_related("agent"):
        for item in attention.of(settings.agent_id, settings.agent.name):
            if _is_due(item, now) and settings.wants(item.occasion, Channel.EMAIL):
                owed = {"agent": settings.agent_id, "key": item.key}
                enqueue(MAIL_TOPIC, owed, key=f"{settings.agent_id}:{item.key}")
    keep_going(after=number)


def mail(agent_id: int, item_key: str, key: str) -> None:
    """Tell the agent, unless they have seen it by now or want it no more."""
    agent = Agent.objects.filter(pk=agent_id, is_active=True).first()
    if agent is None:
        return
    found = (item for item in attention.of(agent.pk, agent.name) if item.key == item_key)
    item = next(found, None)
    if item and NoticeSettings.of(agent_id).wants(item.occasion, Channel.EMAIL):
        with override(agent.locale or site.LANGUAGE_CODE):
            subject, body = _written(agent, item)
        mailing.send(subject, body, to=agent.email, key=key)


def _written(agent: Agent, item: Item) -> tuple[str, str]:
    """Subject and text; of the customer no more than the name leaves by mail."""
    subject = SUBJECTS[item.occasion]().format(name=item.name or _("Visitor"))
    thread = addresses.whole(reverse("inbox:thread", args=[item.public_id]))
    chosen = addresses.whole(reverse("inbox:notifications"))
    context = {"agent": agent, "subject": subject, "address": thread, "chosen": chosen}
    context["brand"] = Brand.current().name
    return subject, render_to_string("notifying/mail/notice.txt", context)


def _is_due(item: Item, now: datetime) -> bool:
    return now - LOOK_BACK < item.at <= now - AFTER


def _who_want_mail() -> QuerySet[NoticeSettings]:
    wanted = [wish(occasion, Channel.EMAIL) for occasion in Occasion]
    chosen = Q()
    for one in wanted:
        chosen |= Q(wishes__contains=[one])
    return NoticeSettings.objects.filter(chosen, agent__is_active=True)
