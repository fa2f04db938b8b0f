"""Events of the log in words for agents; customers read other words (the event's body)."""

from collections.abc import Callable
from typing import Any

Data = dict[str, Any]


def _by(verb: str) -> Callable[[Data], str]:
    return lambda data: f"{data.get('agent') or 'Somebody'} {verb}"


def _resolved(data: Data) -> str:
    if data.get("by") == "contact":
        return "The customer ended the conversation"
    return f"{data.get('agent') or 'The assistant'} resolved the conversation"


def _joined(data: Data) -> str:
    giver = data.get("by")
    taker = data.get("agent") or "An agent"
    if giver and giver != taker:
        return f"{giver} assigned this to {taker}"
    return f"{taker} joined the conversation"


def _way_chosen(data: Data) -> str:
    ways = {"callback": "to be called", "email": "an answer by e-mail"}
    return f"The customer wants {ways.get(str(data.get('way')), 'an answer in the chat')}"


def _redacted(data: Data) -> str:
    return f"{data['agent']} redacted a message" if data.get("agent") else "A message was redacted"


def _verdict(data: Data) -> str:
    solved = data.get("verdict") == "confirmed"
    return "The customer says it is solved" if solved else "The customer says it is not solved"


_PROMISED = {
    "wait": "an answer",
    "reply": "a reply",
    "callback": "a call",
    "email": "an e-mail",
    "follow_up": "a follow-up",
}


def _promise(words: str) -> Callable[[Data], str]:
    """``words`` with what was promised, and who owes it or did it."""

    def said(data: Data) -> str:
        what = _PROMISED.get(str(data.get("kind")), "something")
        owner, agent = data.get("owner") or "nobody yet", data.get("agent") or "Somebody"
        return words.format(what=what, owner=owner, agent=agent)

    return said


# How an agent said that a recovery ended.
_RECOVERED = {
    "solved": "solved",
    "workaround": "a workaround was given",
    "next_step": "a next step is promised",
    "close": "the loop is closed",
    "dismiss": "it was no failure",
}


def _recovered(data: Data) -> str:
    return f"Recovery: {_RECOVERED.get(str(data.get('step')), 'moved on')}"


_NOBODY = {
    "closed": "that the team is closed",
    "nobody": "that nobody is online",
    "full": "that many are waiting",
}
_DUE = {"first": "the first reply", "next": "the next reply", "resolution": "the resolution"}
_TAKEN_BACK = {
    "silent": "Back in the queue: {agent} had it and did not answer",
    "gone": "Back in the queue: {agent} is not there",
}


def _nobody_there(data: Data) -> str:
    return f"The customer was told {_NOBODY.get(str(data.get('why')), 'that it takes longer')}"


def _taken_back(data: Data) -> str:
    words = _TAKEN_BACK.get(str(data.get("why")), "Back in the queue")
    return words.format(agent=data.get("agent") or "the agent")


_WORDS: dict[str, Callable[[Data], str]] = {
    "handed_off": lambda data: f"Handed over to {data.get('team') or 'the team'}",
    "asked_for": lambda data: f"The assistant asked for the {data.get('label') or 'missing part'}",
    "way_chosen": _way_chosen,
    "joined": _joined,
    "released": lambda data: f"Back in the queue of {data.get('team') or 'the team'}",
    "snoozed": lambda _data: "Snoozed",
    "woken": lambda _data: "The snooze ended",
    "resolved": _resolved,
    "reopened": lambda data: f"{data.get('agent') or 'The customer'} reopened the conversation",
    "wait_cancelled": lambda _data: "The customer no longer waits for a person",
    "given_back": _by("gave the conversation back to the assistant"),
    "assistant_on": _by("switched the assistant on here"),
    "assistant_off": _by("switched the assistant off here"),
    "blocked": _by("blocked this contact as spam"),
    "redacted": _redacted,
    "prioritised": lambda data: f"{data.get('agent')} set the priority to {data.get('priority')}",
    "survey": lambda _data: "The customer was asked how it went",
    "verdict": _verdict,
    "recovery_moved": _recovered,
    "nobody_there": _nobody_there,
    "given": lambda data: f"The queue gave this to {data.get('agent') or 'an agent'}",
    "taken_back": _taken_back,
    "queued": lambda data: f"The customer was told their place in line: {data.get('place')}",
    "deadline_near": lambda data: f"Soon due: {_DUE.get(str(data.get('kind')), 'a reply')}",
    "deadline_missed": lambda data: f"Overdue: {_DUE.get(str(data.get('kind')), 'a reply')}",
    "make_good_asked": lambda data: f"{data.get('agent')} asks to offer: {data.get('name')}",
    "make_good_approved": lambda data: f"{data.get('agent')} approved: {data.get('name')}",
    "make_good_given": lambda data: f"{data.get('agent')} offered: {data.get('name')}",
    "promised": _promise("The customer was promised {what}, owed by {owner}"),
    "promise_kept": _promise("{agent} did what was promised: {what}"),
    "promise_broken": _promise("Overdue: {what} that was promised, owed by {owner}"),
    "promise_cancelled": _promise("No longer owed: {what} that was promised"),
    "promise_passed_on": _promise("{agent} passed on what was promised: {owner} owes {what}"),
}


def words_for(data: Data, body: str) -> str:
    """An event's line. One that we do not know yet speaks with its own words or its name."""
    name = str(data.get("event", ""))
    words = _WORDS.get(name)
    if words is not None:
        return words(data)
    return body or name.replace("_", " ").capitalize()
