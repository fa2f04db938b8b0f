"""Which conversations a list shows: filters, reading within bounds, and views that are saved."""
