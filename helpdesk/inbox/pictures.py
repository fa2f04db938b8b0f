"""Icons and avatars as markup. Not templates: a thread of two hundred messages has four hundred.

``format_html`` escapes every value as a template does.
"""

import re
from functools import cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from helpdesk.agents.models import initials
from helpdesk.inbox.rows import TONES

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")

_ICON = """
<svg class="icon" aria-hidden="true">
  <use href="{}#{}" />
</svg>
"""
_AVATAR = """<svg class="avatar avatar-{kind} {tone}" viewBox="0 0 32 32" aria-hidden="true">
  <circle class="avatar-ground" cx="16" cy="16" r="16" {fill} />
  {inside}
</svg>
"""
_FILL = """fill="{}\""""
_LETTERS = """<text class="avatar-text" x="16" y="16" dy="0.36em" text-anchor="middle">{}</text>"""
_SPARK = SafeString(
    """<path class="avatar-spark" """
    """d="M16 7.5l1.9 5.6 5.6 1.9-5.6 1.9-1.9 5.6-1.9-5.6-5.6-1.9 5.6-1.9z" />"""
)


@cache
def icon(name: str) -> SafeString:
    """A picture of the sprite ``inbox/icons.svg``; decoration, unseen by screen readers."""
    return format_html(_ICON, static("inbox/icons.svg"), name)


def avatar(name: str, colour: str = "", kind: str = "contact") -> SafeString:
    """A round picture of initials: an agent in their own colour, others by their name."""
    is_assistant = kind == "assistant"
    is_coloured = bool(_COLOUR.match(colour or ""))
    return format_html(
        _AVATAR,
        kind=kind,
        tone="" if is_coloured or is_assistant else f"tone-{sum(name.encode()) % TONES}",
        fill=format_html(_FILL, colour) if is_coloured else "",
        inside=_SPARK if is_assistant else format_html(_LETTERS, initials(name or "?")),
    )
