"""The database backend that reads the bound tenant, and direct SQL beside it."""
