"""Who we serve: tenants, their domains, and the one place where a tenant is bound."""
