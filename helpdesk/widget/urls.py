"""Addresses of the chat, below ``/widget/``. Shapes: docs/protocol.md."""

from django.urls import path

from helpdesk.widget import assets, views

app_name = "widget"

urlpatterns = [
    path("embed.js", assets.loader, name="loader"),
    path("app/<slug:version_asked>/<str:name>", assets.module, name="module"),
    path("logo/<str:name>", assets.logo, name="logo"),
    path("session", views.session, name="session"),
    path("unread", views.unread, name="unread"),
    path("conversations", views.conversations, name="conversations"),
    path("conversations/<str:conversation>/messages", views.messages, name="messages"),
    path("conversations/<str:conversation>/files", views.files, name="files"),
    path("conversations/<str:conversation>/files/<str:file>", views.addresses, name="file"),
    path("conversations/<str:conversation>/actions", views.actions, name="actions"),
    path("conversations/<str:conversation>/log", views.log_page, name="log"),
]
