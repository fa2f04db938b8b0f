"""The inbox, through its pages and its socket."""
