"""``MODEL_CARD.md`` of an exported voice, and the licence and notice that come with it."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from config.schema import AcousticExperimentConfig
from models.base.checkpoint.checkpoint import TrainingState
from models.tts.export.piper_document import ExportedName, describe_language

LICENSE_FILES = ("LICENSE*", "LICENCE*", "COPYING*", "NOTICE*")


def copy_licenses(source: Path, target: Path) -> list[str]:
    """Copy the licences and notices beside a voice; returns their names."""
    found = sorted({path for pattern in LICENSE_FILES for path in source.glob(pattern)})
    for path in found:
        shutil.copyfile(path, target / path.name)
    return [path.name for path in found]


def model_card(
    name: ExportedName,
    config: AcousticExperimentConfig,
    state: TrainingState,
    n_weights: int,
    vocoder: str,
    speakers: Sequence[str],
    licenses: Sequence[str],
) -> str:
    """Text of the card: what people ask before they use a voice."""
    language = describe_language(config.preprocess.text.language)
    mel = config.preprocess.mel
    rows = [
        (
            "language",
            f"{language['name_english']} ({config.preprocess.text.language} of espeak-ng)",
        ),
        ("speakers", ", ".join(speakers) if len(speakers) <= 20 else str(len(speakers))),
        ("sample rate", f"{mel.sample_rate} Hz, a frame every {mel.hop_length} samples"),
        ("trained on", ", ".join(config.dataset)),
        ("training", f"{state.step:,} steps, {state.minutes:,.0f} minutes"),
        ("acoustic model", f"{config.model_type}, {n_weights / 1e6:.1f} M weights"),
        ("vocoder", vocoder),
        ("license", f"see {', '.join(licenses)}" if licenses else "not stated by its makers"),
    ]
    table = "\n".join(f"| {label} | {value} |" for label, value in rows)
    return (
        f"# {name}\n\nA text-to-speech voice for Piper, sherpa-onnx and other hosts of ONNX "
        f"voices, exported from a voice of flow-tts-toolkit.\n\n| | |\n|---|---|\n{table}\n"
    )
