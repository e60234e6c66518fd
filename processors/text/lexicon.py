"""Lexicon of the user's own pronunciations: a file of ``word<tab>phones``."""

import re
from collections.abc import Callable
from pathlib import Path

from utils.errors import UserError


class Lexicon:
    """Words with given phones, matched as whole words whatever their case."""

    def __init__(self, entries: dict[str, str]) -> None:
        self.entries = {word.casefold(): phones for word, phones in entries.items()}
        longest_first = sorted(self.entries, key=len, reverse=True)
        words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
        self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)

    @classmethod
    def read(cls, path: str | Path) -> "Lexicon":
        """Read a UTF-8 file; empty lines and lines that begin with # are skipped."""
        path = Path(path)
        if not path.is_absolute():
            from config.schema import resolve_path

            path = resolve_path(path)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"{path}: the lexicon cannot be read: {error}") from None
        entries: dict[str, str] = {}
        seen: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            word, _, phones = (part.strip() for part in line.partition("\t"))
            where = f"{path}:{number}"
            if not word or not phones:
                raise UserError(f"{where}: expected word<tab>phones, got {line!r}")
            if any(mark in line for mark in ("[[", "]]")) or "\t" in phones:
                raise UserError(f"{where}: phones are written without brackets, and one tab a line")
            if word.casefold() in seen:
                raise UserError(f"{where}: {word!r} is already in line {seen[word.casefold()]}")
            seen[word.casefold()] = number
            entries[word] = phones
        if not entries:
            raise UserError(f"{path}: the lexicon holds no words")
        return cls(entries)

    def mark(self, text: str) -> str:
        """Text with known words replaced by their phones, as ``[[phones]]``."""
        return self._pattern.sub(lambda match: f"[[{self._phones(match[0])}]]", text)

    def _phones(self, word: str) -> str:
        return self.entries[" ".join(word.casefold().split())]

    def partition(self, chosen: Callable[[str], bool]) -> "tuple[Lexicon | None, Lexicon | None]":
        """Lexicons of the chosen words and of the others; None for an empty one."""
        first = {word: phones for word, phones in self.entries.items() if chosen(word)}
        second = {word: phones for word, phones in self.entries.items() if word not in first}
        return (Lexicon(first) if first else None, Lexicon(second) if second else None)
