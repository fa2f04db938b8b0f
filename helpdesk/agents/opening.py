"""The first person of a new tenant."""

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from tenants.provisioning import Opening


def first_owner(opening: Opening) -> None:
    Agent.objects.create(
        email=opening.owner_email,
        password=opening.owner_hash,
        name=opening.owner_name or opening.owner_email.partition("@")[0].title(),
        role=Role.OWNER,
    )
