"""Where admins work: the admin site, its home page, set-up, history, and how it all looks."""
