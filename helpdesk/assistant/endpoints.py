"""Where a model may be called: an operator's endpoint anywhere, a tenant's on the open internet.

A tenant's administrator types the address, so it must not reach into the operator's network
(server-side request forgery). It has to be https, every address its name stands for has to be
public, and the call goes to the very address that was checked, so that a name that changes its
mind in between gains nothing. Redirects are not followed. ``LLM_PRIVATE_ADDRESSES`` lifts this
for a laptop or a closed network; the operator's own ``LLM_BASE_URL`` is trusted as it is.
"""

import socket
from urllib.parse import urlsplit

from django.conf import settings

from tenants.public_internet import AddressRefused, addresses_in, public_address


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
