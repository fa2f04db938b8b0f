"""How the chat is set up: where it may stand, and how visitors prove who they are."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from helpdesk.widget import origins
from tenants.one_row import OneRow
from tenants.secrets import EncryptedTextField


def new_secret() -> str:
    """256 random bits, as text that survives being pasted into a settings file."""
    return secrets.token_hex(32)


def validate_origins(text: str) -> None:
    origins.parse(text)


class WidgetSettings(OneRow):
    """Exactly one row per tenant, made by ``open_tenant``."""

    # A missing row knows no secret, so it proves nobody.
    where_none = {"identity_secret": ""}

    class Side(models.TextChoices):
        RIGHT = "right", "Right"
        LEFT = "left", "Left"

    allowed_origins = models.TextField(
        blank=True,
        validators=[validate_origins],
        help_text=(
            "Sites that may show the chat, one a line, like https://www.example.com or "
            "https://*.example.com. Empty: any site."
        ),
    )
    side = models.CharField(
        "launcher position",
        max_length=5,
        choices=Side.choices,
        default=Side.RIGHT,
        help_text="The corner of the page in which the chat button stands.",
    )
    takes_files = models.BooleanField(
        "customers may send files",
        default=True,
        db_default=True,
        help_text="On: pictures, documents and the like can be sent in the chat.",
    )
    file_limit_mb = models.PositiveSmallIntegerField(
        "largest file",
        default=20,
        db_default=20,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text="In megabytes, at most 20.",
    )
    identification_required = models.BooleanField(
        default=False,
        help_text=(
            "On: a visitor is a known contact only while your page proves it with a signed "
            "token. Off: a browser that has proved it once is remembered for 30 days."
        ),
    )
    identity_secret = EncryptedTextField(
        blank=True,
        default=new_secret,
        help_text="Signs who your visitors are. Keep it on your server, never in a page.",
    )
    previous_secret = EncryptedTextField(
        blank=True,
        default="",
        editable=False,
        help_text="The secret before the last rotation, accepted until the overlap ends.",
    )
    previous_until = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When the previous secret stops being accepted.",
    )
    overlap_hours = models.PositiveSmallIntegerField(
        default=24,
        validators=[MaxValueValidator(24 * 14)],
        help_text="For how long the old secret stays valid after a rotation, in hours.",
    )

    class Meta:
        verbose_name = "chat widget"
        verbose_name_plural = "chat widget"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1), name="one_widget_settings_per_workspace"
            )
        ]

    def __str__(self) -> str:
        return "Chat widget"

    @property
    def origins(self) -> list[str]:
        return origins.parse(self.allowed_origins)

    @property
    def file_limit(self) -> int:
        """In bytes: the workspace's own, and never more than the installation's."""
        return min(self.file_limit_mb * 1024 * 1024, settings.UPLOAD_MAX_BYTES)

    def secrets(self) -> list[str]:
        """The secrets that prove an identity now, newest first."""
        overlaps = self.previous_until is not None and self.previous_until > timezone.now()
        candidates = [self.identity_secret, self.previous_secret if overlaps else ""]
        return [secret for secret in candidates if secret]

    def rotate_secret(self) -> None:
        """A new secret; the one before stays valid for ``overlap_hours``."""
        self.previous_secret = self.identity_secret
        self.previous_until = timezone.now() + timedelta(hours=self.overlap_hours)
        self.identity_secret = new_secret()
        self.save(update_fields=["identity_secret", "previous_secret", "previous_until"])
