"""The brand: one page, with a word of warning when its colours are hard to read."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminColorInputWidget, UnfoldAdminTextareaWidget

from tenants.brand.contrast import READABLE, contrast
from tenants.brand.models import Brand
from tenants.one_row_admin import OneRowAdmin

LOGO_LIMIT = 200 * 1024
# What the files begin with; the name alone says nothing.
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")


class BrandForm(forms.ModelForm):
    class Meta:
        model = Brand
        fields = ["name", "logo", "colour", "accent", "greeting", "disclosure", "locale"]
        widgets = {
            "colour": UnfoldAdminColorInputWidget(),
            "accent": UnfoldAdminColorInputWidget(),
            "greeting": UnfoldAdminTextareaWidget({"rows": 2}),
            "disclosure": UnfoldAdminTextareaWidget({"rows": 2}),
        }

    def clean_logo(self) -> Any:
        logo = self.cleaned_data["logo"]
        if isinstance(logo, UploadedFile):
            _check_picture(logo)
        return logo


@admin.register(Brand)
class BrandAdmin(OneRowAdmin):
    form = BrandForm
    fieldsets = [
        ("Look", {"fields": ["name", "logo", ("colour", "accent")]}),
        ("Words", {"fields": ["greeting", "disclosure", "locale"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Brand, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if warning := _hard_to_read(obj):
            messages.warning(request, warning)


def _hard_to_read(brand: Brand) -> str:
    """Why the chat's button will be hard to see or read; empty when it is fine."""
    ratio = contrast(brand.colour, "#ffffff")
    if ratio >= READABLE:
        return ""
    return (
        f"Your colour has a contrast of {ratio:.1f} : 1 with white; {READABLE:g} : 1 is needed "
        "for text. The chat uses dark text on it, and a darker colour would stand out more."
    )


def _check_picture(logo: UploadedFile) -> None:
    if logo.size is not None and logo.size > LOGO_LIMIT:
        raise ValidationError(f"The file has {logo.size // 1024} kB. Up to 200 kB are fine.")
    start = logo.read(16)
    logo.seek(0)
    if not start.startswith(PICTURES):
        raise ValidationError("This is not a PNG, JPEG or WebP picture, whatever its name says.")
