"""Events of the log in words for agents; customers read other words (the event's body)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpdesk.inbox import case_words

Data = dict[str, Any]
Words = str | Promise
Teller = Callable[[Data], str]


def _say(words: Words, **missing: Words) -> Teller:
    """``words`` with what the event's data say; a name that they lack has its word in ``missing``.

    Only our own words are a pattern; what somebody wrote is put in as it is.
    """

    def said(data: Data) -> str:
        known = {name: data.get(name) or word for name, word in missing.items()}
        return str(words).format(**known)

    return said


def _choose(words: Mapping[str, Words], name: str, other: Words) -> Callable[[Data], Words]:
    """What stands for the value of ``name``, or ``other`` for one that we do not know."""
    return lambda data: words.get(str(data.get(name)), other)


def _by(words: Words) -> Teller:
    return _say(words, agent=_("Somebody"))


def _resolved(data: Data) -> str:
    if data.get("by") == "contact":
        return gettext("The customer ended the conversation")
    return _say(_("{agent} resolved the conversation"), agent=_("The assistant"))(data)


def _joined(data: Data) -> str:
    giver = data.get("by")
    if giver and giver != (data.get("agent") or gettext("An agent")):
        return _say(_("{by} assigned this to {agent}"), by="", agent=_("An agent"))(data)
    return _say(_("{agent} joined the conversation"), agent=_("An agent"))(data)


def _redacted(data: Data) -> str:
    if data.get("agent"):
        return _by(_("{agent} redacted a message"))(data)
    return gettext("A message was redacted")


def _handed_off(data: Data) -> str:
    if data.get("team"):
        return _say(_("Handed over to {team}"), team="")(data)
    return gettext("Handed over to the team")


def _released(data: Data) -> str:
    if data.get("team"):
        return _say(_("Back in the queue of {team}"), team="")(data)
    return gettext("Back in the queue")


def _asked_for(data: Data) -> str:
    label = str(data.get("label") or "")
    if not label:
        return gettext("The assistant asked for a missing part")
    return gettext("The assistant asked for: {label}").format(label=gettext(label))


def _prioritised(data: Data) -> str:
    level = _LEVELS.get(str(data.get("priority")), data.get("priority"))
    words = _("{agent} set the priority to {priority}")
    return _say(words, agent=_("Somebody"), priority="")({**data, "priority": level})


_LEVELS: Final[Mapping[str, Words]] = {
    "low": _("low"),
    "normal": _("normal"),
    "high": _("high"),
    "urgent": _("urgent"),
}
_WAYS = _choose(
    {
        "callback": _("The customer wants to be called"),
        "email": _("The customer wants an answer by e-mail"),
    },
    "way",
    _("The customer wants an answer in the chat"),
)
_VERDICTS = _choose(
    {"confirmed": _("The customer says it is solved")},
    "verdict",
    _("The customer says it is not solved"),
)
_PROMISED: Final[Mapping[str, Words]] = {
    "wait": _("an answer"),
    "reply": _("a reply"),
    "callback": _("a call"),
    "email": _("an e-mail"),
    "follow_up": _("a follow-up"),
}
# How an agent said that a recovery ended.
_RECOVERED = _choose(
    {
        "solved": _("Recovery: solved"),
        "workaround": _("Recovery: a workaround was given"),
        "next_step": _("Recovery: a next step is promised"),
        "close": _("Recovery: the loop is closed"),
        "dismiss": _("Recovery: it was no failure"),
    },
    "step",
    _("Recovery: moved on"),
)
_NOBODY = _choose(
    {
        "closed": _("The customer was told that the team is closed"),
        "nobody": _("The customer was told that nobody is online"),
        "full": _("The customer was told that many are waiting"),
        "long": _("The customer was told that it takes long, and what they may ask for"),
    },
    "why",
    _("The customer was told that it takes longer"),
)
_NEAR = _choose(
    {
        "first": _("Soon due: the first reply"),
        "next": _("Soon due: the next reply"),
        "resolution": _("Soon due: the resolution"),
    },
    "kind",
    _("Soon due: a reply"),
)
_MISSED = _choose(
    {
        "first": _("Overdue: the first reply"),
        "next": _("Overdue: the next reply"),
        "resolution": _("Overdue: the resolution"),
    },
    "kind",
    _("Overdue: a reply"),
)
_TAKEN_BACK = _choose(
    {
        "silent": _("Back in the queue: {agent} had it and did not answer"),
        "gone": _("Back in the queue: {agent} is not there"),
    },
    "why",
    _("Back in the queue"),
)


def _taken_back(data: Data) -> str:
    return _say(_TAKEN_BACK(data), agent=_("An agent"))(data)


def _promise(words: Words) -> Teller:
    """``words`` with what was promised, and who owes it or did it."""

    def said(data: Data) -> str:
        what = _PROMISED.get(str(data.get("kind")), _("something"))
        tell = _say(words, what="", owner=_("nobody yet"), agent=_("Somebody"))
        return tell({**data, "what": what})

    return said


def _made_good(words: Words) -> Teller:
    return _say(words, agent=_("Somebody"), name="")


# Why a reply that was due was not sent.
_STOPPED = _choose(
    {
        "wrote": _("Not sent: a reply of {agent}, since the customer has written"),
        "resolved": _("Not sent: a reply of {agent}, since this was resolved"),
        "taken": _("Not sent: a reply of {agent}, since somebody else has this"),
        "left": _("Not sent: a reply of {agent}, who does not answer customers any more"),
    },
    "why",
    _("Not sent: a reply of {agent}, which was due"),
)


def _stopped(data: Data) -> str:
    return _say(_STOPPED(data), agent=_("Somebody"))(data)


_WORDS: Final[Mapping[str, Callable[[Data], Words]]] = {
    **case_words.WORDS,
    "handed_off": _handed_off,
    "asked_for": _asked_for,
    "way_chosen": _WAYS,
    "joined": _joined,
    "released": _released,
    "woken": _say(_("The snooze ended")),
    "resolved": _resolved,
    "reopened": _say(_("{agent} reopened the conversation"), agent=_("The customer")),
    "wait_cancelled": _say(_("The customer no longer waits for a person")),
    "given_back": _by(_("{agent} gave the conversation back to the assistant")),
    "assistant_on": _by(_("{agent} switched the assistant on here")),
    "assistant_off": _by(_("{agent} switched the assistant off here")),
    "blocked": _by(_("{agent} blocked this contact as spam")),
    "redacted": _redacted,
    "prioritised": _prioritised,
    "reply_scheduled": _by(_("{agent} wrote a reply that is sent later")),
    "reply_unscheduled": _by(_("{agent} took back a reply that was to be sent later")),
    "reply_stopped": _stopped,
    "survey": _say(_("The customer was asked how it went")),
    "verdict": _VERDICTS,
    "recovery_moved": _RECOVERED,
    "nobody_there": _NOBODY,
    "given": _say(_("The queue gave this to {agent}"), agent=_("An agent")),
    "taken_back": _taken_back,
    "queued": _say(_("The customer was told their place in line: {place}"), place=_("unknown")),
    "deadline_near": _NEAR,
    "deadline_missed": _MISSED,
    "make_good_asked": _made_good(_("{agent} asks to offer: {name}")),
    "make_good_approved": _made_good(_("{agent} approved: {name}")),
    "make_good_given": _made_good(_("{agent} offered: {name}")),
    "promised": _promise(_("The customer was promised {what}, owed by {owner}")),
    "promise_kept": _promise(_("{agent} did what was promised: {what}")),
    "promise_broken": _promise(_("Overdue: {what} that was promised, owed by {owner}")),
    "promise_cancelled": _promise(_("No longer owed: {what} that was promised")),
    "promise_passed_on": _promise(_("{agent} passed on what was promised: {owner} owes {what}")),
}


def words_for(data: Data, body: str) -> str:
    """An event's line. One that we do not know yet speaks with its own words or its name."""
    name = str(data.get("event", ""))
    words = _WORDS.get(name)
    if words is not None:
        return str(words(data))
    return body or name.replace("_", " ").capitalize()
