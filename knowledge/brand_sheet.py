"""The tenant's colours as a stylesheet, since the pages may carry no style of their own."""

import hashlib

from tenants.brand.contrast import contrast
from tenants.brand.models import Brand

DARK, LIGHT = "#14120f", "#ffffff"


def stylesheet(brand: Brand) -> str:
    """CSS custom properties: the brand's colours and what is readable on them."""
    return (
        ":root{"
        f"--brand:{brand.colour};--on-brand:{readable_on(brand.colour)};"
        f"--accent:{brand.accent}"
        "}\n"
    )


def fingerprint(brand: Brand) -> str:
    """Changes with the colours, so that browsers may keep the sheet for long."""
    return hashlib.sha256(stylesheet(brand).encode()).hexdigest()[:12]


def readable_on(colour: str) -> str:
    """Near-black or white, whichever has more contrast on ``#rrggbb`` (WCAG 2.2)."""
    return max(LIGHT, DARK, key=lambda ink: contrast(colour, ink))
