"""What later apps may listen to. The list is closed: adding one is a decision record.

Sent inside the transaction that makes it true, with ``conversation_id``; the two about an answer
also with its ``seq``, and ``answer_judged`` with ``solved`` (docs/decisions/0009);
``message_redacted`` with the ``seq`` and the ``body`` that must go (docs/decisions/0013).
"""

from django.dispatch import Signal

conversation_answered = Signal()
answer_judged = Signal()
conversation_handed_off = Signal()
conversation_resolved = Signal()
message_redacted = Signal()
