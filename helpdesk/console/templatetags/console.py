"""How history entries read: ``{{ entry|who }}``, ``{{ entry|changes }}``."""

from django import template

from helpdesk.console import history

register = template.Library()
register.filter("who", history.who)
register.filter("changes", history.changes)
