"""Addresses on a tenant's host."""

from django.contrib import admin
from django.urls import include, path

from knowledge.views import robots

urlpatterns = [
    path("", include("helpdesk.demo.urls")),
    path("files/", include("helpdesk.downloads.urls")),
    path("widget/", include("helpdesk.widget.urls")),
    path("inbox/", include("helpdesk.inbox.urls")),
    path("help/", include("knowledge.urls")),
    path("robots.txt", robots),
    path("api/v1/", include("helpdesk.api.urls")),
    path("admin/", include("helpdesk.console.urls")),
    path("admin/", admin.site.urls),
]
