"""What can be wrong with a source, by name. Known to the reading child too: nothing of Django."""

from enum import StrEnum


class Problem(StrEnum):
    """Why a file, page or entry was not taken in; ``models.Outcome`` has the words for screens."""

    REFUSED = "refused"
    TOO_LARGE = "too_large"
    LOCKED = "locked"
    SCANNED = "scanned"
    CORRUPT = "corrupt"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_TYPE = "unknown_type"
    EMPTY = "empty"
    BOMB = "bomb"
    TOO_COSTLY = "too_costly"
    MALWARE = "malware"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    INSIDE = "inside"
    ELSEWHERE = "elsewhere"
    CIRCLES = "circles"
    SLOW = "slow"
    UNREACHABLE = "unreachable"
    BEYOND = "beyond"


class BadSource(ValueError):
    """A file, line or page that is no article; the message says why, in words for its author."""

    def __init__(self, reason: str, problem: Problem = Problem.REFUSED) -> None:
        super().__init__(reason)
        self.problem = problem
