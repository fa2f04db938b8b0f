"""What an agent may be told of, and by which channel."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Occasion(models.TextChoices):
    """What happened; the value is kept and travels, the label completes “Tell me when …”."""

    ASSIGNED = "assigned", _("a conversation is assigned to me")
    REPLIED = "replied", _("a customer of mine writes")
    MENTIONED = "mentioned", _("a note names me")
    QUEUED = "queued", _("somebody new waits in a queue of my teams")
    DEADLINE = "deadline", _("a deadline of mine is near or missed")
    STOPPED = "stopped", _("a reply of mine was held back and not sent")


class Channel(models.TextChoices):
    SOUND = "sound", _("Sound")
    BROWSER = "browser", _("Browser")
    EMAIL = "email", _("E-mail")


def wish(occasion: str, channel: str) -> str:
    """How a choice is kept: ``replied.sound``."""
    return f"{occasion}.{channel}"


ALL = [wish(occasion, channel) for occasion in Occasion for channel in Channel]
# Of those who chose nothing: mail is for those who ask for it.
USUAL = [
    wish(occasion, channel)
    for occasion in Occasion
    for channel in (Channel.SOUND, Channel.BROWSER)
    if (occasion, channel) != (Occasion.QUEUED, Channel.BROWSER)
]
