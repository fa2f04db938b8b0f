"""The demo's page on the platform's host."""

from django.urls import path

from helpdesk.demo import views

urlpatterns = [
    path("", views.landing, name="landing"),
]
