"""Tags to rename and delete; the rest is seen where conversations are worked on."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from helpdesk.filing.models import Tag


@admin.register(Tag)
class TagAdmin(ModelAdmin):
    """Agents make tags as they need them; here they are put in order."""

    list_display = ["name", "created_at"]
    search_fields = ["name"]
    fields = ["name", "created_at"]
    readonly_fields = ["created_at"]
