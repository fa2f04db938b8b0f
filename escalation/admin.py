"""Where a tenant's staff own their rules: as sentences, in order, tried before they count."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin

from escalation.deciding import GUARANTEE
from escalation.forms import RuleForm, TryForm
from escalation.models import EscalationRule, RiskTopic, Team
from escalation.ordering import STEP, last_position, move_down, move_up
from escalation.policy.drafting import draft
from escalation.previewing import reading_of
from escalation.sentences import condition_of
from escalation.trying import Trial, try_message


@admin.register(EscalationRule)
class EscalationRuleAdmin(ModelAdmin):
    """Rules, first to last."""

    form = RuleForm
    list_display = ["sentence", "name", "is_on"]
    list_editable = ["is_on"]
    list_display_links = ["sentence"]
    list_select_related = ["team", "topic"]
    list_per_page = 200
    list_before_template = "escalation/_before_rules.html"
    change_form_before_template = "escalation/_before_rule.html"
    ordering = ["position", "id"]
    ordering_field = "position"
    hide_ordering_field = True
    search_fields = ["name", "words"]
    actions = ["move_up", "move_down", "switch_on", "switch_off"]
    fieldsets = [
        (None, {"fields": ["name", "is_on"]}),
        ("Condition", {"fields": ["trigger", "topic", "threshold", "conditions"]}),
        ("What happens then", {"fields": ["team", "priority", "offers", "words"]}),
        ("Order", {"fields": ["position"]}),
    ]

    class Media:
        css = {"all": ["escalation/rules.css"]}
        js = ["escalation/preview.js"]

    @admin.display(description="Rule", ordering="position")
    def sentence(self, rule: EscalationRule) -> str:
        return rule.sentence

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list says what holds whatever is switched off in it."""
        always = [condition_of(rule) for rule in GUARANTEE]
        context = {**(extra_context or {}), "always": always}
        response: HttpResponse = super().changelist_view(request, context)
        return response

    def get_changeform_initial_data(self, _request: HttpRequest) -> dict[str, Any]:
        """A new rule goes to the end: it cannot take anything from those before it."""
        return {"position": last_position() + STEP}

    def get_urls(self) -> list[URLPattern]:
        """The page to try a message on the rules stands beside the list."""
        trying = self.admin_site.admin_view(self.try_view)
        reading = self.admin_site.admin_view(self.sentence_view)
        return [
            path("try/", trying, name="escalation_try"),
            path("sentence/", reading, name="escalation_sentence"),
            *super().get_urls(),
        ]

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """Try a message on the rules; nothing is sent or stored."""
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        form = TryForm(request.POST if request.method == "POST" else None)
        context = {
            **self.admin_site.each_context(request),
            "title": "Try a message",
            "opts": self.opts,
            "form": form,
            "trial": _trial(form) if form.is_valid() else None,
        }
        return TemplateResponse(request, "escalation/try.html", context)

    def sentence_view(self, request: HttpRequest) -> HttpResponse:
        """The rule as it is being typed, as a sentence, and what is wrong. Stores nothing."""
        if not self.has_change_permission(request):
            return HttpResponse(status=403)
        return JsonResponse(reading_of(request.POST))

    @admin.action(description="Move up", permissions=["change"])
    def move_up(self, _request: HttpRequest, rules: QuerySet[EscalationRule]) -> None:
        move_up([rule.pk for rule in rules])

    @admin.action(description="Move down", permissions=["change"])
    def move_down(self, _request: HttpRequest, rules: QuerySet[EscalationRule]) -> None:
        move_down([rule.pk for rule in rules])

    @admin.action(description="Switch on", permissions=["change"])
    def switch_on(self, _request: HttpRequest, rules: QuerySet[EscalationRule]) -> None:
        _switch(rules, on=True)

    @admin.action(description="Switch off", permissions=["change"])
    def switch_off(self, _request: HttpRequest, rules: QuerySet[EscalationRule]) -> None:
        _switch(rules, on=False)


@admin.register(RiskTopic)
class RiskTopicAdmin(ModelAdmin):
    """Word lists that a person can read."""

    list_before_template = "escalation/_before_draft.html"
    change_form_before_template = "escalation/_before_draft.html"
    list_display = ["label", "phrases", "is_never_improvised", "is_on"]
    list_editable = ["is_on"]
    search_fields = ["label", "words"]
    prepopulated_fields = {"name": ("label",)}
    fields = ["label", "name", "is_on", "is_never_improvised", "words", "signal", "threshold"]

    @admin.display(description="Phrases")
    def phrases(self, topic: RiskTopic) -> int:
        return len([line for line in topic.words.splitlines() if line.strip()])


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    """Teams and who is in them."""

    list_display = ["name", "is_default", "people"]
    search_fields = ["name"]
    filter_horizontal = ["members"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        teams: QuerySet[Team] = super().get_queryset(request)
        return teams.annotate(people_count=Count("members"))

    @admin.display(description="People", ordering="people_count")
    def people(self, team: Team) -> int:
        count: int = team.people_count  # type: ignore[attr-defined]
        return count


def _trial(form: TryForm) -> Trial:
    return try_message(form.cleaned_data["message"], form.history(), draft())


def _switch(rules: QuerySet[EscalationRule], *, on: bool) -> None:
    # One by one, so that the history of changes has each of them.
    for rule in rules:
        rule.is_on = on
        rule.save(update_fields=["is_on"])
