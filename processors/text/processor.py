"""Text processor: what a person writes to the ids that the model reads."""

import logging
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from processors.text import reading, unreadable
from processors.text.beside_phones import read_beside_phones
from processors.text.cleaning import clean
from processors.text.inventory import canonical
from processors.text.lexicon import Lexicon
from processors.text.symbols import SPACE_TOKEN, SymbolTable
from utils.errors import UserError

if TYPE_CHECKING:
    from config.schema import TextConfig

logger = logging.getLogger(__name__)

_PHONES = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_LANGUAGE = re.compile(
    r"<lang\s+xml:lang\s*=\s*[\"']([\w-]+)[\"']\s*>(.*?)</lang\s*>", re.DOTALL | re.IGNORECASE
)
# Stands for [[…]] while the text around it is normalized: a letter, so that the rules take it for
# a word, and one that no text has (it was written once, in 1429).
_STAND_IN = "ꙮ"


class TextProcessor:
    """Conversion of text to ids for one voice, the same in training and synthesis.

    ``normalize`` → ``phonemize`` (normalizes, too) → ``encode``; calling it does all three. Phones
    in ``[[…]]`` pass through every stage as they are written.
    """

    def __init__(
        self, config: "TextConfig", symbols: SymbolTable, *, refuse_unreadable: bool = False
    ) -> None:
        """``refuse_unreadable``: a text with characters that espeak-ng names is an error.

        That is for training, where such a clip teaches wrong phones. Otherwise they are left out.
        """
        self.config = config
        self.refuse_unreadable = refuse_unreadable
        self.symbols = symbols
        self.dropped: Counter[str] = Counter()
        """Count of each symbol that was dropped so far because the table lacks it."""
        self.unreadable: Counter[str] = Counter()
        """Count of each character met so far that espeak-ng names instead of reading."""
        self._as_written = self._as_words = None
        if config.lexicon is not None:
            # Words that the normalizer would rewrite ("3M") are found before it, others after.
            self._as_written, self._as_words = Lexicon.read(config.lexicon).partition(
                self._rewrites
            )

    def normalize(self, text: str) -> str:
        """Text in words, as it will be spoken; ``[[…]]`` and lexicon words stand as phones."""
        text = _LANGUAGE.sub(self._in_language, text.replace(_STAND_IN, ""))
        parts = _split(text)
        if self._as_written is not None:
            parts = _split(_mark(parts, self._as_written.mark))
        words = self._to_words(_STAND_IN.join(parts[::2]))
        given = iter(parts[1::2])
        words = re.sub(_STAND_IN, lambda _: f"[[{next(given)}]]", words)
        return words if self._as_words is None else _mark(_split(words), self._as_words.mark)

    def phonemize(self, text: str) -> str:
        """Phones of a text as written; UserError if nothing of it can be said."""
        return self.phonemize_batch([text])[0]

    def phonemize_batch(self, texts: Sequence[str]) -> list[str]:
        """Phones of many texts, in order, with one call of the phonemizer."""
        rows = [_split(self.normalize(text)) for text in texts]
        if self.config.phonemizer == "espeak":
            self._leave_out_unreadable(texts, rows)
        phones = []
        for text, row, own in zip(texts, rows, self._speak_rows(rows), strict=True):
            spoken = iter(own)
            spelled = [next(spoken) if not index % 2 else part for index, part in enumerate(row)]
            phones.append(self._join(row, spelled))
            if not any(map(self.symbols.is_spoken, self.symbols.split(phones[-1]))):
                raise UserError(f"there is nothing to say in {_shorten(text)}")
        return phones

    def phonemize_words(self, words: Sequence[str]) -> list[str]:
        """Phones of normalized words, each as if it stood alone; empty where nothing is said."""
        rows = [_split(word) for word in words]
        spoken = iter(self._speak([part for row in rows for part in row[::2]]))
        return [
            self._join(row, [part if index % 2 else next(spoken) for index, part in enumerate(row)])
            for row in rows
        ]

    def encode(self, phones: str) -> list[int]:
        """Ids of a phone string, with blanks if the config has them.

        A symbol that the table lacks is dropped, with a warning the first time.
        """
        ids, dropped = self.symbols.encode(phones, self.config.add_blank)
        for symbol, count in dropped.items():
            if symbol not in self.dropped:
                points = " ".join(f"U+{ord(char):04X}" for char in symbol)
                logger.warning(
                    "symbol %r (%s) is unknown to this voice; dropped (%d in %s)",
                    symbol, points, count, _shorten(phones),
                )  # fmt: skip
            self.dropped[symbol] += count
        if not any(map(self.symbols.is_spoken, self.symbols.decode(ids))):
            raise UserError(f"this voice knows no phone of {_shorten(phones)}")
        return ids

    def __call__(self, text: str) -> list[int]:
        return self.encode(self.phonemize(text))

    def _to_words(self, text: str) -> str:
        if not self.config.normalize or self.config.phonemizer == "none":
            return clean(text, self.config.language)
        from processors.text.normalizer import normalize

        return normalize(text, self.config.language)

    def _in_language(self, match: re.Match[str]) -> str:
        """A stretch in ``<lang xml:lang="fr-fr">``, as phones of that language."""
        if not re.search(r"\w", match[2]):
            return match[2]
        config = self.config.model_copy(update={"language": match[1].lower(), "lexicon": None})
        other = TextProcessor(config, self.symbols, refuse_unreadable=self.refuse_unreadable)
        before, after = match[2][:1].isspace() * " ", match[2][-1:].isspace() * " "
        return f"{before}[[{other.phonemize(match[2])}]]{after}"

    def _rewrites(self, word: str) -> bool:
        return self._to_words(word).casefold() != word.casefold()

    def _leave_out_unreadable(self, texts: Sequence[str], rows: list[list[str]]) -> None:
        """Take out of ``rows`` what espeak-ng would name; UserError where little else is left."""
        parts = [part for row in rows for part in row[::2]]
        kept, counts = unreadable.leave_out_unreadable(parts, self.config.language)
        if kept == parts:
            return
        found = iter(zip(kept, counts, strict=True))
        for text, row in zip(texts, rows, strict=True):
            counter: Counter[str] = Counter()
            for place in range(0, len(row), 2):
                row[place], count = next(found)
                counter += count
            letters = sum(map(str.isalnum, "".join(row[::2]))) if counter else 0
            new = counter.keys() - self.unreadable.keys()
            self.unreadable += counter
            message = (
                f"espeak-ng cannot read {_shorten(''.join(counter))} in language "
                f"{self.config.language!r}: write {_shorten(text)} in letters that the language "
                "reads, or give phones in [[…]] or a lexicon"
            )
            if counter and (self.refuse_unreadable or counter.total() > letters):
                raise UserError(message)
            if new:
                logger.warning("%s; left out (%d characters)", message, counter.total())

    def _speak_rows(self, rows: list[list[str]]) -> list[list[str]]:
        """Phones of the texts of each row, which are at even places, beside what is at odd ones."""
        beside: list[list[str] | None] = [None] * len(rows)
        if self.config.phonemizer == "espeak" and reading.reads_latin(self.config.language):
            beside = read_beside_phones(rows, self._speak)
        rest = [row for row, own in zip(rows, beside, strict=True) if own is None]
        spoken = iter(self._speak([part for row in rest for part in row[::2]]))
        return [
            [next(spoken) for _ in row[::2]] if own is None else own
            for row, own in zip(rows, beside, strict=True)
        ]

    def _speak(self, written: list[str]) -> list[str]:
        if self.config.phonemizer == "espeak":
            return reading.phonemize(written, self.config.language, self.config.foreign_words)
        for text in written:
            if re.search(r"\w", text):
                raise UserError(
                    f"this voice takes phones only: {_shorten(text)} must be written in [[…]]"
                )
        return [" ".join(text.split()) for text in written]

    def _join(self, row: list[str], spelled: list[str]) -> str:
        """Phones of one text from those of its parts, with a space where the text has one."""
        out = ""
        for index, (part, phones) in enumerate(zip(row, spelled, strict=True)):
            if index % 2:
                out += self._given(phones)
            elif not self.symbols.separated:
                before, after = part[:1].isspace() * " ", part[-1:].isspace() * " "
                out += before + phones + after
            else:
                marks = [*phones.replace(" ", ""), *([SPACE_TOKEN] if " " in part else [])]
                out += f" {' '.join(marks)} "
        return " ".join(out.split()).removesuffix(SPACE_TOKEN).strip()

    def _given(self, phones: str) -> str:
        return phones if self.symbols.separated else canonical(phones)


def _split(text: str) -> list[str]:
    """Parts of a text: plain text at even places, the phones of ``[[…]]`` at odd ones."""
    parts = _PHONES.split(text)
    if any("[[" in part or "]]" in part for part in parts[::2]):
        raise UserError(f"unpaired [[ or ]] in {_shorten(text)}")
    return parts


def _mark(parts: list[str], change: Callable[[str], str]) -> str:
    """Text joined again from its parts, ``change`` applied to all but the phones."""
    return "".join(f"[[{part}]]" if index % 2 else change(part) for index, part in enumerate(parts))


def _shorten(text: str, length: int = 60) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= length else text[: length - 1] + "…")
