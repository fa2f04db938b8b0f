"""Who is at a conversation, as small pictures: in the head of a thread and in rows of the list.

``presence.js`` draws the same from what arrives over the socket.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from helpdesk.inbox.pictures import avatar
from helpdesk.markup import Markup, joined
from helpdesk.notifying.presence import Doing, Seen

# More would push out what the row is about.
SHOWN = 3
WORDS = {
    Doing.ANSWERING: gettext_lazy("%(name)s is answering"),
    Doing.REPLYING: gettext_lazy("%(name)s is replying"),
    Doing.NOTING: gettext_lazy("%(name)s is writing a note"),
    Doing.VIEWING: gettext_lazy("%(name)s is looking at it"),
}

_PLACE = Markup("""<span class="present" data-present="{}">{}{}</span>""")
_ONE = Markup("""<span class="present-one present-{doing}" title="{words}" data-agent="{agent}"
  data-name="{name}" data-initials="{initials}" data-colour="{colour}" data-doing="{doing}"
  >{picture}<span class="unseen">{words}.</span></span>""")
_EMPTY = Markup("""<span class="present" data-present="{}"></span>""")
_MORE = Markup("""<span class="present-more">+{}</span>""")
_NOTHING = SafeString("")


def present(conversation_id: int, people: Iterable[Seen]) -> SafeString:
    """A place that scripts keep up to date, with those who are there now."""
    there = list(people)
    if not there:  # nearly always
        return _EMPTY(conversation_id)
    more = len(there) - SHOWN
    return _PLACE(
        conversation_id,
        joined(_ONE(**_values(seen)) for seen in there[:SHOWN]),
        _MORE(more) if more > 0 else _NOTHING,
    )


def words_for(seen: Seen) -> str:
    """What somebody does, as a sentence without its stop."""
    name = gettext("The assistant") if seen.is_assistant else seen.name
    return str(WORDS[Doing(seen.doing)]) % {"name": name}


def _values(seen: Seen) -> dict[str, object]:
    kind = "assistant" if seen.is_assistant else "agent"
    return {
        "doing": seen.doing,
        "words": words_for(seen),
        "agent": seen.agent_id,
        "name": seen.name,
        "initials": seen.initials,
        "colour": seen.colour,
        "picture": avatar(seen.name, seen.colour, kind),
    }
