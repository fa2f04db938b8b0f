"""Measurements against a floor made of the same parts; not tests, not shipped."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django.setup()
