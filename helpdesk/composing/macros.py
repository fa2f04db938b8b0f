"""Macros: what one holds, who is offered it, and using it.

Nothing reaches the customer by a macro without the agent's own send, but by its step "send", which
says so wherever the macro is shown. A macro with words for the reply puts them into the composer;
its other steps are done together with that reply, or not at all. One without is done at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.composing import deeds, variables
from helpdesk.composing.deeds import DEEDS, TEXTS
from helpdesk.composing.models import Macro
from helpdesk.composing.variables import Facts

# Macros that a menu offers at once.
SHOWN = 30

# What does not go together.
_ODD = (
    *(("reply", "send"), ("assign", "team"), ("resolve", "reopen")),
    *(("follow", "unfollow"), ("snooze", "resolve")),
)

Steps = dict[str, str]


@dataclass(frozen=True, slots=True)
class Preview:
    """A macro as it would be here and now.

    ``texts``: name of the deed → words with their values; ``lines``: what is done beside;
    ``problem``: why it cannot be used as things are, empty if it can.
    """

    macro: Macro
    texts: Steps = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """What came of using a macro: words for the composer, and what goes along with sending them.

    Without ``reply`` all of it is done.
    """

    reply: str
    along: list[str]


def checked(steps: Mapping[str, str]) -> Steps:
    """The steps that say something, clean, in the order in which they are done.

    Raises ``ValidationError`` by the name of the step.
    """
    wrong: dict[str, list[str]] = {}
    clean: Steps = {}
    for name in steps:
        try:
            clean[name] = deeds.checked(name, str(steps[name]))
        except ValidationError as error:
            wrong[name] = error.messages
    if wrong:
        raise ValidationError(wrong)
    kept = {name: clean[name] for name in DEEDS if clean.get(name)}
    _refuse_odd(kept)
    return kept


def offered(agent: Agent, typed: str = "") -> list[Macro]:
    """What the agent may use whose name or words hold ``typed``; what is used most comes first."""
    found = Macro.objects.offered_to(agent).order_by("-uses", "name", "id")
    wanted = typed.casefold()
    fits = [one for one in found if not wanted or any(wanted in text for text in _read(one))]
    return fits[:SHOWN]


def preview(macro: Macro, facts: Facts) -> Preview:
    """What it would say and do, or why it cannot."""
    lines = in_words(macro.steps)
    try:
        texts = {
            name: variables.filled(macro.steps[name], facts)
            for name in TEXTS
            if name in macro.steps
        }
    except ValidationError as error:
        return Preview(macro, _texts(macro.steps), lines, " ".join(error.messages))
    return Preview(macro, texts, lines)


@transaction.atomic
def use(macro_id: int, facts: Facts) -> Used:
    """Give the words for the composer, or do it all; counted either way.

    Raises ``Macro.DoesNotExist`` where the agent is not offered it, ``ValidationError`` naming
    what its texts lack, and as the verbs of its steps do: then nothing is done.
    """
    agent, conversation_id = facts.agent, facts.conversation.pk
    macro = Macro.objects.offered_to(agent).get(pk=macro_id)
    shown = preview(macro, facts)
    if shown.problem:
        raise ValidationError(shown.problem, code="missing")
    Macro.objects.filter(pk=macro.pk).update(uses=F("uses") + 1, used_at=Now())
    if "reply" in macro.steps:
        return Used(shown.texts["reply"], in_words(along([macro])))
    deeds.do_all(conversation_id, macro.steps, by=agent)
    return Used("", [])


def along(macros: Iterable[Macro]) -> Steps:
    """What is done together with a reply that these were put into; the later one counts."""
    steps: Steps = {}
    for macro in macros:
        steps |= {name: value for name, value in macro.steps.items() if name != "reply"}
    return steps


def in_words(steps: Mapping[str, str]) -> list[str]:
    """``Sets the priority to High``, a line each, in the order in which it is done."""
    return [deed.in_words(steps[name]) for name, deed in DEEDS.items() if name in steps]


def may_change(macro: Macro, agent: Agent) -> bool:
    """Whoever made it, and who keeps the workspace's macros in the admin."""
    return macro.owner_id == agent.pk or may_share(agent)


def may_share(agent: Agent) -> bool:
    """Make macros for everyone, and for teams that one is not in."""
    return agent.has_perm("composing.change_macro")


def _refuse_odd(steps: Steps) -> None:
    if not steps:
        raise ValidationError(_("A macro does something: give it words or an action."))
    for one, other in _ODD:
        if one in steps and other in steps:
            words = _("“%(one)s” and “%(other)s” do not go together. Choose one of them.")
            labels = {"one": DEEDS[one].label, "other": DEEDS[other].label}
            raise ValidationError({other: words % labels})


def _texts(steps: Steps) -> Steps:
    return {name: steps[name] for name in TEXTS if name in steps}


def _read(macro: Macro) -> list[str]:
    return [text.casefold() for text in (macro.name, *_texts(macro.steps).values())]
