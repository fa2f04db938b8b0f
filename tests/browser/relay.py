"""``python -m tests.browser.relay``: ``manage.py relay``, started as a module."""

from django.core.management import execute_from_command_line

from tenants.context import in_public

if __name__ == "__main__":
    with in_public():
        execute_from_command_line(["manage.py", "relay"])
