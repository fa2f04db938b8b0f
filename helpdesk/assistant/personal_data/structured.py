"""E-mail addresses, cards, bank accounts, network addresses: data that a form or a sum proves."""

import ipaddress
import re
from collections.abc import Callable, Iterator

from helpdesk.assistant.personal_data import checksums
from helpdesk.assistant.personal_data.spans import Kind, Span

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w!#$%&'*+=?^`{|}~-][\w.!#$%&'*+=?^`{|}~-]{0,63}"
    r"(?:@|\s?[\[(]\s?at\s?[\])]\s?)"
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.|\s?[\[(]\s?dot\s?[\])]\s?)){1,8}[^\W\d_]{2,24}"
    r"(?![\w-])",
    re.IGNORECASE,
)
# Thirteen to nineteen digits, in groups or not; the sum decides.
_CARD = re.compile(r"(?<![\w.])(?<!\d[ -])\d(?:[ -]?\d){11,18}(?![\w])(?![ -]?\d)")
# What networks' numbers begin with (ISO/IEC 7812), JCB's old ones of fifteen digits among them.
_NETWORK = re.compile(r"[2-6]|1800\d{11}$")
_IBAN = re.compile(
    r"(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?!\w)", re.IGNORECASE
)
_IP4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_IP6 = re.compile(
    r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{0,4}|\d+(?:\.\d+){3})(?![\w:])", re.I
)
_VERSION = re.compile(r"(?:\bv|version|release|build)[ :.]*$", re.IGNORECASE)
_GROUP_SIGNS = str.maketrans("", "", " -")


def find(text: str) -> Iterator[Span]:
    """In order of how sure the form is."""
    yield from _all(_EMAIL, text, Kind.EMAIL)
    yield from _all(_IBAN, text, Kind.IBAN, _is_iban)
    yield from _all(_CARD, text, Kind.CARD, _is_card)
    yield from _all(_IP6, text, Kind.IP, _is_ip)
    for span in _all(_IP4, text, Kind.IP, _is_ip):
        if not _VERSION.search(text, max(0, span.start - 12), span.start):
            yield span


def _all(
    pattern: re.Pattern[str], text: str, kind: Kind, holds: Callable[[str], bool] | None = None
) -> Iterator[Span]:
    for found in pattern.finditer(text):
        if holds is None or holds(found[0]):
            yield Span(found.start(), found.end(), kind)


def _is_card(written: str) -> bool:
    digits = written.translate(_GROUP_SIGNS)
    return 12 <= len(digits) <= 19 and bool(_NETWORK.match(digits)) and checksums.luhn(digits)


def _is_iban(written: str) -> bool:
    code = written.translate(_GROUP_SIGNS)
    return 15 <= len(code) <= 34 and checksums.iban(code)


def _is_ip(written: str) -> bool:
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    # Everybody's own machine; and "12::" is likelier to be something else than an address.
    nobodys = address.is_unspecified or address.is_loopback
    return not nobodys and (address.version == 4 or len(written) >= 6)
