"""Words with several pronunciations, of which a recording has one."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from utils.errors import UserError

MAX_CANDIDATES = 32  # pronunciations of one text that are tried


@dataclass(frozen=True)
class Variants:
    """Pronunciations of words, by their spelling in small letters."""

    words: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: str | Path) -> "Variants":
        """Read lines of ``word<tab>phones``; several lines of a word are its variants."""
        try:
            lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"{path}: the variants cannot be read: {error}") from None
        words: dict[str, list[str]] = {}
        for number, line in enumerate(lines, start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            word, _, phones = (part.strip() for part in line.partition("\t"))
            if not word or not phones or "\t" in phones or "[[" in line:
                raise UserError(f"{path}:{number}: expected word<tab>phones, got {line!r}")
            words.setdefault(word.casefold(), []).append(phones)
        if not words:
            raise UserError(f"{path}: holds no words")
        return cls(words)

    def candidates(self, text: str, normalize: Callable[[str], str]) -> Iterator[str | None]:
        """None for the text as the voice reads it, then its normalized forms with variants."""
        yield None
        if not self.words:
            return
        normalized = normalize(text)
        longest_first = sorted(self.words, key=len, reverse=True)
        pattern = "|".join(map(re.escape, longest_first))
        places = re.split(rf"(?<!\w)({pattern})(?!\w)", normalized, flags=re.IGNORECASE)
        choices = [
            [part] if index % 2 == 0 else [part, *self._marked(part)]
            for index, part in enumerate(places)
        ]
        ways = itertools.product(*choices)
        yield from itertools.islice(map("".join, ways), 1, MAX_CANDIDATES)

    def _marked(self, word: str) -> list[str]:
        return [f"[[{phones}]]" for phones in self.words[word.casefold()]]


NO_VARIANTS = Variants()
