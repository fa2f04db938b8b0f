"""What all past conversations of a company share: its rules, teams, hours and surveys."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from escalation.rules import Priority, RuleSpec, TopicSpec, Trigger
from helpdesk.demo.cast import Company, Person, Rule
from helpdesk.demo.past.records import PastConversation
from helpdesk.surveys.models import Survey


@dataclass(frozen=True, slots=True)
class Hours:
    """When people are there: days of the week (Monday is 0), hours, distance from UTC."""

    days: range
    opens: int
    closes: int
    from_utc: timedelta

    def next_open(self, at: datetime) -> datetime:
        """The moment itself, or when the doors open next."""
        local = at + self.from_utc
        while not (local.weekday() in self.days and self.opens <= local.hour < self.closes):
            if local.hour >= self.closes or local.weekday() not in self.days:
                local = local.replace(hour=0, minute=0) + timedelta(days=1)
            local = max(local, local.replace(hour=self.opens, minute=2))
        return local - self.from_utc


HOURS = {
    "acme": Hours(range(5), 8, 18, timedelta(hours=1)),
    "globex": Hours(range(7), 6, 23, timedelta(hours=-5)),
}
SITES = {"acme": "https://app.acmeledger.example", "globex": "https://app.globexshifts.example"}


@dataclass
class World:
    """A company as its past week knew it."""

    company: Company
    now: datetime
    met: Counter[str] = field(default_factory=Counter)

    @cached_property
    def rules(self) -> list[RuleSpec]:
        return [_spec(rule) for rule in self.company.rules if rule.on]

    @cached_property
    def topics(self) -> list[TopicSpec]:
        return [
            TopicSpec(name, label(name), "\n".join(words))
            for name, words in self.company.topics.items()
        ]

    @property
    def hours(self) -> Hours:
        return HOURS[self.company.slug]

    @property
    def csat_question(self) -> str:
        return str(Survey._meta.get_field("csat_question").default)

    @property
    def csat_thanks(self) -> str:
        return str(Survey._meta.get_field("thanks").default)

    def rule(self, name: str) -> RuleSpec:
        return _spec(self.company.rule(name))

    def rule_on(self, trigger: Trigger) -> RuleSpec:
        """The company's first rule on this trigger."""
        return next(rule for rule in self.rules if rule.trigger is trigger)

    def team_of(self, rule_name: str) -> str:
        """The rule's team; the guarantee leads to the default one."""
        for rule in self.company.rules:
            if rule.name == rule_name:
                return rule.team
        return next(name for name, default in self.company.teams.items() if default)

    def answering(self, team: str) -> list[Person]:
        """Who of the team answers chats."""
        return [
            person
            for person in self.company.people
            if team in person.teams and person.role != "editor"
        ]

    def past_of(self, conversation: PastConversation) -> int:
        """How many conversations the contact had before this one."""
        return self.met[conversation.contact.public_id]


def label(topic: str) -> str:
    """``billing_dispute`` → ``Billing dispute``."""
    return topic.replace("_", " ").capitalize()


def _spec(rule: Rule) -> RuleSpec:
    return RuleSpec(
        name=rule.name,
        trigger=Trigger(rule.trigger),
        words=rule.words,
        threshold=rule.threshold,
        topic=rule.topic,
        priority=Priority(rule.priority),
    )
