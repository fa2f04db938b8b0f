"""One command's machinery: install, start every server and process, stop them all again."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the caller's Python is what is being checked
    sys.exit(
        f"Handrail needs Python 3.11 or newer; {sys.executable} is "
        f"{sys.version_info[0]}.{sys.version_info[1]}. Name another: make demo PYTHON=python3.11"
    )
if sys.platform != "linux":
    sys.exit("The embedded servers run on Linux; elsewhere use compose.yaml (docs/running.md).")
