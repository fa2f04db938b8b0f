"""Where the peer's documents put it."""

from django.urls import include, path

urlpatterns = [
    path("support/api/v1/", include("escalated.api_urls")),
    path("support/", include("escalated.urls")),
]
