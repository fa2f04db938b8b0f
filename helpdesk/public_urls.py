"""Addresses on the platform's own host."""

from django.urls import include, path

from helpdesk.console.platform import platform_site

urlpatterns = [
    path("", include("helpdesk.demo.public_urls")),
    path("platform/", platform_site.urls),
]
