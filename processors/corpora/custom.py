"""Anybody's recordings: a folder with ``metadata.csv`` and audio in ``wavs/`` or beside it.

Lines are ``id|text`` or ``id|raw|normalized``, or have the columns that a header line or the config
names. An id names a wav, flac or mp3 file, with or without its extension, and may start with
subfolders.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from processors.corpora.audio_finder import AudioFinder
from processors.corpora.base import CorpusError, Utterance
from processors.corpora.columns import is_unlike
from processors.corpora.metadata import Metadata


def read_corpus(folder: Path, columns: Sequence[str] | None = None) -> Iterator[Utterance]:
    """Every line of ``metadata.csv``; the normalized text where there is one.

    ``columns`` names the fields of a line: id, text, normalized, speaker, ignore.
    """
    path = folder / "metadata.csv"
    if not path.is_file():
        what = "no metadata.csv in it" if folder.is_dir() else "no such folder"
        raise CorpusError(
            f"{folder}: {what}. A dataset of your own is a folder with metadata.csv (id|text on "
            "each line) and the recordings in wavs/; see egs/datasets/README.md"
        )
    finder = AudioFinder(folder)
    for row in Metadata(path, columns).read():
        doubt = None
        if row.text and row.normalized and is_unlike(row.text, row.normalized):
            doubt = (
                f"unlike texts: {row.normalized!r} is no normalized form of {row.text!r}; "
                "mend the line, or leave its third field empty"
            )
        yield Utterance(
            row.uid,
            row.normalized or row.text,
            finder.find(row.identifier),
            row.speaker or None,
            doubt,
        )
