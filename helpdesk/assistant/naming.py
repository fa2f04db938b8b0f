"""What the ids in a policy are called in the bound tenant."""

from escalation.models import Team
from escalation.policy.naming import Names
from knowledge.models import Collection


def names() -> Names:
    """In two queries."""
    return Names(
        teams=dict(Team.objects.values_list("pk", "name")),
        collections=dict(Collection.objects.values_list("pk", "name")),
    )
