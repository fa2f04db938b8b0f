"""Tenants and the domains that lead to them (public schema)."""

import secrets
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from tenants.context import current_schema


def new_schema_name() -> str:
    """A schema name that is never a person's text: ``t_`` and 16 base-32 letters."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "t_" + "".join(secrets.choice(letters) for _ in range(16))


class TenantQuerySet(models.QuerySet["Tenant"]):
    def active(self) -> Self:
        return self.filter(suspended_at__isnull=True)

    def current(self) -> "Tenant":
        """The bound tenant's row. Raises ``Tenant.DoesNotExist`` in the public schema."""
        return self.get(schema_name=current_schema())


class Tenant(TenantMixin):
    """A company that uses us; one schema. "Workspace" on screen."""

    # provisioning.open_tenant() makes the schema; saving a row must not.
    auto_create_schema = False
    auto_drop_schema = False

    slug = models.SlugField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]+$", "Use lower-case letters, digits and -.")],
    )
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    suspended_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "workspace"

    def __str__(self) -> str:
        return self.name


class Domain(DomainMixin):
    """A host name that leads to one tenant."""

    class Meta:
        ordering = ["domain"]
