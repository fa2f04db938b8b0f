"""Addresses on the platform's own host."""

from django.urls import path

from tenants.admin import platform_site

urlpatterns = [
    path("platform/", platform_site.urls),
]
