"""Where a tenant's staff own hours and queues: each with a sentence that says what it does."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import display

from helpdesk.routing.models import BusinessHours, TeamQueue
from helpdesk.routing.writing_hours import standing_of


@admin.register(BusinessHours)
class BusinessHoursAdmin(ModelAdmin):
    """Hours, with how things stand at this moment."""

    list_display = ["name", "sentence", "standing"]
    search_fields = ["name"]
    fields = ["name", "time_zone", "week", "holidays", "sentence", "standing"]
    readonly_fields = ["sentence", "standing"]

    @display(description="In words")
    def sentence(self, hours: BusinessHours) -> str:
        return hours.sentence if _can_be_read(hours) else ""

    @display(description="Now")
    def standing(self, hours: BusinessHours) -> str:
        return standing_of(hours.hours, timezone.now()) if _can_be_read(hours) else ""


@admin.register(TeamQueue)
class TeamQueueAdmin(ModelAdmin):
    """How each team's queue works."""

    list_display = ["team", "business_hours", "standing"]
    list_select_related = ["team", "business_hours"]
    fields = ["team", "business_hours"]

    @display(description="Now")
    def standing(self, queue: TeamQueue) -> str:
        return standing_of(queue.hours, timezone.now())

    def get_readonly_fields(self, _request: Any, obj: TeamQueue | None = None) -> list[str]:
        """A queue stays with its team."""
        return ["team"] if obj else []


def _can_be_read(hours: BusinessHours) -> bool:
    """A form that was refused is shown with what was typed."""
    try:
        hours.clean_fields()
        hours.clean()
    except ValidationError:
        return False
    return True
