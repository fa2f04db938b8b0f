"""The brand, one row per tenant."""

from django.apps import AppConfig


class BrandConfig(AppConfig):
    name = "tenants.brand"
    verbose_name = "Brand"
