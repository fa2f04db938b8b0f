"""Content brought in from files, past tickets and sites: by a durable job, with a report."""
