"""Icons and avatars as markup. Not templates: a thread of two hundred messages has four hundred.

Each piece escapes its values as a template does (``helpdesk.markup``).
"""

import re
from functools import cache

from django.templatetags.static import static
from django.utils.safestring import SafeString

from helpdesk.agents.models import initials
from helpdesk.inbox.rows import TONES
from helpdesk.markup import Markup

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")

_ICON = Markup("""
<svg class="icon" aria-hidden="true">
  <use href="{}#{}" />
</svg>
""")
_AVATAR = Markup("""<svg class="avatar avatar-{kind} {tone}" viewBox="0 0 32 32" aria-hidden="true">
  <circle class="avatar-ground" cx="16" cy="16" r="16" {fill} />
  {inside}
</svg>
""")
_FILL = Markup("""fill="{}\"""")
_LETTERS = Markup(
    """<text class="avatar-text" x="16" y="16" dy="0.36em" text-anchor="middle">{}</text>"""
)
_SPARK = SafeString(
    """<path class="avatar-spark" """
    """d="M16 7.5l1.9 5.6 5.6 1.9-5.6 1.9-1.9 5.6-1.9-5.6-5.6-1.9 5.6-1.9z" />"""
)


@cache
def icon(name: str) -> SafeString:
    """A picture of the sprite ``inbox/icons.svg``; decoration, unseen by screen readers."""
    return _ICON(static("inbox/icons.svg"), name)


def avatar(name: str, colour: str = "", kind: str = "contact") -> SafeString:
    """A round picture of initials: an agent in their own colour, others by their name."""
    is_assistant = kind == "assistant"
    is_coloured = bool(_COLOUR.match(colour or ""))
    return _AVATAR(
        kind=kind,
        tone="" if is_coloured or is_assistant else f"tone-{sum(name.encode()) % TONES}",
        fill=_FILL(colour) if is_coloured else "",
        inside=_SPARK if is_assistant else _LETTERS(initials(name or "?")),
    )
