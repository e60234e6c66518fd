"""Written German to words."""
