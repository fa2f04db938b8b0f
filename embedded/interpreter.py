"""Which Python the environment is made of."""

import os
import subprocess
import sys

# Where Debian, Ubuntu and the images of python.org keep theirs.
_SYSTEM = "/usr/bin/python{}.{}"


def chosen() -> str:
    """The system's Python of the release that runs us, where it can make an environment.

    A distribution builds its own with the compiler's profile and without a shared library in
    between; one that pyenv or a plain ``configure`` made takes a quarter longer for the same
    work (docs/decisions/0040). ``PYTHON=`` given to make, or in the environment, is obeyed.
    """
    system = _SYSTEM.format(*sys.version_info)
    if "PYTHON" in os.environ or not _makes_environments(system):
        return sys.executable
    return system


def _makes_environments(python: str) -> bool:
    """Without python3-venv, Debian's has the module venv, but not what fills an environment."""
    try:
        done = subprocess.run(
            [python, "-c", "import ensurepip, venv"], capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0
