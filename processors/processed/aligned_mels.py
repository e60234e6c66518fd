"""Mels that an acoustic model makes of the processed clips, frame for frame beside their audio.

``<folder>/<Dataset>/mels/<Uid>.npy`` as in the processed data, and ``manifest.json``, which says
what they were made with; it says so from the beginning, and that they are all there at the end.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from config.schema import PreprocessConfig
from processors.processed.feature_settings import feature_settings, settings_changes
from processors.processed.paths import rows_without_file
from utils.errors import UserError
from utils.files import read_json, write_json
from utils.messages import list_some

MANIFEST = "manifest.json"
SHOWN = 5  # names in an error
SCRIPT = "bins/tts/make_aligned_mels.py"


def begin_manifest(folder: Path, preprocess: PreprocessConfig, origin: Mapping[str, Any]) -> None:
    """Reserve ``folder`` for the mels of ``origin``: what they come from, as JSON values.

    Mels of the same origin, of a run that was broken off, may be there already; others raise
    UserError.
    """
    manifest = {**_settings(preprocess), "origin": dict(origin), "complete": False}
    path = folder / MANIFEST
    if path.is_file():
        old = {**_read(path), "complete": False}
        if old != manifest:
            raise UserError(
                f"{folder}: holds mels of another origin ({_summary(old)}); "
                "they are not overwritten: choose another folder, or remove this one"
            )
    elif any(folder.glob("*")):
        raise UserError(f"{folder}: is not empty and no export of mels; choose another folder")
    write_json(path, manifest)


def finish_manifest(folder: Path) -> None:
    """Say that all mels are there."""
    write_json(folder / MANIFEST, {**_read(folder / MANIFEST), "complete": True})


def check_aligned_mels(
    folder: Path, preprocess: PreprocessConfig, rows: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The manifest of ``folder``; UserError unless it has mels for ``rows`` made as configured."""
    path = folder / MANIFEST
    if not path.is_file():
        raise UserError(f"{folder}: no {MANIFEST} here; make these mels with {SCRIPT}")
    manifest = _read(path)
    if not manifest["complete"]:
        raise UserError(f"{folder}: the export was not finished; run {SCRIPT} again")
    wanted = _settings(preprocess)
    changes = settings_changes({"audio": manifest["audio"]}, {"audio": wanted["audio"]})
    if changes:
        raise UserError(
            f"{folder}: these mels were made with other settings than the config has "
            f"({'; '.join(changes)}); take the config's preprocess section from the acoustic "
            "model's args.json"
        )
    missing = rows_without_file(rows, folder, "mels")
    if missing:
        raise UserError(
            f"{folder}: {len(missing)} of {len(rows)} clips have no mel here, the first: "
            f"{list_some(missing, SHOWN, '')}; the data has changed since: export into a new folder"
        )
    return manifest


def _settings(preprocess: PreprocessConfig) -> dict[str, Any]:
    settings = feature_settings(preprocess)
    return {"mel_fingerprint": preprocess.mel.fingerprint(), "audio": settings["audio"]}


def _summary(manifest: Mapping[str, Any]) -> str:
    origin = manifest["origin"]
    return ", ".join(f"{name} {value}" for name, value in origin.items())


def _read(path: Path) -> dict[str, Any]:
    try:
        manifest = read_json(path)
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: cannot be read ({error})") from None
    if not isinstance(manifest, dict) or not {"audio", "origin", "complete"} <= manifest.keys():
        raise UserError(f"{path}: is no manifest of {SCRIPT}")
    return manifest
