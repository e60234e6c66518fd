"""Columns of ``metadata.csv``: what a header line names, and what their contents contradict."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from utils.messages import list_some

COLUMNS = ("id", "text", "normalized", "speaker", "ignore")
# Names that header lines of other toolkits and corpora use, after ``_plain``.
_ALIASES = {
    "id": """id uid utt_id utterance_id audio_file audio audio_path audio_filepath file file_name
        filename file_path filepath path wav wav_file wav_path wav_filename clip clip_id""",
    "text": """text raw raw_text transcript transcription raw_transcription sentence""",
    "normalized": """normalized normalised normalized_text normalised_text text_normalized
        normalized_transcription normalized_transcript""",
    "speaker": "speaker speakers speaker_name speaker_id spk spk_id client_id",
    "ignore": """ignore duration length seconds language lang locale accent emotion emotion_name
        style gender sex age split phonemes phones sample_rate""",
}
_COLUMN_OF = {alias: name for name, text in _ALIASES.items() for alias in text.split()}
_SHOWN = 3  # values or clips in a message
# Of so many rows at least one in five: then the column is wrong, not the row.
_WRONG_SHARE = 0.2
_MIN_ROWS = 4  # fewer tell nothing of how often a value repeats


@dataclass(frozen=True, slots=True)
class Row:
    """Fields of a line of ``metadata.csv``; those that it lacks are empty."""

    identifier: str
    uid: str
    text: str = ""
    normalized: str = ""
    speaker: str = ""


def read_header(fields: Sequence[str]) -> tuple[str, ...] | None:
    """Columns that a header line names; None for a line that is a clip.

    Two known names make a header. A name that is not known is a column that is not used.
    """
    known = [_COLUMN_OF.get(_plain(field)) for field in fields]
    if len(set(known) - {None}) < 2:
        return None
    return tuple(name or "ignore" for name in known)


def columns_problem(columns: Sequence[str]) -> str | None:
    """Why no corpus can be read by these columns; None if it can."""
    if columns.count("id") != 1:
        return "exactly one column must be the id"
    if "text" not in columns and "normalized" not in columns:
        return "no column is the text"
    twice = [name for name in COLUMNS[1:-1] if columns.count(name) > 1]
    return f"two columns are the {twice[0]}" if twice else None


def wrong_columns(rows: Sequence[Row]) -> str | None:
    """Why ``id|text|normalized`` cannot be what the columns of the rows are; None if it can."""
    rows = [row for row in rows if row.text and row.normalized and "[[" not in row.normalized]
    second, third = {row.text for row in rows}, {row.normalized for row in rows}
    if len(rows) >= _MIN_ROWS and len(third) * 2 <= len(second):
        return (
            f"the third column has {len(third)} values in {len(rows)} lines ({_show(third)}): a "
            "speaker, a language or another label, and no normalized text of the second"
        )
    if len(rows) >= _MIN_ROWS and len(second) * 2 <= len(third):
        return (
            f"the second column has {len(second)} values in {len(rows)} lines ({_show(second)}): "
            "that looks like speakers or another label, and not like the text"
        )
    unlike = [row for row in rows if is_unlike(row.text, row.normalized)]
    if unlike and len(unlike) >= max(1 if len(rows) < _MIN_ROWS else 2, _WRONG_SHARE * len(rows)):
        first = unlike[0]
        return (
            f"the third column is no normalized text of the second in {len(unlike)} of "
            f"{len(rows)} lines (the first: {first.identifier}: {_quote(first.normalized)} for "
            f"{_quote(first.text)})"
        )
    return None


def swapped_columns(rows: Sequence[Row]) -> str | None:
    """Why named columns cannot be what they are called; None if they can."""
    speakers = {row.speaker for row in rows}
    texts = {row.normalized or row.text for row in rows}
    if len(rows) >= _MIN_ROWS and len(texts) * 2 <= len(speakers):
        return (
            f"the column of speakers has {len(speakers)} values in {len(rows)} lines, that of the "
            f"text {len(texts)} ({_show(texts)}): they look swapped"
        )
    return None


def strange_texts(texts: Sequence[str]) -> str | None:
    """What makes texts look like another column; None for texts like those of any corpus."""
    texts = [text for text in texts if "[[" not in text]
    if len(texts) < _MIN_ROWS:
        return None
    different = set(texts)
    if len(different) * 3 <= len(texts):
        return f"{len(texts)} clips have {len(different)} different texts ({_show(different)})"
    bare = [text for text in texts if text and not _letters(text)]
    if len(bare) * 2 > len(texts):
        return f"{len(bare)} of {len(texts)} texts have no letters ({_show(bare)})"
    return None


def is_unlike(raw: str, normalized: str) -> bool:
    """Whether ``normalized`` cannot be ``raw`` with its numbers and abbreviations spelled out."""
    if raw == normalized or "[[" in normalized:
        return False
    n_raw, n_normalized = _letters(raw), _letters(normalized)
    if 3 * n_normalized < n_raw:
        return True
    if _script(raw) != _script(normalized):  # hanzi and pinyin, or a number in words
        digits = sum(map(str.isdigit, raw))
        return not n_raw and n_normalized > 20 + 15 * digits
    words, spoken = set(_words(raw)), set(_words(normalized))
    if len(words) < 3:
        return len(spoken) > 3 and not words & spoken and len("".join(words)) > 3
    return 3 * len(words & spoken) < len(words)


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().strip("#\"'").casefold())


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W\d_]+", "".join(c for c in plain if not unicodedata.combining(c)))


def _script(text: str) -> str | None:
    """First word of the Unicode name of the first letter: LATIN, CJK; None without a letter."""
    letters = (c for c in text if c.isalpha() and unicodedata.category(c) != "Lm")
    return next((unicodedata.name(c, "?").split()[0] for c in letters), None)


def _show(values: Sequence[str] | set[str]) -> str:
    return list_some([_quote(value) for value in sorted(values)], _SHOWN, ", …")


def _quote(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
