"""``{% draft_banner %}``: whoever edits a part of the policy is told that it is a draft."""

from typing import Any

from django import template

from escalation.policy.differences import differences
from escalation.policy.drafting import draft
from escalation.rulebook import current_policy

register = template.Library()


@register.inclusion_tag("escalation/_draft.html")
def draft_banner() -> dict[str, Any]:
    """How many things the draft changes that are not live, and where they are told."""
    live = current_policy()
    return {"count": len(differences(live.spec, draft())), "number": live.number}
