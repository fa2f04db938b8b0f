"""Where a model may be called: an operator's endpoint anywhere, a tenant's on the open internet.

A tenant's administrator types the address, so it must not reach into the operator's network
(server-side request forgery). It has to be https, every address its name stands for has to be
public, and the call goes to the very address that was checked, so that a name that changes its
mind in between gains nothing. Redirects are not followed. ``LLM_PRIVATE_ADDRESSES`` lifts this
for a laptop or a closed network; the operator's own ``LLM_BASE_URL`` is trusted as it is.
"""

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Holds an IPv4 address, which may be one inside.
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")


class AddressRefused(ValueError):
    """The name stands for an address that tenants may not reach."""


def problem_with_address(url: str) -> str | None:
    """Why a tenant may not use this address, in words for whoever typed it; None if they may.

    Looks at the text only: names are looked up when the call is made.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "This is not a web address. Write it like https://models.example.com/v1."
    if parts.scheme not in ("https", "http") or not host:
        return "Write the address with its scheme, like https://models.example.com/v1."
    if parts.username or parts.password or parts.query or parts.fragment:
        return "Leave log-in, query and fragment out of the address. The key has its own field."
    return None if settings.LLM_PRIVATE_ADDRESSES else _problem_outside(parts.scheme, host)


def public_address(found: Iterable[str]) -> str:
    """The first of a name's addresses, if all are public. Raises ``AddressRefused``."""
    addresses = [ipaddress.ip_address(address) for address in found]
    if not addresses or not all(_is_public(address) for address in addresses):
        raise AddressRefused("The model's address is not on the public internet.")
    return str(addresses[0])


def addresses_in(found: Iterable[tuple[object, ...]]) -> list[str]:
    """The plain addresses in what ``getaddrinfo`` returns."""
    return [str(entry[4][0]) for entry in found if isinstance(entry[4], tuple)]


def _problem_outside(scheme: str, host: str) -> str | None:
    if scheme != "https":
        return "Use https: the key and your customers' words travel there."
    try:
        public_address(addresses_in(_literal(host)))
    except AddressRefused:
        return "This address is inside a private network. Use one on the public internet."
    except socket.gaierror:
        return None if "." in host else "Give the full name of the host."
    return None


def _literal(host: str) -> list[tuple[object, ...]]:
    """The host as an address, without asking any name server. Raises ``socket.gaierror``."""
    return list(socket.getaddrinfo(host, 443, flags=socket.AI_NUMERICHOST))


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return _is_public(address.ipv4_mapped)
        if address not in _GLOBAL_UNICAST or address in _SIX_TO_FOUR:
            return False  # among others translations (64:ff9b::) that lead to IPv4 inside
    return address.is_global and not address.is_multicast
