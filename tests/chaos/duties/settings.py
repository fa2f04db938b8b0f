"""The product's settings, with the work of this package beside its own."""

from helpdesk.settings import *  # noqa: F403
from helpdesk.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.duties"]
CELERY_IMPORTS = ["tests.chaos.duties.naive"]
