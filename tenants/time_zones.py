"""Whose clock a workspace goes by."""

from functools import lru_cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError


def known_time_zone(name: str) -> None:
    """Raise ``ValidationError`` for what names no zone of the IANA's database."""
    if name not in _names():
        raise ValidationError("Name a time zone by continent and city, as in “Europe/Berlin”.")


@lru_cache(maxsize=1)
def _names() -> set[str]:
    """Read once: it is a walk through the files of six hundred zones, twenty milliseconds."""
    return available_timezones()
