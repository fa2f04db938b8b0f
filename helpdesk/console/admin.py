"""The history of every change, as a list: who, what, before and after. Read-only."""

from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.auth.models import Group
from django.template.loader import render_to_string
from unfold.decorators import display

from helpdesk.console.history import changes, who
from helpdesk.conversations.admin import ReadOnlyAdmin

admin.site.unregister(LogEntry)
# Roles are code (docs/decisions/0007): groups would promise something that they do not do.
admin.site.unregister(Group)


@admin.register(LogEntry)
class HistoryAdmin(ReadOnlyAdmin):
    list_display = ["timestamp", "person", "deed", "thing", "what"]
    list_filter = ["action", ("content_type", admin.RelatedOnlyFieldListFilter)]
    list_filter_submit = True
    list_select_related = ["actor", "content_type"]
    search_fields = ["object_repr", "actor__name", "actor_email"]
    search_help_text = "Name of the thing, or of who changed it"
    ordering = ["-timestamp"]
    fields = ["timestamp", "person", "deed", "thing", "differences", "remote_addr"]
    readonly_fields = fields

    @display(description="Who")
    def person(self, entry: LogEntry) -> str:
        return who(entry)

    @display(
        description="Did",
        ordering="action",
        label={"create": "success", "update": "info", "delete": "danger"},
    )
    def deed(self, entry: LogEntry) -> str:
        return entry.get_action_display()

    @display(description="To")
    def thing(self, entry: LogEntry) -> str:
        kind = entry.content_type.name
        return f"{kind[:1].upper()}{kind[1:]}: {entry.object_repr[:60]}"

    @display(description="Fields")
    def what(self, entry: LogEntry) -> str:
        return ", ".join(change.field for change in changes(entry))[:80]

    @display(description="Changes")
    def differences(self, entry: LogEntry) -> str:
        return render_to_string("console/_changes.html", {"changes": changes(entry)})
