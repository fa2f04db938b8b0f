"""What a new tenant's chat begins with."""

from helpdesk.widget.models import WidgetSettings
from tenants.provisioning import Opening


def widget_settings(_opening: Opening) -> None:
    WidgetSettings.objects.create(id=1)
