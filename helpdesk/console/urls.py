"""Our own pages below ``/admin/``; the admin site's come after them."""

from django.contrib import admin
from django.urls import path

from helpdesk.console import views

app_name = "console"
urlpatterns = [
    path("setup/", admin.site.admin_view(views.setup), name="setup"),
    path("confidence/", admin.site.admin_view(views.confidence), name="confidence"),
]
