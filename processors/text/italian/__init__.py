"""Written Italian to words."""
