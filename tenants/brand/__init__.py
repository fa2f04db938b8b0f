"""How a tenant looks and speaks to its customers (tenant schema)."""
