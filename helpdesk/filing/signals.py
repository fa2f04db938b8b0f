"""What may be listened to: sent inside the transaction that makes it true."""

from django.dispatch import Signal

# With ``conversation_id``, the ``seq`` of the note and the ``agent_ids`` whom it names.
agents_mentioned = Signal()
