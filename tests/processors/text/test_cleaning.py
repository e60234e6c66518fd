"""What happens to a text before any rule of a language reads it."""

import pytest

from config.schema import TextConfig
from processors.text import SymbolTable, TextProcessor
from processors.text.cleaning import clean
from processors.text.markup import strip_markup
from utils.errors import UserError


@pytest.mark.parametrize("text", ["caf\udce9 au lait", "\udcff\udcfe", "na\udcefve"])
def test_bytes_that_are_not_utf8_are_an_error(text: str) -> None:
    with pytest.raises(UserError, match="not UTF-8"):
        clean(text)
    with pytest.raises(UserError, match="not UTF-8"):
        TextProcessor(TextConfig(), SymbolTable.default())(text)


def test_error_names_the_byte_and_its_place() -> None:
    with pytest.raises(UserError, match="byte e9 after 'caf'"):
        clean("caf\udce9 au lait")


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("x <y and z> w", "x <y and z> w"),
        ("if a<b and c>d then", "if a<b and c>d then"),
        ("I <3 you and you <3 me>", "I <3 you and you <3 me>"),
        ("<i class='x'>a</i>", "a"),
        ("<custom>a</custom>", "a"),
        ("<custom-tag/>a", "a"),
        ("<img src=x alt='a > b'>c", "c"),
        ("&amp;&lt;&gt;&quot;&#8212;", '&<>"—'),
        ("&nosuch; &amp", "&nosuch; &amp"),
        ("<!DOCTYPE html><title>t</title>", "\n\nt\n\n"),
    ],
)
def test_markup(text: str, stripped: str) -> None:
    assert strip_markup(text).strip(" ") == stripped
