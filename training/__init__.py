"""Makes the weights that the product ships. Nothing of the product imports it."""
