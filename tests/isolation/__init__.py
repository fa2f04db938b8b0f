"""No tenant sees another's byte: every surface enumerated, driven from the wrong side, scanned.

``inventory`` reads from the running application where data may come in or out; ``surfaces.toml``
says of each whose data that is; the rest of the folder fills three companies with marks, drives
one of them through every surface, and looks for the others' marks in whatever came out.
"""
