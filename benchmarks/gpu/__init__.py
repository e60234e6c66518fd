"""Acceptance run of the toolkit on a GPU: does it work there, and how fast; see __main__.py."""
