"""The tenant's name, colours and words, as its customers meet them."""

from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models

from tenants.one_row import OneRow

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", "Give a colour as # and six digits: #0f766e.")

GREETING = "Hi! I'm {name}'s AI assistant. Ask me anything, or talk to a person at any time."
DISCLOSURE = "Answers come from an AI assistant. A person is one click away."


def logo_path(_brand: "Brand", filename: str) -> str:
    return f"brand/{filename}"


class Brand(OneRow):
    """Exactly one row per tenant, made by ``open_tenant``."""

    where_none = {"name": "Support"}

    name = models.CharField(max_length=120, help_text="Shown at the top of the chat.")
    colour = models.CharField(max_length=7, default="#0f766e", validators=[hex_colour])
    accent = models.CharField(max_length=7, default="#f59e0b", validators=[hex_colour])
    logo = models.FileField(
        upload_to=logo_path,
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "webp"])],
        help_text="PNG, JPEG or WebP, square, up to 200 kB.",
    )
    greeting = models.CharField(
        max_length=300,
        default=GREETING,
        help_text="The first words. Say that an AI answers, and how to reach a person.",
    )
    disclosure = models.CharField(max_length=200, default=DISCLOSURE)
    locale = models.CharField(
        max_length=12, default="en", choices=[("en", "English"), ("de", "Deutsch")]
    )

    class Meta:
        verbose_name = "brand"
        verbose_name_plural = "brand"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_brand_per_workspace")
        ]

    def __str__(self) -> str:
        return self.name

    def greeting_words(self) -> str:
        # Plain replacement: tenants' text is never a template.
        return self.greeting.replace("{name}", self.name)
