"""Tells scenarios into diaries: who does what, and how long they take over it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from escalation.rules import Trigger
from helpdesk.demo.cast import Person
from helpdesk.demo.past import scenarios
from helpdesk.demo.past.clock import Clock
from helpdesk.demo.past.diary import Diary
from helpdesk.demo.past.scenarios import Case, Question

# How an answered question goes on.
ENDINGS: dict[str, float] = {
    "confirmed": 38,
    "silent": 28,
    "thanked": 8,
    "contradicted": 11,
    "asked_again": 6,
    "wanted_a_person": 9,
}
SCORES: dict[int, float] = {5: 50, 4: 26, 3: 11, 2: 7, 1: 6}
RESPONSE_RATE = 0.55


class Teller:
    """Tells one conversation. ``words`` are the values of its placeholders."""

    def __init__(self, diary: Diary, clock: Clock, words: dict[str, str]) -> None:
        self.diary = diary
        self.clock = clock
        self.words = words
        self.dice = diary.dice
        self.world = diary.world

    # A question to the assistant.

    def question(self, question: Question, ending: str) -> None:
        """Ask, get the answer, go on as ``ending`` says. Raises ``StillGoingOn``."""
        self._ask(question)
        if not self._answer(question.answer, question.source):
            self._a_person_helps(self._one(question.person))
            return
        tails: dict[str, Callable[[Question], None]] = {
            "confirmed": self._confirmed,
            "silent": self._silent,
            "thanked": self._thanked,
            "contradicted": self._contradicted,
            "asked_again": self._asked_again,
            "wanted_a_person": self._wanted_a_person,
        }
        tails[ending](question)

    def _ask(self, question: Question) -> None:
        self.diary.says(self._one(question.ask), self.clock.at)

    def _answer(self, text: str, source: str, confidence: float = 0.0) -> bool:
        confidence = confidence or round(self.dice.between(0.58, 0.93), 2)
        at = self.clock.after(0.03, 0.08)
        return self.diary.answers(self._filled(text), source, confidence, at)

    def _confirmed(self, _question: Question) -> None:
        self.diary.judges(self.clock.after(0.5, 6), solved=True)
        if self.dice.chance(0.4):
            self.diary.thumbs(up=True)

    def _silent(self, _question: Question) -> None:
        if self.dice.chance(0.15):
            self.diary.thumbs(up=self.dice.chance(0.6))

    def _thanked(self, _question: Question) -> None:
        self.diary.says(self.dice.pick(scenarios.talk("plain_thanks")), self.clock.after(0.5, 5))
        self.diary.chats(self.clock.after(0.02, 0.05))
        if self.dice.chance(0.5):
            self._rated_end()

    def _contradicted(self, question: Question) -> None:
        """No; the second attempt, if there is one, does not help either."""
        self.diary.judges(self.clock.after(0.5, 5), solved=False)
        if question.second:
            self.diary.says(self._one(question.still), self.clock.after(0.5, 3))
            if self._answer(question.second, question.source):
                self.diary.judges(self.clock.after(0.5, 4), solved=False)
        else:
            self._still_stuck(question)
        self._a_person_helps(self._one(question.person))

    def _still_stuck(self, question: Question) -> None:
        """They say more; the assistant finds nothing, or only what it said already."""
        said = self._one(question.still)
        if self.dice.chance(0.35):
            said = f"{self.dice.pick(scenarios.talk('no_help'))} {said}"
        self.diary.says(said, self.clock.after(0.5, 4))
        again = self._filled(question.answer) if self.dice.chance(0.4) else ""
        rule = self.world.rule_on(Trigger.REPEATED_ANSWER if again else Trigger.LOW_CONFIDENCE)
        self.diary.hands_off(rule, self.clock.after(0.02, 0.06), draft=again)

    def _asked_again(self, question: Question) -> None:
        first = self.diary.of.entries[0].body
        again = f"{self.dice.pick(scenarios.talk('once_more'))} {first}"
        self.diary.says(again, self.clock.after(0.5, 4))
        rule = self.world.rule_on(Trigger.REPHRASED_QUESTION)
        self.diary.hands_off(rule, self.clock.after(0.02, 0.06))
        self._a_person_helps(self._one(question.person))

    def _wanted_a_person(self, question: Question) -> None:
        if self.dice.chance(0.5):
            self.diary.presses_for_a_person(self.clock.after(0.3, 3))
        else:
            self.diary.says(self.dice.pick(scenarios.talk("ask_person")), self.clock.after(0.3, 3))
            rule = self.world.rule_on(Trigger.ASKS_FOR_PERSON)
            self.diary.hands_off(rule, self.clock.after(0.02, 0.05))
            self.diary.says(self._one(question.still), self.clock.after(0.3, 2))
        self._a_person_helps(self._one(question.person))

    # A person.

    def _a_person_helps(self, solution: str) -> None:
        person = self.dice.pick(self.world.answering(self.diary.of.team))
        self._introduce(person)
        at = self.clock.when_open(self.world.hours, 2, 16)
        self.diary.replies(person, self._one(scenarios.talk("hello")), at)
        self.diary.replies(person, solution, self.clock.after(1, 7))
        if self.dice.chance(0.2):
            self._note(person, self.dice.pick(scenarios.talk("notes")))
        if self.dice.chance(0.75):
            self.diary.says(self._one(scenarios.talk("grateful")), self.clock.after(1, 9))
            if self.dice.chance(0.4):
                closing = self._one(scenarios.talk("closing"))
                self.diary.replies(person, closing, self.clock.after(0.5, 3))
        self._resolve(person, [])

    def _resolve(self, person: Person, scores: list[int]) -> None:
        self.diary.resolves(person, self.clock.after(1, 25))
        self._rate(scores)

    def _rated_end(self) -> None:
        self.diary.ends(self.clock.after(0.2, 2))
        self._rate([])

    def _rate(self, scores: list[int]) -> None:
        """Half of those who are asked answer, mostly soon."""
        if not self.dice.chance(RESPONSE_RATE):
            return
        score = self.dice.pick(scores) if scores else self.dice.weighted(SCORES)
        comment = self._filled(self.dice.pick(scenarios.comments(score)))
        self.diary.rates(score, comment, self.clock.after(0.3, 40))

    # A written case.

    def case(self, case: Case) -> None:
        """Tell the turns in order. Raises ``StillGoingOn``."""
        chosen = [self._chosen(turn) for turn in case.turns]
        person = self._cast(chosen)
        self._introduce(person)
        for turn in chosen:
            self._act(turn, person, case)

    def _act(self, turn: dict[str, Any], person: Person, case: Case) -> None:
        acts: dict[str, Callable[[], Any]] = {
            "contact": lambda: self._contact(turn["contact"]),
            "assistant": lambda: self._assistant(turn),
            "solved": lambda: self._judge(solved=turn["solved"]),
            "hand_off": lambda: self._step_aside(turn["hand_off"]),
            "agent": lambda: self._agent(person, turn["agent"]),
            "note": lambda: self._note(person, turn["note"]),
            "snooze": lambda: self._snooze(turn["snooze"]),
            "end": self._rated_end,
            "resolve": lambda: self._resolve(person, case.csat),
            "spam": lambda: self._spam(turn["spam"]),
        }
        acts[next(iter(turn))]()

    def _contact(self, text: str) -> None:
        first = not self.diary.of.entries
        at = self.clock.at if first else self.clock.after(0.4, 8)
        self.diary.says(self._filled(text), at)

    def _assistant(self, turn: dict[str, Any]) -> None:
        """Unless what was said before has called a person already."""
        if self.diary.of.status == "assisted":
            self._answer(turn["assistant"], turn["source"], turn.get("confidence", 0.0))

    def _judge(self, *, solved: bool) -> None:
        if self.diary.stretch.tried:
            self.diary.judges(self.clock.after(0.5, 4), solved=solved)

    def _step_aside(self, rule: str) -> None:
        if self.diary.of.status == "assisted":
            self.diary.hands_off(self.world.rule(rule), self.clock.after(0.02, 0.06))

    def _agent(self, person: Person, text: str) -> None:
        fresh = self.diary.of.status != "open"
        at = self.clock.when_open(self.world.hours, 1.5, 14) if fresh else self.clock.after(1, 9)
        self.diary.replies(person, self._filled(text), at)

    def _note(self, person: Person, text: str) -> None:
        self.diary.notes(person, self._filled(text), self.clock.after(0.5, 3))

    def _snooze(self, days: int) -> None:
        at = self.clock.after(1, 6)
        until = (at + timedelta(days=days)).replace(hour=8, minute=0, second=0, microsecond=0)
        self.diary.snoozes(until, at)
        if until <= self.clock.now:
            self.diary.wakes(until)

    def _spam(self, email: str) -> None:
        at = self.clock.when_open(self.world.hours, 2, 30)
        self.diary.blocks(self.world.company.person(email), at)

    # Words.

    def _chosen(self, turn: dict[str, Any]) -> dict[str, Any]:
        """The turn with one of its wordings."""
        who, value = next(iter(turn.items()))
        return {**turn, who: self.dice.pick(value)} if isinstance(value, list) else turn

    def _cast(self, turns: list[dict[str, Any]]) -> Person:
        """The agent whom the texts name, or one of the team."""
        said = " ".join(turn.get("agent", "") for turn in turns)
        team = self.world.team_of(next((t["hand_off"] for t in turns if "hand_off" in t), ""))
        for person in self.world.company.people:
            if person.name.partition(" ")[0] in said:
                return person
        return self.dice.pick(self.world.answering(team))

    def _introduce(self, person: Person) -> None:
        self.words["agent"] = person.name.partition(" ")[0]

    def _one(self, wordings: list[str]) -> str:
        return self._filled(self.dice.pick(wordings))

    def _filled(self, text: str) -> str:
        return text.format_map(self.words)
