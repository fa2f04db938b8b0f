"""A part of the bench that is cut off leaves no server behind."""

import subprocess
import sys
from textwrap import dedent

from bench.part import CUT

PART = dedent(
    """
    import sys, time, types
    from bench import part

    def measure(run):
        try:
            print("began", flush=True)
            time.sleep(60)
            yield
        finally:
            print("ended", flush=True)

    sys.modules["bench.endless"] = types.SimpleNamespace(measure=measure)
    sys.argv[1:] = ["endless", '{"quick": true, "seconds": 1}']
    part.main()
    """
)


def test_a_part_that_is_cut_leaves_its_blocks_and_says_so() -> None:
    command = [sys.executable, "-c", PART]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as part:
        assert part.stdout
        assert part.stdout.readline() == "began\n"
        part.terminate()
        assert part.stdout.read() == "ended\n"
    assert part.returncode == CUT
