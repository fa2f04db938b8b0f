"""Loads the policy that is live in the bound tenant.

A turn reads it once, when it begins, and ends under it whatever is published meanwhile::

    policy = current_policy()
    facts = gather(question, history, policy.spec)
    decision = policy.decide(facts, Moment.MESSAGE_RECEIVED)
    …                                                   # draft an answer, no transaction open
    decision = policy.decide(with_draft(facts, draft), Moment.ANSWER_DRAFTED)
"""

from dataclasses import replace
from typing import NamedTuple

from escalation.deciding import Decision, Facts, Moment, decide
from escalation.models import PolicyVersion
from escalation.policy.drafting import draft
from escalation.policy.values import PolicySpec

UNPUBLISHED = 0


class Policy(NamedTuple):
    """A policy with the number under which it was published; 0 for one that never was."""

    number: int
    spec: PolicySpec

    def decide(self, facts: Facts, moment: Moment) -> Decision | None:
        """As ``deciding.decide``, and the decision says under which version it was made."""
        decision = decide(facts, self.spec.rules, moment, self.spec.heat)
        return replace(decision, policy_version=self.number) if decision else None


def current_policy() -> Policy:
    """The newest version that was published, in one query.

    Without any, as where an older release opened the workspace a moment ago, the rows hold.
    """
    newest = PolicyVersion.objects.values_list("number", "content").first()
    if newest is None:
        return Policy(UNPUBLISHED, draft())
    number, content = newest
    return Policy(number, PolicySpec.from_json(content))
