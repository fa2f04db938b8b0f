"""docs/protocol.md as a state machine: a browser with two tabs, a desk, and the real statements.

The network between them is worse than TCP: messages, words on them, hints and pages may vanish,
come twice, come late and out of order; lines fall, pages are loaded anew. The server's side of a
reader is what the pump is: a cursor, moved by hints and by polls.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from helpdesk.conversations import lifecycle, log, messaging
from helpdesk.conversations.log import LogPage
from helpdesk.conversations.models import Message
from tests.cast import Company

PAGE = 3
READERS = 3
DESK = READERS - 1

# What happens to one of the things on their way, the first as a rule.
fates = st.sampled_from(["comes", "comes", "comes twice", "is lost"])
places = st.integers(0, 3)
readers = st.integers(0, READERS - 1)


@dataclass
class Reader:
    """A screen, and the cursor that the server keeps for its line."""

    for_contact: bool
    last: int = 0
    cursor: int = 0
    shown: list[int] = field(default_factory=list)
    hints: list[int] = field(default_factory=list)
    pages: list[LogPage] = field(default_factory=list)


class Protocol(RuleBasedStateMachine):
    """Who keeps every rule of the protocol. The control arms leave out one each."""

    company: ClassVar[Company]

    def __init__(self) -> None:
        super().__init__()
        # One transaction for the whole play, taken back at its end: a commit costs the most.
        self.play = ExitStack()
        with self.company.bound():
            self.play.enter_context(transaction.atomic())
            self.play.callback(transaction.set_rollback, True)
            self.conversation = lifecycle.start(self.company.contact("Cleo"))
            self.agent = self.company.agent("Bo")
        self.written: list[str] = []
        self.outbox: list[tuple[UUID, str]] = []
        self.requests: list[tuple[UUID, str]] = []
        self.words: list[tuple[UUID, int]] = []
        self.acked: dict[int, str] = {}
        self.readers = [Reader(for_contact=number != DESK) for number in range(READERS)]

    @rule(count=st.integers(1, 3))
    def somebody_writes(self, count: int) -> None:
        for _ in range(count):
            self.written.append(f"message {len(self.written) + 1}")
            self.outbox.append((uuid4(), self.written[-1]))
        self.send()

    @rule()
    def no_word_comes(self) -> None:
        self.send()

    @rule(place=places, fate=fates)
    def a_request_arrives(self, place: int, fate: str) -> None:
        for cid, body in _out_of(self.requests, place, fate):
            with self.company.bound():
                posted = messaging.post_message(
                    self.conversation.pk, sender="contact", body=body, cid=cid
                )
            self.words.append((cid, posted.seq))
            self.tell(posted.seq)

    @rule(place=places, fate=fates)
    def a_word_arrives(self, place: int, fate: str) -> None:
        for cid, seq in _out_of(self.words, place, fate):
            if self.outbox and self.outbox[0][0] == cid:
                self.acked[seq] = self.outbox.pop(0)[1]
                self.send()

    @rule(is_note=st.booleans())
    def others_write(self, is_note: bool) -> None:
        here = self.conversation.pk
        with self.company.bound():
            if is_note:
                made = messaging.add_note(here, agent_id=self.agent.pk, body="Not for customers")
            else:
                made = messaging.post_message(here, sender="assistant", body="An answer")
        self.tell(made.seq)

    @rule(number=readers, place=places, fate=fates)
    def a_hint_arrives(self, number: int, place: int, fate: str) -> None:
        reader = self.readers[number]
        for head in _out_of(reader.hints, place, fate):
            if head > reader.cursor:
                self.pump(reader)

    @rule(number=readers)
    def a_poll(self, number: int) -> None:
        self.pump(self.readers[number])

    @rule(number=readers, place=places, fate=fates)
    def a_page_arrives(self, number: int, place: int, fate: str) -> None:
        reader = self.readers[number]
        for page in _out_of(reader.pages, place, fate):
            self.read(reader, page)

    @rule(number=readers)
    def a_line_falls(self, number: int) -> None:
        """What was on it is gone; the reader comes back with its cursor."""
        reader = self.readers[number]
        reader.pages, reader.hints, reader.cursor = [], [], reader.last
        self.pump(reader)

    @rule(number=readers)
    def a_page_is_loaded_anew(self, number: int) -> None:
        self.readers[number] = Reader(self.readers[number].for_contact)

    @invariant()
    def nothing_is_shown_twice_or_out_of_order(self) -> None:
        for reader in self.readers:
            assert reader.shown == sorted(set(reader.shown))

    def teardown(self) -> None:
        """Once the network carries everything again, everybody has everything, once."""
        with self.company.bound(), self.play:
            self._account()

    def _account(self) -> None:
        while self.outbox:
            self.send()
            while self.requests:
                self.a_request_arrives(0, "comes")
            while self.words:
                self.a_word_arrives(0, "comes")
        entries = list(Message.objects.filter(conversation=self.conversation).order_by("seq"))
        said = [entry.body for entry in entries if entry.sender == "contact"]
        assert said == self.written, "lost, doubled, or out of order"
        stored = {entry.seq: entry.body for entry in entries}
        assert self.acked.items() <= stored.items(), "acknowledged and lost"
        assert list(stored) == list(range(1, len(stored) + 1)), "a number is missing"
        for reader in self.readers:
            self._catch_up(reader, len(stored))
            visible = [
                one.seq for one in entries if not (reader.for_contact and one.kind == "note")
            ]
            assert reader.shown == visible, "a gap on a screen"

    def send(self) -> None:
        """The first of the outbox, for the first time or again."""
        self.requests += self.outbox[:1]

    def tell(self, head: int) -> None:
        """A hint for everybody. That it may be lost on its way is the network's to say."""
        for reader in self.readers:
            reader.hints.append(head)

    def pump(self, reader: Reader) -> None:
        """What the server does when it is told that there is something, or looks by itself."""
        with self.company.bound():
            page = log.entries_after(
                self.conversation, reader.cursor, for_contact=reader.for_contact, limit=PAGE
            )
        if page.upto > reader.cursor:
            reader.cursor = page.upto
            reader.pages.append(page)

    def read(self, reader: Reader, page: LogPage) -> None:
        if page.after > reader.last:  # something is missing: ``resume``
            reader.cursor = min(reader.cursor, reader.last)
            self.pump(reader)
            return
        reader.shown += [item["seq"] for item in page.items if item["seq"] > reader.last]
        reader.last = max(reader.last, page.upto)

    def _catch_up(self, reader: Reader, head: int) -> None:
        reader.pages, reader.cursor = [], reader.last
        while reader.last < head:
            self.pump(reader)
            self.read(reader, reader.pages.pop())


