"""Corpora on disk, read as utterances; the name of a dataset picks its reader."""

from collections.abc import Iterator
from pathlib import Path

from processors.corpora import custom, ljspeech
from processors.corpora.base import CorpusError, Utterance

__all__ = ["CorpusError", "Utterance", "read_corpus"]

_READERS = {"LJSpeech": ljspeech.read_corpus}


def read_corpus(name: str, folder: str | Path) -> Iterator[Utterance]:
    """Utterances of the dataset ``name``: a published layout by its name, all others are custom."""
    return _READERS.get(name, custom.read_corpus)(Path(folder))
