"""Which addresses are on the public internet: what tenants name must not lead into our network.

Whoever calls a name that a tenant typed looks it up once, has all its addresses judged here, and
connects to the very address that was judged: a name that changes its mind in between gains nothing.
"""

import ipaddress
from collections.abc import Iterable

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Holds an IPv4 address, which may be one inside.
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")


class AddressRefused(ValueError):
    """The name stands for an address that tenants may not reach."""


def public_address(found: Iterable[str]) -> str:
    """The first of a name's addresses, if all are public. Raises ``AddressRefused``."""
    addresses = [ipaddress.ip_address(address) for address in found]
    if not addresses or not all(_is_public(address) for address in addresses):
        raise AddressRefused("The address is not on the public internet.")
    return str(addresses[0])


def addresses_in(found: Iterable[tuple[object, ...]]) -> list[str]:
    """The plain addresses in what ``getaddrinfo`` returns."""
    return [str(entry[4][0]) for entry in found if isinstance(entry[4], tuple)]


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return _is_public(address.ipv4_mapped)
        if address not in _GLOBAL_UNICAST or address in _SIX_TO_FOUR:
            return False  # among others translations (64:ff9b::) that lead to IPv4 inside
    return address.is_global and not address.is_multicast
