"""What the user can put right: a sentence that names it, and the fix."""


class Problem(Exception):
    """Stops the command; shown without a traceback."""

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what}\n  Fix: {self.fix}" if self.fix else self.what


class Stopped(BaseException):
    """Ctrl-C or SIGTERM came; everything unwinds and stops in order."""
