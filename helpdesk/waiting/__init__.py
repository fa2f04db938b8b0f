"""While a customer waits for a person: how they want to be reached, and what they say meanwhile."""
