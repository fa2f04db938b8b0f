"""Agents: a tenant's staff in its schema, platform staff in public."""

from django.apps import AppConfig


class AgentsConfig(AppConfig):
    name = "helpdesk.agents"
    verbose_name = "People"
