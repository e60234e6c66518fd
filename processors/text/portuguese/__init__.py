"""Written Portuguese to words."""
