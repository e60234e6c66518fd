"""Synthesis in float32 as such: the setting, and what is computed while it holds."""

import pytest
import torch

from models.vocoders.neural import NeuralVocoder
from modules.exactness import exact_convolutions
from tests.models.tts.glowtts.tiny import one_of, randomized, tiny_batch, tiny_model
from tests.models.vocoders.tiny import tiny_generator

cudnn = torch.backends.cudnn


@pytest.fixture
def on_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Synthesis takes the CPU of this test for a GPU."""
    for name in ("models.tts.glowtts.model", "models.vocoders.neural"):
        pretended = lambda device: exact_convolutions(torch.device("cuda"))  # noqa: E731
        monkeypatch.setattr(f"{name}.exact_convolutions", pretended)


def note_tf32(module: torch.nn.Module) -> list[bool]:
    """What the setting is whenever a convolution of ``module`` is computed."""
    noted: list[bool] = []
    for layer in module.modules():
        if isinstance(layer, torch.nn.Conv1d | torch.nn.ConvTranspose1d):
            layer.register_forward_pre_hook(lambda *_: noted.append(cudnn.allow_tf32))
    return noted


def test_the_setting_is_put_back():
    assert cudnn.allow_tf32
    with exact_convolutions(torch.device("cuda")):
        assert not cudnn.allow_tf32
    assert cudnn.allow_tf32
    with pytest.raises(ZeroDivisionError), exact_convolutions(torch.device("cuda")):
        _ = 1 / cudnn.allow_tf32
    assert cudnn.allow_tf32
    with exact_convolutions(torch.device("cpu")):
        assert cudnn.allow_tf32


@pytest.mark.usefixtures("on_gpu")
def test_synthesis_is_exact_and_the_training_pass_as_set():
    model = randomized(tiny_model())
    noted = note_tf32(model)
    batch = one_of(tiny_batch(), 0)
    ids = batch["phone_ids"], batch["phone_lengths"]
    model.synthesize(*ids)
    model.synthesize_aligned(*ids, batch["mel"], batch["mel_lengths"], noise_scale=0.0)
    assert noted
    assert not any(noted)
    noted.clear()
    model(**batch)
    assert all(noted)


@pytest.mark.usefixtures("on_gpu")
def test_vocoders_are_exact_and_what_is_done_with_their_pieces_as_set():
    vocoder = NeuralVocoder(tiny_generator("hifigan"), "tiny", 22050)
    noted: list[bool] = []
    vocoder.generator.register_forward_pre_hook(lambda *_: noted.append(cudnn.allow_tf32))
    for _ in vocoder.stream(torch.randn(1, 80, 20)):
        assert cudnn.allow_tf32
    assert noted == [False]
