"""Written English to words."""
