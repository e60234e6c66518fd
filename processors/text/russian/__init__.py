"""Written Russian to words."""
