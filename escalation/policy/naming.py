"""What numbers in a policy stand for: it keeps ids, people read names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from escalation.policy.values import PolicySpec
from escalation.rules import RuleSpec
from escalation.sentences import sentence_of

DEFAULT_TEAM: Final = gettext_noop("the default team")


@dataclass(frozen=True, slots=True)
class Names:
    """Teams and collections by id; one that is gone has no name."""

    teams: Mapping[int, str] = field(default_factory=dict)
    collections: Mapping[int, str] = field(default_factory=dict)

    def team(self, team_id: int | None) -> str:
        return self.teams.get(team_id or 0, "")

    def team_or_default(self, team_id: int | None) -> str:
        return self.team(team_id) or _(DEFAULT_TEAM)

    def collection(self, collection_id: int) -> str:
        name = self.collections.get(collection_id)
        return f"“{name}”" if name else _("a collection that is gone")

    def sentence(self, rule: RuleSpec, policy: PolicySpec) -> str:
        """The rule as its owner reads it."""
        topic = policy.label_of(rule.topic)
        return sentence_of(rule, topic=topic, team=self.team(rule.team_id))
