"""The demo's corpus: sentences spoken by a synthesizer, in LJSpeech layout.

``metadata.csv`` (id|text|text) is written last, so a folder that has it is whole. ``voice.json``
says who speaks and which sentences: another voice is refused, other sentences are spoken anew.
"""

import itertools
import logging
import os
import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path

from config.schema import REPOSITORY, fingerprint
from processors.audio.io import write_wav
from processors.corpora.demo_voices import VOICES, Voice, has_hibari
from utils.errors import UserError
from utils.files import read_json, write_json, write_text

SENTENCES = REPOSITORY / "egs" / "datasets" / "demo_sentences.txt"
HELD_OUT = REPOSITORY / "egs" / "datasets" / "demo_heldout.txt"
PHRASES = REPOSITORY / "egs" / "datasets" / "demo_phrases"
COUNT = 600  # sentences made of phrases
ID = "demo_{:04d}"  # numbered by line, from 1
LABEL = "voice.json"

logger = logging.getLogger(__name__)


def read_sentences(path: str | Path) -> list[str]:
    """Lines that are not blank, each once."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read: {error}") from None
    sentences = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if not sentences:
        raise UserError(f"{path}: no sentences in it; expected one a line")
    bad = [sentence for sentence in sentences if "|" in sentence]
    if bad:
        raise UserError(f"{path}: | separates the columns of metadata.csv: {bad[0]!r}")
    return sentences


def demo_sentences(language: str) -> list[str]:
    """Sentences of the demo in a language: English ones, or those that its phrases make."""
    if language.startswith("en"):
        return read_sentences(SENTENCES)
    path = _phrases_path(language)
    held_out = held_out_sentence(language)
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    blocks = [block.split("\n") for block in "\n".join(lines).strip().split("\n\n")]
    space, stop = ("", "。") if language == "cmn" else (" ", ".")
    sentences = [space.join(parts) + stop for parts in itertools.product(*blocks)]
    random.Random(0).shuffle(sentences)
    return [sentence for sentence in sentences if sentence != held_out][:COUNT]


def held_out_sentence(language: str) -> str:
    """A sentence that ``demo_sentences`` lacks, of the words that it has."""
    if language.startswith("en"):
        return read_sentences(HELD_OUT)[0]
    first = _phrases_path(language).read_text(encoding="utf-8").splitlines()[0]
    return first.removeprefix("# held out: ")


def _phrases_path(language: str) -> Path:
    path = PHRASES / f"{language.split('-')[0]}.txt"
    if not path.is_file():
        known = ", ".join(["en-us", *sorted(path.stem for path in PHRASES.glob("*.txt"))])
        raise UserError(
            f"the demo has no sentences in {language!r} (it has {known}): add {path}, or give "
            "bins/tts/make_demo_corpus.py --sentences"
        )
    return path


def choose_voice(folder: Path, wanted: str = "auto") -> str:
    """Name of the voice: ``auto`` keeps the folder's own, else the best that is installed."""
    spoken_by = _label(folder).get("voice")
    if wanted == "auto":
        if spoken_by in VOICES:
            return spoken_by
        if has_hibari():
            return "hibari"
        logger.warning(
            "hibari-tts is not installed: espeak-ng speaks instead, like a robot "
            "(pip install hibari-tts for a natural voice)"
        )
        return "espeak"
    if wanted not in VOICES:
        raise UserError(f"unknown voice {wanted!r}; known: auto, {', '.join(VOICES)}")
    if spoken_by not in (None, wanted):
        raise UserError(
            f"{folder} was spoken by {spoken_by}, and two voices are not mixed: "
            f"choose another folder for {wanted}, or delete this one"
        )
    return wanted


def make_corpus(
    folder: str | Path,
    sentences: list[str],
    voice: str = "auto",
    limit: int | None = None,
    language: str = "en-us",
    track: Callable[[Iterable[Future], int, int], Iterable[Future]] | None = None,
) -> int:
    """Speak ``sentences`` (the first ``limit``) into ``folder``; return how many were new.

    An interrupted run goes on where it stopped. ``track(futures, total, done)`` wraps the stream
    of finished clips, for a progress bar.
    """
    folder = Path(folder)
    if limit is not None and limit < 1:
        raise UserError(f"limit must be 1 or more, got {limit}")
    name = choose_voice(folder, voice)
    rows = {ID.format(number): text for number, text in enumerate(sentences[:limit], start=1)}
    metadata = "".join(f"{uid}|{text}|{text}\n" for uid, text in rows.items())
    label = {"voice": name, "sentences": fingerprint(sentences)}
    if language != "en-us":
        label["language"] = language
    _check_folder(folder)
    if not _same(folder, label):
        _forget(folder)
    missing = [uid for uid in rows if not wav_path(folder, uid).is_file()]
    if missing:
        speaker = VOICES[name](language)
        label |= {"version": speaker.version, "sample_rate": speaker.sample_rate}
        write_json(folder / LABEL, label)
        with _Pool(speaker) as pool:
            jobs = [pool.submit(_speak, speaker, folder, uid, rows[uid]) for uid in missing]
            finished = as_completed(jobs)
            tracked = track(finished, len(rows), len(rows) - len(jobs)) if track else finished
            for job in tracked:
                job.result()
    if not _holds(folder / "metadata.csv", metadata):
        write_text(folder / "metadata.csv", metadata)
    return len(missing)


def wav_path(folder: Path, uid: str) -> Path:
    """Where a clip lies."""
    return folder / "wavs" / f"{uid}.wav"


class _Pool(ThreadPoolExecutor):
    """Threads, because the voices leave Python's lock. Leaving early waits for no queue."""

    def __init__(self, voice: Voice) -> None:
        super().__init__(min(voice.threads, os.cpu_count() or 1))

    def __exit__(self, *exception: object) -> None:
        self.shutdown(wait=True, cancel_futures=True)


def _speak(voice: Voice, folder: Path, uid: str, text: str) -> None:
    samples = voice.say(text, seed=int(uid.rsplit("_", 1)[1]))
    if not len(samples):
        raise UserError(f"{voice.name} said nothing for {text!r}")
    write_wav(wav_path(folder, uid), samples, voice.sample_rate)


def _check_folder(folder: Path) -> None:
    """Refuse a folder that somebody else filled."""
    if folder.exists() and not (folder / LABEL).is_file() and any(folder.iterdir()):
        raise UserError(f"{folder}: holds something else than a demo corpus; choose another folder")


def _same(folder: Path, label: dict[str, str]) -> bool:
    known = _label(folder)
    return all(known.get(key) == value for key, value in label.items())


def _forget(folder: Path) -> None:
    """Remove the clips of other sentences: first the metadata, which says that all is whole."""
    old = sorted(_clips(folder))
    if old:
        logger.info("the sentences have changed: all are spoken anew")
    (folder / "metadata.csv").unlink(missing_ok=True)
    for path in old:
        path.unlink()


def _clips(folder: Path) -> Iterator[Path]:
    return (folder / "wavs").glob(ID.split("{")[0] + "*.wav")


def _label(folder: Path) -> dict:
    path = folder / LABEL
    if not path.is_file():
        return {}
    try:
        label = read_json(path)
    except ValueError as error:
        raise UserError(f"{path}: cannot be read: {error}; delete {folder}") from None
    return label if isinstance(label, dict) else {}


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
