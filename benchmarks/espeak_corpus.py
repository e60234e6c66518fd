"""Corpora of espeak-ng with the times of its events: to train on, and to measure with."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.boundary_errors import Label, Reference
from benchmarks.espeak_events import EventSpeaker, EventSpeech, Mark
from processors.audio.io import write_wav
from processors.corpora.demo import HELD_OUT, SENTENCES, read_sentences
from processors.text.normalizer import normalize
from utils.files import read_json, write_json, write_text

TRAIN_SECONDS = 2400.0


def write_corpora(folder: Path, language: str = "en-us") -> str:
    """Write ``train/`` and ``heldout/``, and the config of a voice; says what was made."""
    folder = folder.resolve()
    speaker = EventSpeaker(language)
    made = {
        "train": _write(folder / "train", read_sentences(SENTENCES), speaker, TRAIN_SECONDS),
        "heldout": _write(folder / "heldout", read_sentences(HELD_OUT), speaker, float("inf")),
    }
    config = {
        "base_config": "egs/tts/GlowTTS/exp_config_demo.json",
        "dataset": ["espeak"],
        "dataset_path": {"espeak": str(folder / "train")},
        "log_dir": str(folder / "ckpts"),
        "preprocess": {
            "processed_dir": str(folder / "processed"),
            "text": {"language": language},
            "trim": {"enabled": False},  # times stay as they are
        },
        "model": {"n_layers_enc": 3, "n_blocks_dec": 6},
        "train": {"max_steps": 1000, "max_minutes": None, "sample_interval": 10000},
    }
    write_json(folder / "exp_config.json", config)
    minutes = {name: f"{seconds / 60:.1f} minutes" for name, seconds in made.items()}
    return f"{folder}: {minutes}"


def _write(folder: Path, lines: list[str], speaker: EventSpeaker, limit: float) -> float:
    rows, total = [], 0.0
    for number, line in enumerate(lines, start=1):
        if total > limit:
            break
        speech = speaker.say(normalize(line))
        name = f"espeak_{number:04d}"
        write_wav(folder / "wavs" / f"{name}.wav", speech.waveform, speech.sample_rate)
        write_json(folder / "events" / f"{name}.json", _document(line, speech))
        rows.append(f"{name}|{line}\n")
        total += speech.seconds
    write_text(folder / "metadata.csv", "".join(rows))
    return total


def _document(text: str, speech: EventSpeech) -> dict:
    return {
        "text": text,
        "seconds": speech.seconds,
        "phones": [[mark.label, mark.start] for mark in speech.phones],
        "words": [[mark.label, mark.start] for mark in speech.words],
    }


def read_events(folder: Path) -> Iterator[tuple[Path, str, Reference]]:
    """Wav, text and reference of each utterance."""
    for path in sorted((folder / "events").glob("*.json")):
        document = read_json(path)
        phones = [Mark(*mark) for mark in document["phones"]]
        words = [Label(label, start, None) for label, start in document["words"]]
        yield (
            folder / "wavs" / f"{path.stem}.wav",
            document["text"],
            Reference(_labels(phones), words),
        )


def _labels(marks: list[Mark]) -> list[Label]:
    """Phones; the end of one is known where a pause follows, else it is the next one's start."""
    return [
        Label(mark.label, mark.start, after.start if after and not after.label else None)
        for mark, after in zip(marks, [*marks[1:], None], strict=True)
        if mark.label
    ]
