"""Whose clock a workspace goes by."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError


def known_time_zone(name: str) -> None:
    """Raise ``ValidationError`` for what names no zone of the IANA's database."""
    if name not in available_timezones():
        raise ValidationError("Name a time zone by continent and city, as in “Europe/Berlin”.")
