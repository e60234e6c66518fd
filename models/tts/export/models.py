"""The models of an export: one that does all, or acoustics and vocoder."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from config.schema import AcousticExperimentConfig
from models.tts.export.graphs import Acoustics, ExportedAcoustics, WholeVoice
from models.tts.export.onnx_file import accept_noise, quantize_products, trace
from models.tts.export.sherpa_files import (
    VOCODER_METADATA,
    acoustics_metadata,
    voice_metadata,
)
from models.tts.onnx_voice.sessions import CYCLES
from models.vocoders.source_filter.plain import N_STATES, PlainSourceFilter

if TYPE_CHECKING:
    from onnx import ModelProto

_IDS = {1: "ids"}
_LENGTHS = {"mel": {2: "frames"}, "durations": {2: "ids"}, "output": {2: "samples"}}


@dataclass(frozen=True)
class ModelFile:
    """A model to be written: its ``role`` for OnnxVoice, the end of its name, and its metadata."""

    role: str
    suffix: str
    model: "ModelProto"
    metadata: dict[str, Any]


def build_models(
    acoustics: ExportedAcoustics,
    vocoder: nn.Module,
    config: AcousticExperimentConfig,
    n_speakers: int,
    split: bool,
    int8: Collection[tuple[int, int]] = (),
) -> list[ModelFile]:
    """Models of a voice of whose speakers ``n_speakers`` can be chosen (0: there is one).

    ``int8``: shapes of the weights that become so.
    """
    mel = config.preprocess.mel
    facts = config.preprocess.text.language, mel.sample_rate, max(n_speakers, 1)
    speaker = {"sid": torch.zeros(1, dtype=torch.long)} if n_speakers else {}
    if not split:
        model = trace(
            WholeVoice(acoustics, vocoder),
            {**_ids("input"), "scales": torch.tensor([0.5, 1.0, 0.0]), **speaker},
            ["output", "durations", "mel"],
            {"input": _IDS, "scales": {0: "scales"}, **_LENGTHS},
        )
        model = quantize_products(model, int8)
        accept_noise(model, "scales", 3)
        return [ModelFile("voice", ".onnx", model, voice_metadata(*facts))]
    scales = {"noise_scale": torch.tensor([0.5]), "length_scale": torch.tensor([1.0])}
    first = trace(
        Acoustics(acoustics),
        {**_ids("x", "x_length"), **scales, **speaker},
        ["mel", "durations"],
        {
            "x": _IDS,
            "noise_scale": {0: "scales"},
            "mel": _LENGTHS["mel"],
            "durations": _LENGTHS["durations"],
        },
    )
    first = quantize_products(first, int8)
    accept_noise(first, "noise_scale", 1)
    second = quantize_products(_vocoder(vocoder, mel.n_mels), int8)
    return [
        ModelFile("acoustics", ".acoustics.onnx", first, acoustics_metadata(*facts)),
        ModelFile("vocoder", ".vocoder.onnx", second, VOCODER_METADATA),
    ]


class WaveformOfMel(nn.Module):
    """Vocoder of a single mel (1, n_mels, T), with the waveform as (1, 1, T * hop)."""

    def __init__(self, vocoder: nn.Module) -> None:
        super().__init__()
        self.vocoder = vocoder

    def forward(self, mel: Tensor) -> Tensor:
        return self.vocoder(mel).unsqueeze(1)


class WaveformOfPiece(nn.Module):
    """Source-filter vocoder of a mel or of a piece of one, which also gives the phase (1, T)."""

    def __init__(self, vocoder: PlainSourceFilter) -> None:
        super().__init__()
        self.vocoder = vocoder

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        waveform, cycles = self.vocoder.begin_or_continue(mel)
        return waveform.unsqueeze(1), cycles


def _vocoder(vocoder: nn.Module, n_mels: int) -> "ModelProto":
    mel = torch.zeros(1, n_mels, 40)
    variable = {"mel": _LENGTHS["mel"], "output": _LENGTHS["output"]}
    if not isinstance(vocoder, PlainSourceFilter):
        return trace(WaveformOfMel(vocoder), {"mel": mel}, ["output"], variable)
    variable |= {"mel": {1: "rows", 2: "frames"}, CYCLES: {1: "frames"}}
    piece = torch.cat([mel, torch.zeros_like(mel[:, :N_STATES])], 1)
    return trace(WaveformOfPiece(vocoder), {"mel": piece}, ["output", CYCLES], variable)


def _ids(name: str, lengths: str = "input_lengths") -> dict[str, Tensor]:
    """Ids as a host frames them, and their number; any symbols will do."""
    ids = torch.tensor([[1, 0, 3, 0, 3, 0, 3, 0, 2]])
    return {name: ids, lengths: torch.tensor([ids.shape[1]])}
