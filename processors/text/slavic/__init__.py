"""Slavic languages: what they share, and one module each with its tables."""
