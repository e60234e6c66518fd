"""Lists of names in messages."""

import pytest

from utils.messages import list_some, split_names


@pytest.mark.parametrize(
    ("count", "more", "text"),
    [
        (2, ", …", "0, 1"),
        (3, ", …", "0, 1, …"),
        (5, " … and {left} more", "0, 1 … and 3 more"),
        (5, ", … ({total} in all)", "0, 1, … (5 in all)"),
        (0, ", …", ""),
    ],
)
def test_a_list_is_shortened(count: int, more: str, text: str) -> None:
    assert list_some(range(count), 2, more) == text


def test_names_apart() -> None:
    assert split_names(" a,b ,, c") == ["a", "b", "c"]
