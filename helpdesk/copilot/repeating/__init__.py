"""Keeps a customer from being asked what they have said: a look at the draft, before it is sent.

Words decide, no model: English first, German as far as the patterns go. ``noticing.repeats`` is
the whole of it, from plain values; ``reading`` brings these from the database.
"""
