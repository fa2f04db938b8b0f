"""What helps an agent beside the thread."""

from django.apps import AppConfig


class CopilotConfig(AppConfig):
    name = "helpdesk.copilot"
    verbose_name = "Copilot"
