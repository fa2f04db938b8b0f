"""Addresses of files, below ``/files/``; ``conversations.linking`` makes them."""

from django.urls import path

from helpdesk.downloads import views

app_name = "files"

urlpatterns = [path("<str:token>/<str:name>", views.file, name="file")]
