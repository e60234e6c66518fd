"""Monotonic alignment search: the most likely frames of each phone (Kim et al., 2020, 3.2)."""

from modules.monotonic_align.search import maximum_path, search_durations

__all__ = ["maximum_path", "search_durations"]
