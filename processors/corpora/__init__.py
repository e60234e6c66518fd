"""Corpora on disk, read as utterances; the name of a dataset picks its reader."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from processors.corpora import custom, libritts, ljspeech
from processors.corpora.base import CorpusError, Utterance

__all__ = ["CorpusError", "Utterance", "read_corpus"]

_READERS = {"LJSpeech": ljspeech.read_corpus}
_READERS_OF_SUBSETS = {"LibriTTS": libritts.read_corpus}


def read_corpus(
    name: str, folder: str | Path, subsets: Sequence[str] | None = None
) -> Iterator[Utterance]:
    """Utterances of the dataset ``name``: a published layout by its name, all others are custom.

    ``subsets`` are the parts to read of a corpus that comes in parts; None is its default.
    """
    if name in _READERS_OF_SUBSETS:
        return _READERS_OF_SUBSETS[name](Path(folder), subsets)
    if subsets is not None:
        raise CorpusError(
            f"preprocess.subsets: dataset {name!r} has none; "
            f"only {', '.join(_READERS_OF_SUBSETS)} comes in subsets"
        )
    return _READERS.get(name, custom.read_corpus)(Path(folder))
