"""The same for many conversations: each by itself, and told of each what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.composing import deeds
from helpdesk.composing.deeds import DEEDS
from helpdesk.conversations.models import Conversation

# As many as a page of the list has at most.
MOST = 150


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one; ``why_not`` is "" where all of it was done."""

    number: int
    public_id: str
    who: str
    why_not: str = ""


class TogetherForm(forms.Form):
    """A field for each deed that makes sense for many; what is left empty is not done."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, deed in DEEDS.items():
            if deed.in_bulk:
                self.fields[name] = deed.field

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wanted = {name: value for name, value in given.items() if value}
        for name, value in wanted.items():
            try:
                deeds.checked(name, str(value))
            except ValidationError as error:
                self.add_error(name, error)
        if not wanted and not self.errors:
            raise ValidationError(_("Choose what is to be done."))
        return wanted


def chosen(numbers: Iterable[str]) -> list[Conversation]:
    """The conversations with these numbers, in their order; what is not there is left out.

    Raises ``ValidationError`` for none, for none that is there, and for more than ``MOST``.
    """
    wanted = list(dict.fromkeys(int(one) for one in numbers if one.isdecimal() and len(one) < 19))
    if not wanted:
        raise ValidationError(_("Choose some conversations first."))
    if len(wanted) > MOST:
        raise ValidationError(_("Choose at most %(most)s conversations.") % {"most": MOST})
    found = Conversation.objects.select_related("contact").in_bulk(wanted)
    if not found:
        raise ValidationError(_("None of these is there any more."))
    return [found[one] for one in wanted if one in found]


def do_to_each(
    conversations: Sequence[Conversation], steps: Mapping[str, str], *, by: Agent
) -> list[Outcome]:
    """All steps for each conversation, or none for that one; a refusal stops no other."""
    return [
        Outcome(one.pk, one.public_id, str(one.contact), _done(one.pk, steps, by))
        for one in conversations
    ]


def _done(conversation_id: int, steps: Mapping[str, str], by: Agent) -> str:
    """Why not, or ""."""
    try:
        deeds.do_all(conversation_id, steps, by=by)
    except ValidationError as error:
        return " ".join(error.messages)
    except PermissionDenied as error:
        return str(error)
    except ObjectDoesNotExist:
        return _("It is gone, blocked, or with somebody else by now.")
    return ""
