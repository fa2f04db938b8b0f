"""How long something takes, as a person would say it."""

from datetime import timedelta

from django.utils.translation import ngettext


def in_words(span: timedelta) -> str:
    """Minutes, hours or days, rounded down: "3 hours"; never less than a minute."""
    seconds = max(int(span.total_seconds()), 60)
    if seconds < 3600:
        minutes = seconds // 60
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if seconds < 86_400:
        hours = seconds // 3600
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = seconds // 86_400
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
