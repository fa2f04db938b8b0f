"""How a result of an import looks: ``{{ item.outcome|tone }}``."""

from django import template

from knowledge.imports.reporting import tone_of

register = template.Library()
register.filter("tone", tone_of)
