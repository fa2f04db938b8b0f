"""The tenant's colours as a stylesheet, since the pages may carry no style of their own."""

import hashlib

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
    ground = _luminance(colour)
    with_dark = (ground + 0.05) / (_luminance(DARK) + 0.05)
    with_light = (1 + 0.05) / (ground + 0.05)
    return DARK if with_dark > with_light else LIGHT


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (_linear(channel) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
