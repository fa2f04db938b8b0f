"""``python -m tests.uploads.growth jail|here PATH``: by how many KiB reading a picture grows us."""

import re
import sys
from pathlib import Path

from django.conf import settings

from tenants.uploads import inside, jail


def main(where: str, path: Path) -> int:
    """Read the picture in the jail, or as if there were none."""
    settings.configure(BASE_DIR=Path(__file__).parent.parent.parent)
    before = _peak()
    if where == "jail":
        jail.picture("png", path)
    else:
        inside._picture("png", path, path.with_suffix(".clean"), path.with_suffix(".preview"))
    return _peak() - before


def _peak() -> int:
    """Of this program alone: what ``getrusage`` says began with our parent's."""
    return int(re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[0])


if __name__ == "__main__":
    sys.stdout.write(str(main(sys.argv[1], Path(sys.argv[2]))))
