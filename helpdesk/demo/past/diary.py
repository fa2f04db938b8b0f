"""Keeps the log of one past conversation, step by step, as the verbs would have kept it.

Each method mirrors one verb of ``conversations``, ``assistant`` or ``surveys`` on plain values;
``tests/demo`` replays a diary through the real verbs and compares. Facts and decisions come from
the same pure functions that a live turn asks.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from escalation.deciding import Decision, Facts, Moment, Signal, decide, reason_for
from escalation.facts.gather import Draft, gather, with_draft
from escalation.policy.values import PolicySpec
from escalation.reasons import PRESSED
from escalation.rules import RuleSpec
from escalation.signals.meaning import BY_WORDS
from helpdesk.assistant import small_talk
from helpdesk.conversations.models import PREVIEW
from helpdesk.demo.cast import Person
from helpdesk.demo.past.chance import Dice
from helpdesk.demo.past.packages import package
from helpdesk.demo.past.records import Entry, Opinion, PastConversation, PastHandoff, PastTurn
from helpdesk.demo.past.stretch import Stretch
from helpdesk.demo.past.world import World


class Diary:
    """One conversation in the making."""

    def __init__(self, conversation: PastConversation, world: World, dice: Dice) -> None:
        self.of = conversation
        self.world = world
        self.dice = dice
        self.stretch = Stretch()

    # What the customer does.

    def says(self, body: str, at: datetime) -> None:
        entry = self._message("contact", body, at, cid=self.dice.uuid())
        self.stretch.hear(entry)
        self.of.contact_seen = self.of.head

    def judges(self, at: datetime, *, solved: bool) -> None:
        """Presses yes or no under the last answer; a second no calls a person."""
        turn = self.stretch.last_turn
        self._verdict(turn, at, solved=solved)
        if solved or self.of.status != "assisted":
            return
        facts = gather("", self.stretch.history, sense=BY_WORDS)
        decision = decide(facts, self.world.rules, Moment.MESSAGE_RECEIVED)
        if decision:
            self._hand_off(decision, at)
        else:
            self._small_talk(small_talk.Kind.NOT_SOLVED, at, trigger=None)

    def thumbs(self, *, up: bool) -> None:
        self.stretch.last_turn.thumbs_up = up

    def presses_for_a_person(self, at: datetime) -> None:
        facts = self._facts()
        pressed = Signal(1.0, (PRESSED,))
        asking = replace(facts, asks_for_person=pressed)
        decision = decide(asking, self.world.rules, Moment.MESSAGE_RECEIVED)
        if decision:
            self._hand_off(decision, at)

    def ends(self, at: datetime) -> None:
        self._resolved(at, "You ended this conversation.", by="contact")

    # What the assistant does.

    def chats(self, at: datetime) -> bool:
        """Meets small talk with small talk. Returns False when the message says more."""
        kind = small_talk.kind_of(self.stretch.question, after_answer=bool(self.stretch.tried))
        if kind is None:
            return False
        asked = self.stretch.asked[-1].seq
        facts = self._facts()
        if kind in (small_talk.Kind.SOLVED, small_talk.Kind.NOT_SOLVED):
            self._verdict(self.stretch.last_turn, at, solved=kind is small_talk.Kind.SOLVED)
        reply = self._small_talk(kind, at, trigger=asked)
        self._turn(asked, reply, facts, at).outcome = "chatted"
        return True

    def answers(self, text: str, source: str, confidence: float, at: datetime) -> bool:
        """Answers from an article; False when the rules call a person instead."""
        facts = self._facts()
        draft = with_draft(facts, Draft(text, confidence, grounded=True))
        for looked, moment in ((facts, Moment.MESSAGE_RECEIVED), (draft, Moment.ANSWER_DRAFTED)):
            if decision := decide(looked, self.world.rules, moment):
                self._hand_off_in_turn(decision, looked, moment, at)
                return False
        self._say_answer(text, source, draft, at)
        return True

    def hands_off(self, rule: RuleSpec, at: datetime, *, draft: str = "") -> None:
        """Steps aside. ``draft`` is what it would have said, if it found anything."""
        facts = self._facts()
        moment, looked = Moment.MESSAGE_RECEIVED, facts
        decision = decide(facts, self.world.rules, moment)
        if decision is None:
            moment = Moment.ANSWER_DRAFTED
            looked = with_draft(facts, Draft(draft, 0.8 if draft else 0.0, bool(draft) or None))
            decision = decide(looked, self.world.rules, moment)
        self._hand_off_in_turn(decision or _forced(rule, looked), looked, moment, at)

    def _facts(self) -> Facts:
        # By the words alone, so that the same history is told on every machine.
        stretch, watched = self.stretch, PolicySpec(topics=tuple(self.world.topics))
        return gather(stretch.question, stretch.history, watched, sense=BY_WORDS)

    # What people on the company's side do.

    def replies(self, person: Person, body: str, at: datetime) -> None:
        """Joins, unless they have it already, and writes."""
        if self.of.status != "open" or self.of.assignee != person.email:
            self._join(person, at - timedelta(seconds=self.dice.whole(8, 50)))
        self._message("agent", body, at, agent=person.email, cid=self.dice.uuid())
        self.of.first_reply_at = self.of.first_reply_at or at
        self.of.agent_seen = self.of.head

    def notes(self, person: Person, body: str, at: datetime) -> None:
        self._entry("note", "agent", body, at, agent=person.email)

    def resolves(self, person: Person, at: datetime) -> None:
        words = "This conversation was marked as resolved."
        self._resolved(at, words, agent=person.email, by="agent", name=person.name)

    def snoozes(self, until: datetime, at: datetime) -> None:
        self._move("snoozed", at, snoozed_until=until)
        self._event("snoozed", at, internal=True, until=until.isoformat())

    def wakes(self, at: datetime) -> None:
        self._move("open", at, snoozed_until=None)
        self._event("woken", at, internal=True)

    def blocks(self, person: Person, at: datetime) -> None:
        self._event("blocked", at, internal=True, agent_email=person.email, agent=person.name)
        self._move("resolved", at, is_spam=True)

    # What is asked afterwards.

    def rates(self, score: int, comment: str, at: datetime) -> None:
        """Answers "how was it?", if it was asked."""
        for opinion in self.of.opinions:
            if opinion.kind == "csat":
                opinion.score, opinion.comment, opinion.answered_at = score, comment, at
                self.of.contact_seen = self.of.head

    def _say_answer(self, text: str, source: str, facts: Facts, at: datetime) -> None:
        asked = self.stretch.asked[-1].seq
        data = {
            "sources": [{"id": source}],
            "ask_solved": True,
            "quick_replies": [],
            "confidence": round(facts.confidence or 0, 2),
        }
        entry = self._message("assistant", text, at, data=data, trigger_seq=asked)
        turn = self._turn(asked, entry, facts, at)
        turn.source = source
        self.stretch.try_answer(entry, turn)
        self._ask("solved", entry.seq, at)

    def _hand_off_in_turn(
        self, decision: Decision, facts: Facts, moment: Moment, at: datetime
    ) -> None:
        asked = self.stretch.asked[-1].seq
        turn = self._turn(asked, self._hand_off(decision, at), facts, at)
        turn.outcome, turn.decision, turn.moment = "handed_off", decision, moment

    def _hand_off(self, decision: Decision, at: datetime) -> Entry:
        team = self.world.team_of(decision.rule_name)
        case = package(self.of, self.stretch, decision, at, past=self.world.past_of(self.of))
        self._move(
            "waiting", at, team=team, assignee="", priority=str(decision.priority),
            waiting_since=at, handed_off_at=at, resolved_at=None,
        )  # fmt: skip
        entry = self._event("handed_off", at, words=decision.words, team=team)
        self.of.handoffs.append(PastHandoff(entry.seq, team, decision, case, at))
        self.stretch = Stretch()
        return entry

    def _join(self, person: Person, at: datetime) -> None:
        self._move("open", at, assignee=person.email, waiting_since=None, resolved_at=None)
        words = f"{person.name} joined and can see this conversation."
        self._event("joined", at, words=words, agent_email=person.email, agent=person.name, by="")
        self.stretch = Stretch()

    def _resolved(
        self, at: datetime, words: str, *, by: str, agent: str = "", name: str = ""
    ) -> None:
        self._move("resolved", at, resolved_at=at, waiting_since=None)
        who = {"agent": name} if name else {}
        entry = self._event("resolved", at, words=words, by=by, agent_email=agent, **who)
        if any(one.sender in ("assistant", "agent") and one.kind == "message"
               for one in self.of.entries):  # fmt: skip
            self._ask_how_it_was(entry.seq, at)

    def _ask_how_it_was(self, about_seq: int, at: datetime) -> None:
        opinion = self._ask("csat", about_seq, at)
        self._event(
            "survey",
            at,
            words=self.world.csat_question,
            invitation=opinion.public_id,
            kind="csat",
            thanks=self.world.csat_thanks,
        )

    def _ask(self, kind: str, about_seq: int, at: datetime) -> Opinion:
        path = "after_handoff" if self.of.handoffs else "assistant_only"
        opinion = Opinion(self.dice.public_id(), kind, path, about_seq, at)
        self.of.opinions.append(opinion)
        return opinion

    def _verdict(self, turn: PastTurn, at: datetime, *, solved: bool) -> None:
        turn.verdict = "confirmed" if solved else "contradicted"
        answer = self.of.entries[(turn.reply_seq or 0) - 1]
        answer.data["verdict"] = turn.verdict
        self._event("verdict", at, internal=True, target=answer.seq, verdict=turn.verdict)
        for opinion in self.of.opinions:
            if opinion.kind == "solved" and opinion.about_seq == answer.seq:
                opinion.score, opinion.answered_at = int(solved), at

    def _small_talk(self, kind: small_talk.Kind, at: datetime, *, trigger: int | None) -> Entry:
        reply = small_talk.reply(kind, said_before=0)
        if reply is None:
            raise ValueError(f"The assistant has no words for {kind}.")
        data = reply.data
        if trigger is None:
            data = {"quick_replies": data["quick_replies"], "small_talk": kind}
        entry = self._message("assistant", reply.text, at, data=data, trigger_seq=trigger)
        self.stretch.asked = []
        return entry

    def _turn(self, asked: int, reply: Entry, facts: Facts, at: datetime) -> PastTurn:
        """The record of an answer; those who do something else say so on it."""
        said = reply.body if reply.sender == "assistant" else ""
        turn = PastTurn(asked, reply.seq, "answered", said, facts, Moment.ANSWER_DRAFTED, at)
        turn.took_ms = self.dice.whole(180, 900)
        self.of.turns.append(turn)
        return turn

    def _message(self, sender: str, body: str, at: datetime, **more: Any) -> Entry:
        self.of.last_message_at = at
        self.of.last_sender = sender
        self.of.last_preview = body[:PREVIEW]
        return self._entry("message", sender, body, at, **more)

    def _event(
        self, event: str, at: datetime, *, words: str = "", agent_email: str = "", **data: Any
    ) -> Entry:
        content = {"event": event, **data}
        return self._entry("event", "system", words, at, agent=agent_email, data=content)

    def _entry(self, kind: str, sender: str, body: str, at: datetime, **more: Any) -> Entry:
        self.of.head += 1
        self.of.updated_at = at
        entry = Entry(self.of.head, kind, sender, body, at, **more)
        self.of.entries.append(entry)
        return entry

    def _move(self, status: str, at: datetime, **fields: Any) -> None:
        self.of.status = status
        self.of.fence += 1
        self.of.updated_at = at
        for name, value in fields.items():
            setattr(self.of, name, value)


def _forced(rule: RuleSpec, facts: Facts) -> Decision:
    """The rule that the story names, where today's facts would not have called it."""
    return Decision(
        trigger=rule.trigger,
        rule_name=rule.name,
        team_id=None,
        priority=rule.priority,
        words=rule.words,
        reason=reason_for(rule, facts),
    )
