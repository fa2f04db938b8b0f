"""What operations cost, against floors made of the same parts; not tests, not shipped.

``make bench`` runs every module of this package that defines ``measure``:

    def measure(run: Run) -> Iterator[Row]: ...

each in a process of its own, with Django set up, nothing bound, and a durable PostgreSQL and a
Valkey that are thrown away afterwards. It yields each row when it is measured, keeps within
``run.seconds``, takes fewer or smaller things when ``run.quick``, and leaves no process behind.
``bench.rows`` makes a row of rounds: floor and ours in turn, so that a busy moment meets both.
``bench.workspace`` opens a workspace to measure in and drops it.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django.setup()
