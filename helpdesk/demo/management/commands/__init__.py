"""``seed_demo`` fills the database, ``demo_logins`` says how to get in."""
