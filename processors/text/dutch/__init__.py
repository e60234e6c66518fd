"""Written Dutch to words."""
