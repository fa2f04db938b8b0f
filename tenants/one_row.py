"""Settings of a tenant: a table with exactly one row, whose absence means the defaults."""

from typing import Any, ClassVar, Self

from django.db import models


class OneRow(models.Model):
    """A model of which the bound tenant has one row, with the id 1.

    ``where_none``: what a missing row has instead of its fields' defaults.
    """

    where_none: ClassVar[dict[str, Any]] = {}

    class Meta:
        abstract = True

    @classmethod
    def current(cls) -> Self:
        """The bound tenant's; the defaults until somebody saves others."""
        return cls._default_manager.filter(pk=1).first() or cls(pk=1, **cls.where_none)
