"""What customers thought of it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SurveysConfig(AppConfig):
    name = "helpdesk.surveys"
    verbose_name = "Surveys"

    def ready(self) -> None:
        autodiscover_modules("receivers")
