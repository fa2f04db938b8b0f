"""Faults on purpose: the real processes, killed at random, and an account of what was kept.

``make chaos`` runs it; docs/reliability.md says what it proves. Visitors speak docs/protocol.md as
the widget does, agents read as the inbox's pages do, on another web process. At the end the
database is compared with what each of them saw.
"""
