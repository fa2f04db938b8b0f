"""The ways in which who waits can be reached, and the addresses that these need. Pure."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices

PHONE_SHOWN: Final = 40
# Digits of a number that can be called, with its country (ITU-T E.164: at most 15).
_DIGITS: Final = range(6, 16)
_PHONE: Final = re.compile(r"\+?[\d\s()./-]+")


class Way(TextChoices):
    """How a person will turn to the customer."""

    CHAT = "chat", "In the chat"
    CALLBACK = "callback", "By phone"
    EMAIL = "email", "By e-mail"


# Of the team's open hours, from when it was chosen; a person may be sooner.
WITHIN: Final = {Way.CALLBACK: timedelta(hours=4), Way.EMAIL: timedelta(hours=8)}


def offered(by_rule: Sequence[str]) -> list[Way]:
    """The ways that a rule offers, in its order; every way where it names none.

    The chat is always one of them: it is where they write.
    """
    ways = [Way(way) for way in by_rule] or list(Way)
    return ways if Way.CHAT in ways else [*ways, Way.CHAT]


def checked(way: Way, address: str) -> str:
    """The address without blanks around it; empty for the chat.

    Raises ``ValidationError`` naming the field.
    """
    return _CHECKS[way](address.strip())


def _phone(address: str) -> str:
    digits = sum(letter.isdigit() for letter in address)
    if digits not in _DIGITS or len(address) > PHONE_SHOWN or not _PHONE.fullmatch(address):
        raise ValidationError(
            {"phone": "Give a phone number with its country code, like +49 30 123456."}
        )
    return address


def _email(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError({"email": "Give an e-mail address like name@firm.com."}) from error
    return address


_CHECKS: Final = {Way.CHAT: lambda _address: "", Way.CALLBACK: _phone, Way.EMAIL: _email}
