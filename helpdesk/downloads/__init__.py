"""Files on their way to a browser: no cookie, no script, nothing that is shown as a page."""
