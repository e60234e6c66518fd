"""Shared grammar of written marks: the rules find them, a language object says how each sounds."""
