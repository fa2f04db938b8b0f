"""Isolation under fire: every kind of door of three companies at once, on rows with equal keys.

``make hammer`` runs 10,000 operations, in an order that a seed decides, several at a time in one
process whose doors share threads and connections. Each answer must hold its own company's marks
and nobody else's. Between them come queries for which nothing is bound: each must be refused. The
control arm at the end sets the tenant on the connection when a socket opens, and must leak.
"""
