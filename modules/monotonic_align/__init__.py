"""Monotonic alignment search: the most likely way to spread phones over frames."""

from modules.monotonic_align.search import maximum_path, search_durations

__all__ = ["maximum_path", "search_durations"]
