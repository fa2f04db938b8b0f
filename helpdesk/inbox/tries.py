"""Count tries at a door, per tenant, and say when there were too many."""

import hashlib
import logging

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 15 * 60
# From one address for one e-mail; and for one e-mail from anywhere.
NEAR_LIMIT = 5
FAR_LIMIT = 30


def too_many(door: str, email: str, address: str) -> bool:
    """Count one more try at ``door`` and say whether it must be refused.

    Without Redis nothing is counted: agents must still reach their customers, and the
    password hash is slow by itself.
    """
    try:
        near = _count(f"{door}:{_digest(email, address)}")
        far = _count(f"{door}:{_digest(email)}")
    except RedisError as error:
        logger.warning("tries at %s are not counted: %s", door, error)
        return False
    return near > NEAR_LIMIT or far > FAR_LIMIT


def forget(door: str, email: str, address: str) -> None:
    """After a success, the next mistake is the first again."""
    try:
        cache.delete(f"tries:{door}:{_digest(email, address)}")
    except RedisError as error:
        logger.warning("tries at %s are not forgotten: %s", door, error)


def _count(name: str) -> int:
    key = f"tries:{name}"
    cache.add(key, 0, timeout=WINDOW_SECONDS)
    try:
        return int(cache.incr(key))
    except ValueError:  # it expired between the two
        cache.set(key, 1, timeout=WINDOW_SECONDS)
        return 1


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(part.strip().lower() for part in parts).encode()).hexdigest()
