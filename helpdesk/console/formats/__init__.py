"""How dates and times are written, by language; German keeps Django's."""
