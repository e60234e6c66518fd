"""Recordings with their texts, in the layouts that people have."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from processors.corpora import read_corpus
from utils.errors import UserError

AUDIO = (".wav", ".flac", ".mp3", ".ogg")
TEXTS = (".normalized.txt", ".lab", ".txt")  # the first that is there


@dataclass(frozen=True)
class Recording:
    """A recording and its text; ``uid`` names the outputs and may have folders in it."""

    uid: str
    text: str
    path: str
    speaker: str | None = None


def find_recordings(folder: str | Path, dataset: str | None = None) -> list[Recording]:
    """Recordings of a corpus: one with ``metadata.csv``, LibriTTS, or audio beside texts.

    ``dataset`` picks a reader by name, as in a config; without it a folder with ``metadata.csv`` is
    read as a custom corpus (LJSpeech's layout is one), any other for audio files that have a
    ``.lab`` or ``.txt`` of the same name beside them, a folder a speaker, as aligners take them.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder")
    if dataset is not None or (folder / "metadata.csv").is_file():
        found = [
            Recording(utterance.uid, utterance.text, utterance.path, utterance.speaker)
            for utterance in read_corpus(dataset or "custom", folder)
        ]
    else:
        found = list(_pairs(folder))
    if not found:
        raise UserError(
            f"{folder}: no recordings with texts; expected metadata.csv, or audio files with a "
            "text of the same name beside it (.lab or .txt)"
        )
    return found


def _pairs(folder: Path) -> Iterator[Recording]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in AUDIO:
            continue
        texts = [path.with_name(path.stem + suffix) for suffix in TEXTS]
        text = next((text for text in texts if text.is_file()), None)
        if text is None:
            continue
        name = path.relative_to(folder).with_suffix("")
        speaker = name.parts[0] if len(name.parts) > 1 else None
        yield Recording(name.as_posix(), read_text(text), str(path), speaker)


def read_text(path: str | Path) -> str:
    """Text of a file; what is not UTF-8 is an error of its own utterance, not of all."""
    try:
        return Path(path).read_text(encoding="utf-8-sig", errors="surrogateescape").strip()
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
