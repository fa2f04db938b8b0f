"""The admin site: entered with the inbox's log-in, every change recorded in one history."""

from collections.abc import Callable, Iterable
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from unfold.sites import UnfoldAdminSite

from helpdesk.console.checklist import left_to_do
from helpdesk.console.dashboard import last_week
from helpdesk.console.history import Recorded
from helpdesk.console.well_formed import well_formed
from tenants.context import PUBLIC, current_schema

View = Callable[..., HttpResponseBase]

# What Alpine and Unfold need, and nothing else: docs/decisions/0004-admin-csp.md.
RELAXED = {
    "script-src": ["'self'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
}


class Console(UnfoldAdminSite):
    """A tenant's own admin; on the platform's host it opens to nobody."""

    index_title = "Home"
    index_template = "console/home.html"

    def register(
        self,
        model_or_iterable: ModelBase | Iterable[ModelBase],
        admin_class: "type[ModelAdmin[Any]] | None" = None,
        **options: Any,
    ) -> None:
        """As Django does, with the history of ``Recorded`` mixed into every admin class."""
        base = admin_class or ModelAdmin
        recorded = type(base.__name__, (Recorded, base), {"__module__": base.__module__})
        super().register(model_or_iterable, recorded, **options)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        guarded: View = super().admin_view(view, cacheable)
        return csp_update(RELAXED)(well_formed(guarded))

    def has_permission(self, request: HttpRequest) -> bool:
        return current_schema() != PUBLIC and super().has_permission(request)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        week = last_week()
        to_do = [] if week.conversations else left_to_do()
        shown = {"week": week, "to_do": to_do, **(extra_context or {})}
        page: HttpResponse = super().index(request, shown)
        return page

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one log-in. Who is in already and not allowed here is told so."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied("Your role does not work in the admin.")
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(wanted, reverse("inbox:login"))

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return _log_out(request)


@require_POST
def _log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL)
