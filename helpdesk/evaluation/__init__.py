"""Measures the product on questions whose answers are known: one module for each part."""
