"""A job that has cost two workers their lives is tried again in a process of its own.

So what kills a process kills at most two workers, and the jobs that ran beside it are not counted
out together with it: from then on each dies of itself alone.
"""

import signal
import subprocess
import sys

from django.conf import settings

from tenants.work import running
from tenants.work.leases import LONGEST

# A worker may end for reasons of its own, once.
LOSSES = 2


def run(job_id: int, attempts: int) -> None:
    """Have the job done by ``manage.py do_job``, and note how that ended if not by itself."""
    command = [sys.executable, "-m", "django", "do_job", str(job_id), str(attempts)]
    try:
        ended = subprocess.run(  # noqa: S603 - our own interpreter, and two numbers
            command, cwd=settings.BASE_DIR, check=False, timeout=LONGEST.total_seconds()
        ).returncode
    except subprocess.TimeoutExpired:
        ended = -signal.SIGKILL
    if ended != 0:
        running.lose(job_id, attempts + 1, f"The process of its own {_said(ended)}.")


def _said(ended: int) -> str:
    if ended > 0:
        return f"ended with status {ended}"
    return f"was killed by {signal.Signals(-ended).name}"
