"""Symbol table: what a voice can pronounce, and the id of each symbol."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from processors.text.inventory import (
    BLANK,
    DEFAULT_SYMBOLS,
    PAD,
    PUNCTUATION,
    SPACE,
    STRESS_AND_LENGTH,
    canonical,
)
from utils.errors import UserError

# How the word separator is written where symbols are separated by spaces.
SPACE_TOKEN = "<space>"

_SILENT = frozenset(PUNCTUATION + STRESS_AND_LENGTH)


class SymbolTable:
    """Ordered list of symbols; the id of a symbol is its position.

    A table whose symbols are single characters (the default IPA one) reads a phone string character
    by character. A table with longer symbols (imported voices: ARPAbet) reads symbols separated by
    spaces; there ``<space>`` is the word separator, and a symbol may be written without the ``@``
    that some tables put before it.
    """

    def __init__(
        self, symbols: Sequence[str], *, pad: str | None = PAD, blank: str | None = BLANK
    ) -> None:
        """``pad`` and ``blank`` name symbols of the list; ``blank=None``: the voice has none."""
        self.symbols = list(symbols)
        self.ids = {symbol: index for index, symbol in enumerate(self.symbols)}
        if len(self.ids) != len(self.symbols):
            twice = [symbol for symbol, count in Counter(self.symbols).items() if count > 1]
            raise ValueError(f"symbols occur twice in the table: {twice}")
        for role, symbol in (("pad", pad), ("blank", blank)):
            if symbol is not None and symbol not in self.ids:
                raise ValueError(f"the {role} symbol {symbol!r} is not in the table")
        self.pad = pad
        self.blank = blank

    @classmethod
    def default(cls) -> "SymbolTable":
        """The fixed IPA inventory of this toolkit."""
        return cls(DEFAULT_SYMBOLS)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "SymbolTable":
        """Rebuild a table from ``to_json``."""
        expected = {"symbols", "pad", "blank"}
        if not isinstance(value, dict) or set(value) != expected:
            raise UserError(f"not a symbol table: expected an object with {sorted(expected)}")
        try:
            return cls(value["symbols"], pad=value["pad"], blank=value["blank"])
        except (TypeError, ValueError) as error:
            raise UserError(f"broken symbol table: {error}") from error

    def to_json(self) -> dict[str, Any]:
        """Content of ``symbols.json``."""
        return {"pad": self.pad, "blank": self.blank, "symbols": self.symbols}

    def __len__(self) -> int:
        return len(self.symbols)

    def __contains__(self, symbol: str) -> bool:
        return symbol in self.ids

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SymbolTable) and self.to_json() == other.to_json()

    __hash__ = None

    def __repr__(self) -> str:
        return f"SymbolTable({len(self)} symbols, pad={self.pad!r}, blank={self.blank!r})"

    @property
    def pad_id(self) -> int:
        """Id that pads shorter sequences; 0 in a table without a pad."""
        return 0 if self.pad is None else self.ids[self.pad]

    @property
    def blank_id(self) -> int | None:
        """Id of the blank, None in a table without one."""
        return None if self.blank is None else self.ids[self.blank]

    @cached_property
    def separated(self) -> bool:
        """Whether phone strings of this table separate symbols by spaces."""
        return any(len(symbol) > 1 for symbol in self.symbols if symbol not in self._special)

    @cached_property
    def _special(self) -> frozenset[str]:
        return frozenset(name for name in (self.pad, self.blank) if name is not None)

    def encode(self, phones: str, add_blank: bool) -> tuple[list[int], Counter[str]]:
        """Ids of a phone string, and the symbols that were dropped because the table lacks them.

        With ``add_blank`` a blank stands between symbols and at both ends: n symbols, 2n + 1 ids.
        """
        ids, dropped = [], Counter()
        for symbol in self.split(phones):
            index = self._written.get(symbol)
            if index is None:
                dropped[symbol] += 1
            else:
                ids.append(index)
        return (self.add_blanks(ids) if add_blank else ids), dropped

    def add_blanks(self, ids: Iterable[int]) -> list[int]:
        """Ids with a blank between all of them and at both ends."""
        if self.blank_id is None:
            raise UserError("this voice's symbol table has no blank: set add_blank to false")
        ids = list(ids)
        spread = [self.blank_id] * (2 * len(ids) + 1)
        spread[1::2] = ids
        return spread

    def split(self, phones: str) -> list[str]:
        """The symbols of a phone string, known or not, in order."""
        if self.separated:
            return [SPACE if token == SPACE_TOKEN else token for token in phones.split()]
        return list(canonical(phones))

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Symbol of every id, blanks and pads included: one label per id, as timings need."""
        return [self.symbols[index] for index in ids]

    def is_spoken(self, symbol: str) -> bool:
        """Whether a symbol is a phone, and not a space, punctuation, stress, pad or blank."""
        return not (symbol.isspace() or symbol in _SILENT or symbol in self._special)

    @cached_property
    def _written(self) -> dict[str, int]:
        """Symbols as phone strings have them, and their ids."""
        # A pad or blank is put in by the code, never by a phone string.
        found = {name: index for name, index in self.ids.items() if name not in self._special}
        if self.separated:
            # "B" is a letter and, as "@B", a phone of tables with ARPAbet: written phones mean the
            # phone.
            marked = {name[1:]: index for name, index in self.ids.items() if name[:1] == "@"}
            found.update(marked)
        return found
