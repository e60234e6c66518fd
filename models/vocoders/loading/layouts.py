"""The forms in which a vocoder lies on disk: ours, the reference implementation's, Amphion's."""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from config.hifigan import HiFiGANConfig, VocoderConfig, VocoderExperimentConfig
from config.load import parse_config, read_file
from config.schema import MelConfig
from models.base.checkpoint.checkpoint import (
    AVERAGE,
    FOLDER_NAMES,
    find_checkpoint,
    has_average,
    read_document,
    title,
    weights_file,
)
from models.vocoders.loading.mel_match import known_settings
from models.vocoders.loading.weights import config_by_shape, read_weights
from utils.errors import UserError

CONFIG_FILE = "config.json"
# Our names of the settings of a mel, and theirs.
REFERENCE_MEL = {
    "sample_rate": "sampling_rate",
    "n_fft": "n_fft",
    "hop_length": "hop_size",
    "win_length": "win_size",
    "n_mels": "num_mels",
    "f_min": "fmin",
    "f_max": "fmax",
}
AMPHION_MEL = {**REFERENCE_MEL, "sample_rate": "sample_rate", "n_mels": "n_mel"}
AMPHION_WEIGHTS = ("model.safetensors", "pytorch_model.bin")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class FoundVocoder:
    """A vocoder as it was read, not built yet."""

    name: str  # tells it from others
    source: str  # for messages
    config: VocoderConfig
    mel: dict[str, Any]  # the settings it tells, see mel_match.check_mel
    weights: dict[str, Tensor]


def open_ours(path: Path, file: Path | None = None) -> FoundVocoder:
    """A run, its ``checkpoints/`` or one checkpoint; averaged weights are preferred."""
    folder = find_checkpoint(path).resolve()
    args = folder / "args.json"
    config = parse_config(read_document(folder, args.name), str(args), VocoderExperimentConfig)
    if file is None:
        file = folder / weights_file(AVERAGE if has_average(folder) else "model")
    return FoundVocoder(
        name=f"{title(folder)}/{file.stem}",
        source=str(folder),
        config=config.model,
        mel=known_settings(config.preprocess.mel),
        weights=read_weights(file),
    )


def open_reference(folder: Path, file: Path | None = None) -> FoundVocoder:
    """``config.json`` beside ``generator_*`` or ``g_*``, as jik876/hifi-gan saves them."""
    path = folder / CONFIG_FILE
    values = read_file(path)
    sizes = _sizes(values, path)
    if file is None:
        pattern = re.compile(r"(g|generator)([_.-].*)?")
        found = (f for f in _files(folder) if pattern.fullmatch(f.name) and f.suffix != ".zip")
        file = _newest(found, folder, "generator_* or g_*")
    return _third_party(file, sizes, _mel(values, REFERENCE_MEL))


def open_amphion(args: Path, folder: Path, file: Path | None = None) -> FoundVocoder:
    """Amphion's ``args.json`` with ``*.pt``, ``*.pth`` or the checkpoints of its trainer."""
    values = read_file(args)
    model, preprocess = values.get("model"), values.get("preprocess")
    if not isinstance(model, dict) or not isinstance(preprocess, dict):
        raise UserError(f"{args}: not the settings of a vocoder: no 'model' and 'preprocess'")
    if model.get("generator") != "hifigan" or not isinstance(model.get("hifigan"), dict):
        raise UserError(
            f"{args}: its generator is {model.get('generator')!r}; of Amphion's vocoders this "
            "toolkit speaks with 'hifigan'"
        )
    sizes = _sizes(model["hifigan"], args)
    known = _mel(preprocess, AMPHION_MEL)
    known["center"] = preprocess.get("mel_extract_mode") == "taco"
    if file is None:
        file = _amphion_file(folder)
    return _third_party(file, sizes, known)


def open_alone(file: Path, mel: MelConfig) -> FoundVocoder:
    """Weights without settings: their shapes say what they are."""
    weights = read_weights(file)
    config = config_by_shape(weights, mel, str(file))
    return FoundVocoder(file.resolve().name, str(file), config, {}, weights)


def _third_party(file: Path, sizes: HiFiGANConfig, known: dict[str, Any]) -> FoundVocoder:
    logger.info("vocoder: %s", file)
    name = f"{file.resolve().parent.name}/{file.name}"
    return FoundVocoder(name, str(file), VocoderConfig(hifigan=sizes), known, read_weights(file))


def _sizes(values: Mapping[str, Any], path: Path) -> HiFiGANConfig:
    """A generator's sizes; all must be there, for a default would be a guess."""
    names = HiFiGANConfig.model_fields
    missing = [name for name in names if name not in values]
    if missing:
        raise UserError(f"{path}: not the settings of a HiFi-GAN: it lacks {', '.join(missing)}")
    sizes = {name: values[name] for name in names}
    return parse_config({**sizes, "resblock": str(sizes["resblock"])}, str(path), HiFiGANConfig)


def _mel(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Settings of the mel under our names, as far as they are told."""
    known = {ours: values[theirs] for ours, theirs in names.items() if theirs in values}
    if known.get("f_max", 0) is None and "sample_rate" in known:
        known["f_max"] = known["sample_rate"] / 2
    return {**known, "log": MelConfig().scale()["log"], **MelConfig(center=False).framing()}


def _amphion_file(folder: Path) -> Path:
    folders = [folder, *(folder / name for name in FOLDER_NAMES)]
    loose = [f for place in folders for f in _files(place) if f.suffix in (".pt", ".pth")]
    if loose:
        return _newest(loose, folder, "*.pt or *.pth")
    saved = {}
    for place in [folder, *(f for parent in folders if parent.is_dir() for f in parent.iterdir())]:
        progress = re.match(r"epoch-(\d+)_step-(\d+)", place.resolve().name)
        files = [place / name for name in AMPHION_WEIGHTS if (place / name).is_file()]
        if progress and files:
            saved[int(progress[1]), int(progress[2])] = files[0]
    if not saved:
        raise UserError(f"{folder}: Amphion's settings are here, but no weights (*.pt or *.pth)")
    return saved[max(saved)]


def _files(folder: Path) -> list[Path]:
    return sorted(f for f in folder.iterdir() if f.is_file()) if folder.is_dir() else []


def _newest(files: Iterable[Path], folder: Path, wanted: str) -> Path:
    """The file with the highest number at the end of its name."""
    files = list(files)
    if not files:
        raise UserError(f"{folder}: no weights here; expected {wanted}")
    if len(files) == 1:
        return files[0]
    numbers = [re.search(r"(?:^|[_-])(\d+)$", f.name.split(".")[0]) for f in files]
    if not all(numbers) or len({int(n[1]) for n in numbers}) < len(files):
        names = ", ".join(f.name for f in files)
        raise UserError(f"{folder}: which of these is meant? Give the file itself: {names}")
    return max(zip(numbers, files, strict=True), key=lambda pair: int(pair[0][1]))[1]
