"""Where a tenant's staff own hours and queues: each with a sentence that says what it does."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import display

from helpdesk.routing import agreeing
from helpdesk.routing.agreements import SlaPolicy
from helpdesk.routing.models import Availability, BusinessHours, RoutingSettings, TeamQueue
from helpdesk.routing.writing_hours import standing_of
from tenants.one_row_admin import OneRowAdmin


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

    list_display = ["team", "way", "business_hours", "standing"]
    list_select_related = ["team", "business_hours"]
    fieldsets = [
        (None, {"fields": ["team", "business_hours"]}),
        ("Who gets the next one", {"fields": ["way", "answer_minutes"]}),
        (
            "When nobody comes soon",
            {"fields": ["tells_place", "says_when_empty", "most_waiting", "overflow_minutes"]},
        ),
    ]

    @display(description="Now")
    def standing(self, queue: TeamQueue) -> str:
        return standing_of(queue.hours, timezone.now())

    def get_readonly_fields(self, _request: Any, obj: TeamQueue | None = None) -> list[str]:
        """A queue stays with its team."""
        return ["team"] if obj else []


@admin.register(Availability)
class AvailabilityAdmin(ModelAdmin):
    """What agents can do and how much at a time; whether they are there they say themselves."""

    list_display = ["agent", "state", "capacity", "skills", "seen_at"]
    list_select_related = ["agent"]
    list_filter = ["state"]
    search_fields = ["agent__name", "skills"]
    fields = ["agent", "capacity", "skills", "state", "seen_at"]
    readonly_fields = ["seen_at"]

    def get_readonly_fields(self, _request: Any, obj: Availability | None = None) -> list[str]:
        return ["agent", "seen_at"] if obj else ["seen_at"]


@admin.register(SlaPolicy)
class SlaPolicyAdmin(ModelAdmin):
    """How soon customers are answered; what names team and priority most closely holds."""

    list_display = ["name", "sentence", "is_on"]
    list_editable = ["is_on"]
    list_select_related = ["team"]
    search_fields = ["name"]
    readonly_fields = ["sentence"]
    fieldsets = [
        (None, {"fields": ["name", "is_on", "team", "priority"]}),
        ("How soon", {"fields": ["first_minutes", "next_minutes", "resolution_minutes"]}),
        ("How it is counted", {"fields": ["in_open_time", "warn_minutes", "sentence"]}),
    ]

    @display(description="In words")
    def sentence(self, policy: SlaPolicy) -> str:
        return policy.sentence

    def save_model(self, _request: Any, policy: SlaPolicy, _form: Any, _change: bool) -> None:
        agreeing.keep(policy)


@admin.register(RoutingSettings)
class RoutingSettingsAdmin(OneRowAdmin):
    fields = ["away_minutes", "capacity"]


def _can_be_read(hours: BusinessHours) -> bool:
    """A form that was refused is shown with what was typed."""
    try:
        hours.clean_fields()
        hours.clean()
    except ValidationError:
        return False
    return True
