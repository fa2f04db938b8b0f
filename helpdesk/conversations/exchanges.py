"""What was asked and answered since the assistant last took up the conversation."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from escalation.deciding import Exchange
from helpdesk.conversations.models import Message

READ_AT_MOST = 200
# From here on it is another matter: what went before must not cause a hand-off again.
FRESH_STARTS = frozenset({"handed_off", "wait_cancelled", "given_back", "resolved"})


@dataclass(frozen=True, slots=True)
class Tried:
    """One answer of the assistant to what was asked before it."""

    question: str
    entry: Message

    @property
    def verdict(self) -> str:
        """``confirmed``, ``contradicted`` or nothing."""
        return str(self.entry.data.get("verdict", ""))

    @property
    def is_small_talk(self) -> bool:
        """A greeting or a thank-you: says nothing about whether the assistant helps."""
        return bool(self.entry.data.get("small_talk"))

    @property
    def asks_back(self) -> bool:
        """A question of ours about what the contact means."""
        return bool(self.entry.data.get("asks_back"))

    @property
    def is_attempt(self) -> bool:
        """An answer that was meant to solve the matter."""
        return not (self.is_small_talk or self.asks_back)

    @property
    def exchange(self) -> Exchange:
        """The same as ``escalation`` sees it."""
        return Exchange(self.question, self.entry.body, self.verdict)


@dataclass(slots=True)
class Stretch:
    """The assisted stretch: what was tried, and what is asked now and has no answer yet."""

    tried: list[Tried] = field(default_factory=list)
    asked: list[Message] = field(default_factory=list)

    @property
    def question(self) -> str:
        """What the contact wrote since the last answer; a burst joined by line breaks."""
        return "\n".join(entry.body for entry in self.asked if entry.body)

    @property
    def has_files(self) -> bool:
        """Whether what is asked now came with files, which the assistant cannot open."""
        return any(entry.data.get("attachments") for entry in self.asked)

    @property
    def history(self) -> tuple[Exchange, ...]:
        """What says something about whether the assistant helps.

        The question of an answer is all that it answered: what was asked first, and how it was
        completed after a question of ours.
        """
        told: list[Exchange] = []
        asked: list[str] = []
        for tried in self.tried:
            if tried.is_attempt:
                whole = "\n".join([*asked, tried.question])
                told.append(Exchange(whole, tried.entry.body, tried.verdict))
                asked = []
            elif tried.asks_back:
                asked.append(tried.question)
        return tuple(told)

    @property
    def unanswered(self) -> tuple[Exchange, ...]:
        """What was asked since the last answer and only brought a question of ours."""
        last = self.last_attempt
        since = self.tried[self.tried.index(last) + 1 :] if last else self.tried
        return tuple(tried.exchange for tried in since if tried.asks_back)

    @property
    def last_attempt(self) -> Tried | None:
        """The answer that the contact may judge."""
        return next((tried for tried in reversed(self.tried) if tried.is_attempt), None)

    @property
    def pending(self) -> Tried | None:
        """The question of ours to which the contact replies now."""
        return self.tried[-1] if self.tried and self.tried[-1].asks_back else None

    def take(self, entry: Message) -> None:
        """Read the next entry of the log."""
        if _is_fresh_start(entry):
            self.tried, self.asked = [], []
        elif entry.kind == Message.Kind.MESSAGE and (entry.body or entry.data.get("attachments")):
            self._hear(entry)

    def _hear(self, entry: Message) -> None:
        if entry.sender == Message.Sender.CONTACT:
            self.asked.append(entry)
        elif entry.sender == Message.Sender.ASSISTANT and self.asked:
            self.tried.append(Tried(self.question, entry))
            self.asked = []


def assisted_stretch(conversation_id: int) -> Stretch:
    """The current stretch, read from the last ``READ_AT_MOST`` entries in one query."""
    entries = Message.objects.filter(conversation_id=conversation_id).order_by("-seq")
    stretch = Stretch()
    for entry in reversed(entries[:READ_AT_MOST]):
        stretch.take(entry)
    return stretch


def seconds_since(entry: Message) -> float:
    """How old it is by the database's clock, which dated it: ours may be hours off."""
    age = ExpressionWrapper(Now() - F("created_at"), DurationField())
    found: timedelta = Message.objects.values_list(age, flat=True).get(pk=entry.pk)
    return found.total_seconds()


def _is_fresh_start(entry: Message) -> bool:
    if entry.kind == Message.Kind.EVENT:
        event: dict[str, Any] = entry.data
        return event.get("event") in FRESH_STARTS
    return entry.kind == Message.Kind.MESSAGE and entry.sender == Message.Sender.AGENT
