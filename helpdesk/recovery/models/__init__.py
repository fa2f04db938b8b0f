"""What was promised to customers and by when; what failed one, and how that is put right."""

from helpdesk.recovery.models.cases import FirstReply, RecoveryCase, RootCause
from helpdesk.recovery.models.goods import MakeGood, MakeGoodOffer
from helpdesk.recovery.models.promises import TEXT_KEPT, Promise
from helpdesk.recovery.models.settings import RecoverySettings

__all__ = [
    "TEXT_KEPT",
    "FirstReply",
    "MakeGood",
    "MakeGoodOffer",
    "Promise",
    "RecoveryCase",
    "RecoverySettings",
    "RootCause",
]
