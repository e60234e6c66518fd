"""Lists of names: shortened for messages, taken apart where users write them."""

from collections.abc import Collection
from itertools import islice


def list_some(names: Collection[object], limit: int, more: str = ", …") -> str:
    """First ``limit`` names, separated by commas, and ``more`` where these are not all.

    In ``more``, ``{left}`` becomes the number of names left out and ``{total}`` that of all.
    """
    total = len(names)
    rest = more.format(left=total - limit, total=total) if total > limit else ""
    return ", ".join(map(str, islice(names, limit))) + rest


def split_names(text: str) -> list[str]:
    """Names that a user has separated by commas."""
    return [name.strip() for name in text.split(",") if name.strip()]
