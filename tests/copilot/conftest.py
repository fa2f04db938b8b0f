"""Conversations of Cleo's, and the desks of those who answer them."""

from tests.assistant.conftest import help_centre
from tests.inbox.conftest import adas, assisted, begin, bos, guss, waiting

__all__ = ["adas", "assisted", "begin", "bos", "guss", "help_centre", "waiting"]
