"""What later apps may listen to. The list is closed: adding one is a decision record.

Sent inside the transaction that makes it true, with ``conversation_id``; the two about an answer
also with its ``seq``, and ``answer_judged`` with ``solved`` (docs/decisions/0009);
``message_redacted`` with the ``seq`` and the ``body`` that must go (docs/decisions/0013).
``conversation_moved`` comes with every change of status or owner: ``was`` and ``status``, and the
``assignee_id`` from then on; ``agent_replied`` with the ``seq`` and the ``agent_id``
(docs/decisions/0031); ``note_added`` with the ``seq``, the ``agent_id`` and the ``body`` of the
note (docs/decisions/0036). ``entries_carried`` and ``conversation_merged`` bring what was
``carried`` (``carrying.Carried``): rows that name an entry go with it, and rows of the whole
conversation when all of it went (docs/decisions/0038).
"""

from django.dispatch import Signal

conversation_answered = Signal()
answer_judged = Signal()
conversation_handed_off = Signal()
conversation_moved = Signal()
conversation_resolved = Signal()
agent_replied = Signal()
note_added = Signal()
entries_carried = Signal()
conversation_merged = Signal()
message_redacted = Signal()
