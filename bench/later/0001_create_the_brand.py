"""As it is."""

import importlib

Migration = importlib.import_module("tenants.brand.migrations.0001_create_the_brand").Migration
