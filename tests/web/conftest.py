"""The desks of Ada, Bo and Gus, for whoever attacks them."""

from tests.inbox.conftest import adas, assisted, begin, bos, guss, waiting

__all__ = ["adas", "assisted", "begin", "bos", "guss", "waiting"]
