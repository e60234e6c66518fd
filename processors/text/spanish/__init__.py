"""Written Spanish to words."""
