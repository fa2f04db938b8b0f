"""The desk: where tenants, knowledge and escalation meet the customer."""
