"""The document beside an exported voice: what Piper reads, and under ``toolkit`` what we do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.schema import AcousticExperimentConfig
from models.tts.base.synthesis_settings import DEFAULTS, usual_noise_scale
from models.tts.export.symbols import ExportedSymbols
from models.tts.onnx_voice.document import FORMAT_VERSION

PIPER_VERSION = "1.8.0"  # whose loader this was written for

# Family of an espeak language: its usual region, its own name and the English ones.
_LANGUAGES = {
    "ar": ("JO", "العربية", "Arabic", "Jordan"),
    "ca": ("ES", "Català", "Catalan", "Spain"),
    "cs": ("CZ", "Čeština", "Czech", "Czech Republic"),
    "cy": ("GB", "Cymraeg", "Welsh", "Great Britain"),
    "da": ("DK", "Dansk", "Danish", "Denmark"),
    "de": ("DE", "Deutsch", "German", "Germany"),
    "el": ("GR", "Ελληνικά", "Greek", "Greece"),
    "en": ("US", "English", "English", "United States"),
    "es": ("ES", "Español", "Spanish", "Spain"),
    "fa": ("IR", "فارسی", "Farsi", "Iran"),
    "fi": ("FI", "Suomi", "Finnish", "Finland"),
    "fr": ("FR", "Français", "French", "France"),
    "hu": ("HU", "Magyar", "Hungarian", "Hungary"),
    "is": ("IS", "Íslenska", "Icelandic", "Iceland"),
    "it": ("IT", "Italiano", "Italian", "Italy"),
    "nl": ("NL", "Nederlands", "Dutch", "Netherlands"),
    "pl": ("PL", "Polski", "Polish", "Poland"),
    "pt": ("PT", "Português", "Portuguese", "Portugal"),
    "ro": ("RO", "Română", "Romanian", "Romania"),
    "ru": ("RU", "Русский", "Russian", "Russia"),
    "sk": ("SK", "Slovenčina", "Slovak", "Slovakia"),
    "sv": ("SE", "Svenska", "Swedish", "Sweden"),
    "tr": ("TR", "Türkçe", "Turkish", "Turkey"),
    "uk": ("UA", "Українська", "Ukrainian", "Ukraine"),
    "vi": ("VN", "Tiếng Việt", "Vietnamese", "Vietnam"),
}
_COUNTRIES = {"BR": "Brazil", "GB": "Great Britain", "MX": "Mexico", "US": "United States"}


@dataclass(frozen=True)
class ExportedName:
    """Name of an exported voice in its three parts: ``en_US-hibari-medium``."""

    language: str
    name: str
    quality: str

    def __str__(self) -> str:
        return f"{self.language}-{self.name}-{self.quality}"


def describe_language(espeak_voice: str) -> dict[str, str]:
    """What Piper's documents say of a language: ``en-us`` is the code ``en_US``."""
    family, *rest = espeak_voice.split("-")
    usual, native, english, country = _LANGUAGES.get(family, (family.upper(), family, family, ""))
    region = rest[0].upper() if rest and len(rest[0]) == 2 else usual
    return {
        "code": f"{family}_{region}",
        "family": family,
        "region": region,
        "name_native": native,
        "name_english": english,
        "country_english": country if region == usual else _COUNTRIES.get(region, region),
    }


def usual_quality(sample_rate: int) -> str:
    """Piper's word for voices of a sample rate."""
    return "low" if sample_rate < 22050 else "medium" if sample_rate < 32000 else "high"


def piper_document(
    name: ExportedName,
    config: AcousticExperimentConfig,
    symbols: ExportedSymbols,
    speakers: Mapping[str, int],
    toolkit: Mapping[str, Any],
) -> dict[str, Any]:
    """Content of ``<name>.onnx.json``; ``speakers`` is empty where none can be chosen."""
    mel, text = config.preprocess.mel, config.preprocess.text
    id_map = {symbol: [number] for symbol, number in symbols.ids.items()} | symbols.aliases
    return {
        "audio": {"sample_rate": mel.sample_rate, "quality": name.quality},
        "espeak": {"voice": text.language},
        "language": describe_language(text.language),
        "phoneme_type": "espeak",
        "phoneme_map": {},
        "phoneme_id_map": id_map,
        "num_symbols": len(symbols.model_ids),
        "num_speakers": max(len(speakers), 1),
        "speaker_id_map": dict(speakers),
        "inference": {
            "noise_scale": usual_noise_scale(config.synthesis.noise_scale),
            "length_scale": DEFAULTS.length_scale,
            "noise_w": 0.0,
        },
        "hop_length": mel.hop_length,
        "dataset": name.name,
        "piper_version": PIPER_VERSION,
        "toolkit": dict(toolkit),
    }


def toolkit_section(
    config: AcousticExperimentConfig, symbols: ExportedSymbols, speakers: Mapping[str, int]
) -> dict[str, Any]:
    """What OnnxVoice needs beside what Piper reads, apart from the names of the files."""
    recipe = {"dataset", "dataset_path", "preprocess"}
    text = config.preprocess.text
    return {
        "format_version": FORMAT_VERSION,
        "symbols": symbols.symbols,
        "text": text.model_dump(mode="json"),
        "mel": config.preprocess.mel.model_dump(mode="json"),
        "speakers": dict(speakers),
        "recipe": config.model_dump(mode="json", include=recipe),
    }
