"""The document of an exported voice, and where it is."""

from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from utils.errors import UserError
from utils.files import read_json

SUFFIX = ".onnx.json"
# 1: noise has to be as long as the mel, and source-filter vocoders take whole mels only.
FORMAT_VERSION = 2


@dataclass(frozen=True)
class TextSettings:
    """The settings of TextConfig, without pydantic; those an older export lacks have defaults."""

    phonemizer: str
    language: str
    normalize: bool
    add_blank: bool
    lexicon: str | None
    foreign_words: str | None = None

    def model_copy(self, *, update: dict[str, Any]) -> "TextSettings":
        """The settings with others in their places."""
        return replace(self, **update)


@dataclass(frozen=True)
class VoiceDocument:
    """What an exported voice in ``folder`` says of itself, in the form ``format_version``.

    ``mel`` has the settings of MelConfig; ``files`` names the models
    by their roles: "voice", or "acoustics" and "vocoder". ``symbols`` begin at id 3. Samples of a
    frame depend on ``context_frames`` to either side; ``piece_frames`` are well made at a time.
    ``noise_scale`` is the voice's own.
    """

    folder: Path
    format_version: int
    name: str
    vocoder: str
    text: TextSettings
    mel: Any
    symbols: list[str]
    speakers: dict[str, int]
    files: dict[str, str]
    recipe: dict[str, Any]
    context_frames: int
    piece_frames: int
    noise_scale: float


def find_document(path: str | Path) -> Path | None:
    """Document of the exported voice at ``path``: its folder, or its model; None if there is none.

    Raises UserError for a folder with several.
    """
    path = Path(path)
    if path.is_file():
        beside = path if path.name.endswith(SUFFIX) else path.with_name(f"{path.name}.json")
        return beside if path.name.endswith((".onnx", SUFFIX)) and beside.is_file() else None
    found = sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else []
    if len(found) > 1:
        raise UserError(f"{path}: several voices in it; name one of {', '.join(map(str, found))}")
    return found[0] if found else None


def read_document(path: str | Path) -> VoiceDocument:
    """Document of the exported voice at ``path``, see ``find_document``; UserError without one."""
    found = find_document(path)
    if found is None:
        raise UserError(f"{path}: no exported voice here; expected NAME.onnx and NAME{SUFFIX}")
    try:
        whole = read_json(found)
        values = whole["toolkit"]
        if values["format_version"] > FORMAT_VERSION:
            raise UserError(
                f"{found}: format {values['format_version']} is newer than this toolkit, which "
                f"reads {FORMAT_VERSION}: update it"
            )
        document = _parse(found.parent, values, float(whole["inference"]["noise_scale"]))
    except KeyError as error:
        raise UserError(
            f"{found}: no voice of this toolkit ({error} is missing): voices of others speak in "
            "Piper itself"
        ) from None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UserError(f"{found}: cannot be read ({error})") from None
    for file in document.files.values():
        if not (document.folder / file).is_file():
            raise UserError(f"{document.folder / file}: missing; it belongs to {found.name}")
    return document


def _parse(folder: Path, values: dict[str, Any], noise_scale: float) -> VoiceDocument:
    text = dict(values["text"])
    if text["lexicon"] is not None:
        text["lexicon"] = str((folder / text["lexicon"]).resolve())
    return VoiceDocument(
        folder,
        int(values["format_version"]),
        values["name"],
        values["vocoder"],
        TextSettings(**text),
        SimpleNamespace(**values["mel"]),
        list(values["symbols"]),
        dict(values["speakers"]),
        {role: Path(name).name for role, name in values["files"].items()},
        dict(values["recipe"]),
        int(values["context_frames"]),
        int(values["piece_frames"]),
        noise_scale,
    )
