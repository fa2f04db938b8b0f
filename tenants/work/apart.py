"""A job whose worker was lost is tried again in a process of its own.

So what kills a process kills one worker, and the jobs that ran beside it are not counted out
together with it: from then on each dies of itself alone, and a worker that is killed again takes
none of them along. Few have such a process at a time, which is as large as a worker.
"""

import signal
import subprocess
import sys
import threading

from django.conf import settings

from tenants.work import claiming, leases, running
from tenants.work.leases import LONGEST

# A worker takes all that it had in hand along, perhaps because memory had run out.
AT_A_TIME = 4
_room = threading.BoundedSemaphore(AT_A_TIME)


def run(job_id: int, attempts: int) -> None:
    """Have the job done by ``manage.py do_job``, and note how that ended if not by itself.

    Where ``AT_A_TIME`` such processes run already, the job is put off and keeps its place.
    """
    if not _room.acquire(blocking=False):
        claiming.put_off(job_id, attempts)
        return
    try:
        # Until the process takes the job up, and so counts its try: on a full machine that can be
        # later than a lease.
        with leases.kept(job_id, attempts):
            _run(job_id, attempts)
    finally:
        _room.release()


def _run(job_id: int, attempts: int) -> None:
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
