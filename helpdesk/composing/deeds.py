"""What can be done to a conversation, by name: for macros, and for many conversations at once.

One table: name → the field of a form that asks for its value → the verb that does it. A value is a
text, as forms send it and a macro keeps it; choices are known by their primary keys.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.agents.roles import ANSWERING_ROLES
from helpdesk.composing import variables
from helpdesk.composing.variables import Facts
from helpdesk.conversations import lifecycle, replying
from helpdesk.conversations.models import Conversation
from helpdesk.filing import following, tagging
from helpdesk.routing import hurrying

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Whoever does it.
ME = "me"
# What is no choice stands for: a box that is ticked.
YES = "yes"
MOST_LETTERS = 8_000

SNOOZES = {
    "hour": (timedelta(hours=1), gettext_lazy("1 hour")),
    "afternoon": (timedelta(hours=4), gettext_lazy("4 hours")),
    "day": (timedelta(days=1), gettext_lazy("1 day")),
    "week": (timedelta(days=7), gettext_lazy("1 week")),
}

Choices = list[tuple[str, Any]]
Do = Callable[[int, str, Agent], None]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be done.

    ``says``: how a screen tells it beforehand, with ``%(value)s`` for the value's own words.
    ``choices``: what may be chosen, read anew for each form; None asks for a text, and one choice
    alone is a box to tick. ``do`` takes the conversation's id, the value and who does it, locks
    and looks again, and raises as its verb does. ``in_bulk``: it makes sense for many at once.
    """

    name: str
    label: "_StrPromise"
    says: "_StrPromise"
    do: Do
    choices: Callable[[], Choices] | None = None
    in_bulk: bool = True

    @property
    def field(self) -> forms.Field:
        """A form's field for the value; empty means that it is not done."""
        if self.choices is None:
            wide = forms.Textarea(attrs={"rows": 3}) if self.name in TEXTS else forms.TextInput()
            return forms.CharField(
                label=self.label, required=False, max_length=MOST_LETTERS, widget=wide
            )
        offered = self.choices()
        return forms.ChoiceField(label=self.label, required=False, choices=[("", "—"), *offered])

    def in_words(self, value: str) -> str:
        """``Set the priority to High``. A choice that is gone says so."""
        shown = dict(self.choices()) if self.choices else {}
        gone = _("something that is not there any more")
        return str(self.says) % {"value": shown.get(value, gone) if self.choices else value}


def named(name: str) -> Deed:
    """Raises ``ValidationError`` that names the deed and the one that is nearest."""
    deed = DEEDS.get(name)
    if deed is None:
        near = get_close_matches(name, DEEDS, n=1)
        hint = _("Did you mean “%s”?") % near[0] if near else ", ".join(DEEDS)
        words = _("There is no action “%(name)s”. %(hint)s") % {"name": name, "hint": hint}
        raise ValidationError(words, code="deed")
    return deed


def checked(name: str, value: str) -> str:
    """The value, clean. Raises ``ValidationError`` for what is no value of this deed's."""
    deed = named(name)
    clean = str(deed.field.clean(value))
    if clean and name in _CHECKS:
        _CHECKS[name](clean)
    return clean


def do(name: str, conversation_id: int, value: str, *, by: Agent) -> None:
    """Do it. Raises ``ValidationError`` for a name or value that is none, and as its verb does."""
    clean = checked(name, value)
    if clean:
        DEEDS[name].do(conversation_id, clean, by)


@transaction.atomic
def do_all(conversation_id: int, steps: Mapping[str, str], *, by: Agent) -> None:
    """All of it or nothing, in the order of the table: what ends a conversation comes last."""
    for name in DEEDS:
        if name in steps:
            do(name, conversation_id, steps[name], by=by)


def _filled(conversation_id: int, text: str, by: Agent) -> str:
    found = Conversation.objects.select_related("contact", "team").get(pk=conversation_id)
    return variables.filled(text, Facts(found, by))


def _send(conversation_id: int, text: str, by: Agent) -> None:
    replying.reply(conversation_id, by, body=_filled(conversation_id, text, by))


def _note(conversation_id: int, text: str, by: Agent) -> None:
    replying.note(conversation_id, by, body=_filled(conversation_id, text, by))


def _tag(conversation_id: int, names: str, by: Agent) -> None:
    tagging.tag(conversation_id, names.split(","), by=by)


