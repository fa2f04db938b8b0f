"""Where programs call: /api/v1/, one shape for pages, one for errors."""
