"""Speech recognizers by name: faster-whisper models, wherever they lie, and pocketsphinx."""

import importlib.metadata
import importlib.util
import re
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np

from processors.metrics.base import Clip, require
from utils.errors import UserError

RATE = 16000
MODEL = "model.bin"
FORMS = (
    "a folder with a CTranslate2 model, a name that faster-whisper knows (base.en; downloaded), "
    "installed packages that carry a model (NAME, or PART1+PART2), or pocketsphinx"
)


class Recognizer(Protocol):
    """What every recognizer offers."""

    def transcribe(self, clip: Clip) -> str:
        """Words of a clip, as the recognizer spells them."""


@lru_cache(maxsize=1)  # wer and cer listen once
def load_recognizer(name: str | None, language: str = "en", device: str = "cpu") -> Recognizer:
    """The recognizer that the user names; UserError if it is not there."""
    if not name:
        raise UserError(f"the metrics wer and cer need --recognizer: {FORMS}")
    if name == "pocketsphinx":
        return Pocketsphinx(language)
    return Whisper(name, language, device)


class Whisper:
    """Whisper through faster-whisper: beams of 5, no context between segments.

    Where the text loops, faster-whisper draws at a higher temperature: seeded alike each time.
    """

    def __init__(self, name: str, language: str, device: str) -> None:
        whisper, self._engine = require("wer", "faster_whisper", "ctranslate2")
        self._language = language
        self._last: tuple[Clip, str] | None = None
        options = {"device": device, "compute_type": "int8" if device == "cpu" else "float16"}
        if not Path(name).is_dir() and name not in whisper.available_models() and "/" not in name:
            options["files"] = package_files(name)
        try:
            self._model = whisper.WhisperModel(name, **options)
        except (OSError, RuntimeError, ValueError) as error:
            reason = str(error).strip().splitlines()[0]
            raise UserError(
                f"--recognizer {name}: cannot be loaded ({reason}); give {FORMS}"
            ) from error

    def transcribe(self, clip: Clip) -> str:
        if self._last is None or self._last[0] is not clip:
            self._engine.set_random_seed(0)
            segments, _ = self._model.transcribe(
                clip.samples(RATE),
                language=self._language,
                beam_size=5,
                condition_on_previous_text=False,
            )
            self._last = clip, " ".join(segment.text.strip() for segment in segments)
        return self._last[1]


class Pocketsphinx:
    """The American English model that the package pocketsphinx carries: quick, and often wrong."""

    def __init__(self, language: str) -> None:
        if language.split("-")[0] != "en":
            raise UserError(f"pocketsphinx knows English only, not {language!r}")
        try:
            import pocketsphinx
        except ImportError as error:
            raise UserError(
                f"--recognizer pocketsphinx: {error}; pip install pocketsphinx"
            ) from None
        self._decoder = pocketsphinx.Decoder(samprate=RATE, loglevel="FATAL")
        self._last: tuple[Clip, str] | None = None

    def transcribe(self, clip: Clip) -> str:
        if self._last is None or self._last[0] is not clip:
            pcm = np.rint(np.clip(clip.samples(RATE), -1, 1) * 32767).astype(np.int16)
            self._decoder.start_utt()
            # As a whole: levels are taken from this clip, not from those before it.
            self._decoder.process_raw(pcm.tobytes(), no_search=False, full_utt=True)
            self._decoder.end_utt()
            found = self._decoder.hyp()
            self._last = clip, found.hypstr if found else ""
        return self._last[1]


def package_files(names: str) -> dict[str, bytes]:
    """Files of the model that installed packages carry; ``model.bin.part1``, … are joined."""
    folders = [
        path.parent
        for name in names.split("+")
        for path in _package_folder(name).rglob(MODEL + "*")
    ]
    files = {path.name: path for folder in dict.fromkeys(folders) for path in folder.iterdir()}
    parts: dict[str, list[tuple[int, Path]]] = {}
    for name, path in files.items():
        if path.is_file() and path.suffix not in (".py", ".pyc"):
            found = re.fullmatch(r"(.+)\.part(\d+)", name)
            stem, number = (found[1], int(found[2])) if found else (name, 0)
            parts.setdefault(stem, []).append((number, path))
    if MODEL not in parts:
        raise UserError(f"--recognizer {names}: no {MODEL} in that package; give {FORMS}")
    numbers = sorted(number for number, _ in parts[MODEL])
    if numbers != [0] and numbers != list(range(1, len(numbers) + 1)):
        raise UserError(
            f"--recognizer {names}: parts {numbers} of {MODEL}; name all packages, with +"
        )
    return {
        name: b"".join(path.read_bytes() for _, path in sorted(chunks))
        for name, chunks in parts.items()
    }


def _package_folder(name: str) -> Path:
    """Where an installed package lies; it is not imported."""
    try:
        top = importlib.metadata.distribution(name).read_text("top_level.txt") or name
    except importlib.metadata.PackageNotFoundError:
        top = name
    module = top.split()[0].replace("-", "_")
    spec = importlib.util.find_spec(module) if module.isidentifier() else None
    if spec is None or not spec.submodule_search_locations:
        raise UserError(
            f"--recognizer: no folder, model or package is called {name!r}; give {FORMS}"
        )
    return Path(spec.submodule_search_locations[0])
