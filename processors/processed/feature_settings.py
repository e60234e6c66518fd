"""Settings that processed features were made with, and whether a config still has them."""

import hashlib
from pathlib import Path
from typing import Any

from config.schema import PreprocessConfig, RecipeConfig, resolve_path
from processors.processed.paths import AGAIN
from processors.processed.rows import load_meta
from processors.text.symbols import SymbolTable
from utils.errors import UserError

# Raised when the code makes something else of the same recording or text.
AUDIO_VERSION = 1
TEXT_VERSION = 2
# What is added for languages but English, which had no rules of their own at first.
OTHER_LANGUAGES = 1


def check_features(config: RecipeConfig) -> None:
    """Raise UserError unless every dataset's features were made with the settings of ``config``."""
    needs = config.feature_needs()
    wanted = feature_settings(config.preprocess)
    for dataset in config.dataset:
        meta = load_meta(config.processed_dir, dataset)
        changes = settings_changes(meta["settings"], wanted)
        if needs.frame_multiple not in (None, meta["n_sqz"]):
            changes.append(
                f"{needs.frame_multiple_key} is {needs.frame_multiple}, was {meta['n_sqz']}"
            )
        if needs.phones and not meta.get("needs_text", True):
            changes.append("for a vocoder, whatever the texts are")
        _refuse(config.processed_dir / dataset, changes)


def check_audio_features(config: RecipeConfig) -> None:
    """Raise UserError unless every dataset's mels were made with the settings of ``config``.

    Texts and splits are not looked at: a vocoder may learn from the features of any voice.
    """
    wanted = feature_settings(config.preprocess)["audio"]
    for dataset in config.dataset:
        made = load_meta(config.processed_dir, dataset)["settings"]["audio"]
        changes = settings_changes({"audio": made}, {"audio": wanted})
        _refuse(config.processed_dir / dataset, changes)


def feature_settings(preprocess: PreprocessConfig) -> dict[str, Any]:
    """Everything that shapes a mel (``audio``) and a phone file (``text``)."""
    mel, trim, text = preprocess.mel, preprocess.trim, preprocess.text
    levels = {"loudness": preprocess.loudness, "reduce_hiss": preprocess.reduce_hiss}
    cuts = trim.enabled or trim.max_pause is not None
    # What is off leaves no trace: older features stay valid.
    trimming = trim.model_dump(exclude_none=True) if cuts else {"enabled": False}
    spelling = text.model_dump(exclude={"lexicon", "foreign_words"})
    if text.foreign_words is not None:
        spelling["foreign_words"] = text.foreign_words
    if text.lexicon is not None:
        spelling["lexicon"] = _digest(resolve_path(text.lexicon))
    symbols = "".join(SymbolTable.default().symbols)
    return {
        "audio": {
            "mel": {**mel.scale(), **mel.framing()},
            "trim": trimming,
            **{name: value for name, value in levels.items() if value is not None},
            "version": AUDIO_VERSION,
        },
        "text": {
            "text": spelling,
            "symbols": hashlib.sha256(symbols.encode()).hexdigest()[:12],
            "version": TEXT_VERSION + (not text.language.startswith("en")) * OTHER_LANGUAGES,
        },
    }


def settings_changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Differences, one phrase per setting, such as ``mel.hop_length is 300, was 256``.

    A version that differs is code that makes other features of the same recording or text.
    """
    before, after = _flatten(old), _flatten(new)
    return [
        f"{name} is {after.get(name)}, was {before.get(name)}"
        + (": newer code" if name.endswith(".version") else "")
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _flatten(settings: dict[str, Any]) -> dict[str, Any]:
    """{"audio": {"mel": {"n_fft": 1}, "version": 1}} as {"mel.n_fft": 1, "audio.version": 1}."""
    flat = {}
    for group, sections in settings.items():
        for section, values in sections.items():
            if isinstance(values, dict):
                flat.update({f"{section}.{name}": value for name, value in values.items()})
            else:
                flat[f"{group}.{section}"] = values
    return flat


def _digest(lexicon: Path) -> str:
    try:
        return hashlib.sha256(lexicon.read_bytes()).hexdigest()[:12]
    except OSError as error:
        raise UserError(f"{lexicon}: the lexicon cannot be read: {error.strerror}") from None


def _refuse(folder: Path, changes: list[str]) -> None:
    if changes:
        raise UserError(
            f"{folder}: features were made with other settings ({'; '.join(changes)}); {AGAIN}, "
            "or give it its own preprocess.processed_dir"
        )
