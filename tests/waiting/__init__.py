"""While a customer waits for a person."""
