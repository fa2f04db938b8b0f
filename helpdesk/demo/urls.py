"""The demo's page on a tenant's host: the site of the company that uses us."""

from django.urls import path

from helpdesk.demo import views

urlpatterns = [
    path("", views.site, name="site"),
]