def _out_of(coming: list[Any], place: int, fate: str) -> list[Any]:
    """What comes out of the network; what comes twice stays in it as well."""
    if not coming:
        return []
    place %= len(coming)
    one = coming[place] if fate == "comes twice" else coming.pop(place)
    return [] if fate == "is lost" else [one]


class Forgetful(Protocol):
    """Each try has a new name."""

    def send(self) -> None:
        self.outbox[:1] = [(uuid4(), body) for _, body in self.outbox[:1]]
        super().send()


class Hurried(Protocol):
    """Sends all that it has without waiting for word."""

    def send(self) -> None:
        self.requests += self.outbox


class Hasty(Protocol):
    """Takes what comes, whatever may be missing before it."""

    def read(self, reader: Reader, page: LogPage) -> None:
        reader.shown += [item["seq"] for item in page.items if item["seq"] > reader.last]
        reader.last = max(reader.last, page.upto)


class Trusting(Protocol):
    """Takes all that comes for new."""

    def read(self, reader: Reader, page: LogPage) -> None:
        reader.shown += [item["seq"] for item in page.items]
        reader.last = max(reader.last, page.upto)


class Generous(Protocol):
    """Its server has word ready before anything is stored."""

    def send(self) -> None:
        super().send()
        self.words += [(cid, len(self.acked) + 1) for cid, _ in self.outbox[:1]]


CARELESS = (Forgetful, Hurried, Hasty, Trusting, Generous)