def _untag(conversation_id: int, names: str, by: Agent) -> None:
    tagging.untag(conversation_id, names.split(","), by=by)


def _follow(conversation_id: int, _value: str, by: Agent) -> None:
    following.follow(conversation_id, by)


def _unfollow(conversation_id: int, _value: str, by: Agent) -> None:
    following.unfollow(conversation_id, by)


def _prioritise(conversation_id: int, priority: str, by: Agent) -> None:
    hurrying.set_priority(conversation_id, priority, by=by)


def _assign(conversation_id: int, to: str, by: Agent) -> None:
    chosen = by if to == ME else Agent.objects.get(pk=to)
    lifecycle.assign(conversation_id, to=chosen, by=by)


def _release(conversation_id: int, team: str, _by: Agent) -> None:
    lifecycle.release(conversation_id, team=Team.objects.get(pk=team))


def _snooze(conversation_id: int, wait: str, _by: Agent) -> None:
    lifecycle.snooze(conversation_id, until=timezone.now() + SNOOZES[wait][0])


def _resolve(conversation_id: int, _value: str, by: Agent) -> None:
    lifecycle.resolve(conversation_id, by=by)


def _reopen(conversation_id: int, _value: str, by: Agent) -> None:
    lifecycle.reopen(conversation_id, by=by)


def _colleagues() -> Choices:
    answering = Agent.objects.filter(is_active=True, role__in=ANSWERING_ROLES)
    return [(ME, _("Whoever does it")), *((str(one.pk), one.name) for one in answering)]


def _teams() -> Choices:
    return [(str(team.pk), team.name) for team in Team.objects.all()]


def _yes() -> Choices:
    return [(YES, _("Yes"))]


TEXTS = ("reply", "send", "note")

_ALL = [
    Deed(
        "reply",
        gettext_lazy("Put into the reply"),
        gettext_lazy("Puts its text into your reply; you send it"),
        # Written by the agent who sends it: nothing is left to do.
        lambda _conversation_id, _text, _by: None,
        in_bulk=False,
    ),
    Deed(
        "send",
        gettext_lazy("Send to the customer at once"),
        gettext_lazy("SENDS to the customer at once, without your pressing Send"),
        _send,
        in_bulk=False,
    ),
    Deed("note", gettext_lazy("Add a note"), gettext_lazy("Adds a note for colleagues"), _note),
    Deed(
        "tag", gettext_lazy("Tag it (separate by commas)"), gettext_lazy("Tags it %(value)s"), _tag
    ),
    Deed(
        "untag",
        gettext_lazy("Take tags off (separate by commas)"),
        gettext_lazy("Takes off the tags %(value)s"),
        _untag,
    ),
    Deed("follow", gettext_lazy("Follow it"), gettext_lazy("Follows it for you"), _follow, _yes),
    Deed(
        "unfollow",
        gettext_lazy("Stop following it"),
        gettext_lazy("Stops following it for you"),
        _unfollow,
        _yes,
    ),
    Deed(
        "priority",
        gettext_lazy("Set the priority"),
        gettext_lazy("Sets the priority to %(value)s"),
        _prioritise,
        lambda: list(Conversation.Priority.choices),
    ),
    Deed(
        "assign",
        gettext_lazy("Assign to"),
        gettext_lazy("Assigns it to %(value)s"),
        _assign,
        _colleagues,
    ),
    Deed(
        "team",
        gettext_lazy("Pass on to the team"),
        gettext_lazy("Puts it into the queue of %(value)s"),
        _release,
        _teams,
    ),
    Deed("reopen", gettext_lazy("Reopen"), gettext_lazy("Reopens the conversation"), _reopen, _yes),
    Deed(
        "snooze",
        gettext_lazy("Snooze for"),
        gettext_lazy("Snoozes it for %(value)s"),
        _snooze,
        lambda: [(name, label) for name, (_wait, label) in SNOOZES.items()],
    ),
    Deed(
        "resolve",
        gettext_lazy("Resolve"),
        gettext_lazy("Resolves the conversation"),
        _resolve,
        _yes,
    ),
]
# What a field cannot know of a value: raises ``ValidationError``.
_CHECKS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(TEXTS, variables.check),
    "tag": lambda names: tagging.read(names.split(",")),
}
DEEDS: dict[str, Deed] = {deed.name: deed for deed in _ALL}
