"""Where staff bring the questions they judge the assistant by, and see what each change did."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Func, IntegerField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from helpdesk.conversations.admin import ReadOnlyAdmin
from helpdesk.evaluation import asking, question_sets
from helpdesk.evaluation.models import MAX_NAME, Evaluation, QuestionSet
from helpdesk.evaluation.reporting import VERDICTS, report_of

PER_PAGE = 50
_COLOURS = {"Waiting": "info", "Running": "info", "Done": "success", "Cancelled": "warning"}


class QuestionSetForm(forms.ModelForm):
    """A name and a file; what is wrong with the file is said beside it."""

    name = forms.CharField(max_length=MAX_NAME, widget=UnfoldAdminTextInputWidget)
    file = forms.FileField(
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.jsonl"}),
        help_text="A table (.csv) with the columns question and article: the titles of the "
        "articles that answer it, parted by |; empty where nothing does. Or JSON lines "
        "as “manage.py evaluate retrieval” takes them.",
    )

    class Meta:
        model = QuestionSet
        fields = ["name"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > question_sets.MOST_BYTES:
            most = question_sets.MOST_BYTES // 1024**2
            raise ValidationError(f"The file is too large: at most {most} MB are read.")
        self.questions = question_sets.read(file.read(), file_name=file.name)
        return file

    def save(self, commit: bool = True) -> QuestionSet:
        self.instance.questions = self.questions
        self.instance.digest = question_sets.digest_of(self.questions)
        saved: QuestionSet = super().save(commit=commit)
        return saved


@admin.register(QuestionSet)
class QuestionSetAdmin(ModelAdmin):
    """Sets are brought, asked and deleted; one that changed would compare with nothing."""

    form = QuestionSetForm
    list_display = ["name", "how_many", "created_by", "created_at"]
    list_select_related = ["created_by"]
    search_fields = ["name"]
    actions_detail = ["ask_now"]
    readonly_fields = ["how_many", "first_ones", "created_by", "created_at"]

    def get_fields(self, _request: HttpRequest, obj: QuestionSet | None = None) -> list[str]:
        if obj is None:
            return ["name", "file"]
        return ["name", "how_many", "first_ones", "created_by", "created_at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_ask_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return self.has_add_permission(request)

    def save_model(self, request: HttpRequest, obj: QuestionSet, form: Any, change: bool) -> None:
        obj.created_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: QuestionSet, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Who brings questions wants them asked."""
        return redirect(_report(asking.start(obj.pk, by=request.user)))

    @action(
        description="Ask them now",
        permissions=["ask"],
        url_path="ask",
        variant=ActionVariant.PRIMARY,
    )
    def ask_now(self, request: HttpRequest, object_id: int) -> HttpResponse:
        found = get_object_or_404(QuestionSet, pk=object_id)
        return redirect(_report(asking.start(found.pk, by=request.user)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuestionSet]:
        """Counted by the database: a page of the list need not load what the sets hold."""
        size = Func("questions", function="jsonb_array_length", output_field=IntegerField())
        sets: QuerySet[QuestionSet] = super().get_queryset(request)
        return sets.annotate(size=size).defer("questions")

    @display(description="Questions", ordering="size")
    def how_many(self, obj: QuestionSet) -> int:
        return int(getattr(obj, "size", 0))

    @display(description="The first of them")
    def first_ones(self, obj: QuestionSet) -> str:
        return " · ".join(one["question"][:120] for one in obj.questions[:5])


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin):
    """What was measured, and when. ``asking`` does the work; here one watches and stops it."""

    list_display = ["subject", "part", "status", "headline", "requested_by", "created_at"]
    list_filter = ["part", "state"]
    list_select_related = ["requested_by"]
    search_fields = ["subject"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evaluation]:
        evaluations: QuerySet[Evaluation] = super().get_queryset(request)
        return evaluations.defer("configuration")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Progress while it runs, and the report."""
        context = {**self.admin_site.each_context(request), **self._shown(request, object_id)}
        return TemplateResponse(request, "evaluation/report.html", context)

    def progress_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What changes on that page while it runs."""
        shown = self._shown(request, object_id)
        return TemplateResponse(request, "evaluation/_report.html", shown)

    def stop_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        evaluation = self._evaluation(request, object_id)
        if not request.user.has_perm("evaluation.add_questionset"):
            raise PermissionDenied
        asking.stop(evaluation.pk)
        messages.success(request, "It stops after the question that is being asked.")
        return redirect(_report(evaluation))

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        stop = guarded(require_POST(self.stop_view))
        return [
            path(
                "<object_id>/progress/",
                guarded(self.progress_view),
                name="evaluation_evaluation_progress",
            ),
            path("<object_id>/stop/", stop, name="evaluation_evaluation_stop"),
            *super().get_urls(),
        ]

    @display(description="State", ordering="state", label=_COLOURS)
    def status(self, evaluation: Evaluation) -> str:
        return evaluation.get_state_display()

    @display(description="In short")
    def headline(self, evaluation: Evaluation) -> str:
        right = evaluation.figures.get("right_answer_share")
        return "" if right is None else f"{right:.0%} answered rightly"

    def _evaluation(self, request: HttpRequest, object_id: str) -> Evaluation:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Evaluation.objects.select_related("requested_by", "question_set")
        return get_object_or_404(found, pk=object_id)

    def _shown(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        evaluation = self._evaluation(request, object_id)
        show = request.GET.get("show", "")
        report = report_of(evaluation, show=show)
        return {
            "title": str(evaluation),
            "opts": self.opts,
            "evaluation": evaluation,
            "report": report,
            "page": Paginator(report.asked, PER_PAGE).get_page(request.GET.get("p")),
            "show": show if show in VERDICTS else "",
            "may_stop": request.user.has_perm("evaluation.add_questionset"),
        }


def _report(evaluation: Evaluation) -> str:
    return reverse("admin:evaluation_evaluation_change", args=[evaluation.pk])
