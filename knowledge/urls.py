"""Addresses of the help centre, below /help/."""

from django.urls import path

from knowledge import views

app_name = "knowledge"

urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:public_id>/<slug:slug>/", views.article, name="article"),
]
