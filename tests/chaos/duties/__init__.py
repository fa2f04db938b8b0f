"""Work made for breaking: what the outbox owes in ``tests.chaos.outbox_sweep`` and ``jobs``."""
