#!/usr/bin/env python3
"""Run management commands, bound to the public schema unless a command binds a tenant."""

import os
import sys

from django.core.management import execute_from_command_line

from tenants.context import in_public


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    with in_public():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
