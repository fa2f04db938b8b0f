"""The keys that work in the inbox, as the help shows them; ``keys.js`` acts on them."""

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What the key presses (data-key in the templates; "" for none), the keys, and what they do.
Line = tuple[str, Sequence[str | Promise], str | Promise]

KEY_MAP: Final[Sequence[Line]] = (
    ("", (_("Ctrl"), "K"), _("All commands, by name")),
    ("", ("j", "k"), _("Next, previous conversation")),
    ("", (_("Enter"),), _("Open it")),
    ("claim", ("c",), _("Claim or take over")),
    ("reply", ("r",), _("Reply")),
    ("note", ("n",), _("Note for colleagues")),
    ("", (_("Ctrl"), _("Enter")), _("Send")),
    ("macros", (_("Ctrl"), "M"), _("Macros")),
    ("assign", ("a",), _("Assign")),
    ("team", ("t",), _("Hand to a team")),
    ("priority", ("p",), _("Priority")),
    ("status", ("s",), _("Status")),
    ("label", ("l",), _("Tags")),
    ("snooze", ("z",), _("Snooze")),
    ("resolve", ("e",), _("Resolve")),
    ("filter", ("f",), _("Filter the list")),
    ("", ("/",), _("Search")),
    ("", (_("Esc"),), _("Leave a field, close a menu")),
    ("", ("?",), _("This list")),
)
