"""The promises' settings with which a new tenant begins."""

from helpdesk.recovery.models import RecoverySettings
from tenants.provisioning import Opening


def recovery(_opening: Opening) -> None:
    RecoverySettings.objects.create(id=1)
