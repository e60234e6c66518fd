"""Corpora on disk, read as utterances; the name of a dataset picks its reader."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from processors.corpora import custom, libritts, ljspeech
from processors.corpora.base import CorpusError, Utterance

__all__ = ["CorpusError", "Utterance", "read_corpus"]

# Readers by the name of the dataset: of the folder alone, of the folder and the columns of its
# metadata.csv, of the folder and its chosen subsets.
_READERS: dict[str, Callable[[Path], Iterator[Utterance]]] = {}
_READERS_OF_METADATA = {"LJSpeech": ljspeech.read_corpus}
_READERS_OF_SUBSETS = {"LibriTTS": libritts.read_corpus}


def read_corpus(
    name: str,
    folder: str | Path,
    subsets: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
) -> Iterator[Utterance]:
    """Utterances of the dataset ``name``: a published layout by its name, all others are custom.

    ``subsets`` are the parts to read of a corpus that comes in parts; None is its default.
    ``columns`` names the fields of a line of ``metadata.csv``, for corpora that have that file.
    """
    if columns is not None and (name in _READERS or name in _READERS_OF_SUBSETS):
        raise CorpusError(f"preprocess.columns: dataset {name!r} has no metadata.csv")
    if name in _READERS_OF_SUBSETS:
        return _READERS_OF_SUBSETS[name](Path(folder), subsets)
    if subsets is not None:
        raise CorpusError(
            f"preprocess.subsets: dataset {name!r} has none; "
            f"only {', '.join(_READERS_OF_SUBSETS)} comes in subsets"
        )
    if name in _READERS:
        return _READERS[name](Path(folder))
    return _READERS_OF_METADATA.get(name, custom.read_corpus)(Path(folder), columns)
