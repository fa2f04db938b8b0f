"""Our own pages below ``/admin/``; the admin site's come after them."""

from django.contrib import admin
from django.urls import path

from helpdesk.console import policies, views

app_name = "console"
urlpatterns = [
    path("setup/", admin.site.admin_view(views.setup), name="setup"),
    path("confidence/", admin.site.admin_view(views.confidence), name="confidence"),
    path("policy/", admin.site.admin_view(policies.policy), name="policy"),
    path("policy/publish/", admin.site.admin_view(policies.publish), name="publish_policy"),
    path("policy/discard/", admin.site.admin_view(policies.discard), name="discard_draft"),
    path("policy/<int:number>/", admin.site.admin_view(policies.version), name="policy_version"),
    path(
        "policy/<int:number>/roll-back/",
        admin.site.admin_view(policies.roll_back),
        name="roll_back_policy",
    ),
]
