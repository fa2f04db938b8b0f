"""What later apps may listen to. The list is closed: adding one is a decision record.

Sent inside the transaction that makes it true, with ``conversation_id``.
"""

from django.dispatch import Signal

conversation_answered = Signal()
conversation_handed_off = Signal()
conversation_resolved = Signal()
