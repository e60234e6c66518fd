"""The decoder with a fourth layer in every block: each part of the toolkit goes along."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from models.base.optim.freeze import freeze
from models.tts.glowtts import GlowTTS, flow_decoder
from models.tts.glowtts.losses import mle_loss
from modules.cpu_kernels import describe, has_bfloat16
from modules.flow import ActNorm, AffineCoupling, FlowBlock, glow_block
from tests.models.tts.glowtts.tiny import N_MELS, randomized, tiny_batch, tiny_model
from tests.modules.flow.test_layers import FlipChannels

N_BLOCKS, CHANNELS = 2, 2 * N_MELS  # of ``tiny_model``, squeezed
SPEAKERS = torch.tensor([0, 1, 1])


def copied(model: GlowTTS) -> GlowTTS:
    other = tiny_model(n_speakers=2).eval()
    other.load_state_dict(model.state_dict())
    return other


def another_coupling() -> nn.Module:
    return AffineCoupling(CHANNELS, 16, 3, 2, speaker_channels=6)


# A fourth layer, its place in the block, and the number of layers of the folded block.
FOURTH: dict[str, tuple[Callable[[], nn.Module], int, int]] = {
    "normalized at the end": (lambda: ActNorm(CHANNELS), 3, 3),
    "normalized between": (lambda: ActNorm(CHANNELS), 1, 2),
    "permuted": (FlipChannels, 2, 3),
    "permuted between": (FlipChannels, 1, 4),
    "coupled": (another_coupling, 3, 3),
}


@pytest.fixture(params=FOURTH)
def fourth(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    build_layer, place, n_folded = FOURTH[request.param]

    def build_block(*arguments, **options) -> FlowBlock:
        block = glow_block(*arguments, **options)
        block.insert(place, build_layer())
        return block

    monkeypatch.setattr(flow_decoder, "glow_block", build_block)
    return n_folded


@pytest.fixture
def model(fourth: int) -> GlowTTS:
    return randomized(tiny_model(n_speakers=2))


@pytest.fixture
def batch() -> dict[str, Tensor]:
    return {**tiny_batch(), "speaker_ids": SPEAKERS}


@pytest.fixture
def text(batch: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: batch[name] for name in ("phone_ids", "phone_lengths", "speaker_ids")}


def test_layers_keep_one_number_over_all_blocks(model: GlowTTS) -> None:
    numbers = range(4 * N_BLOCKS)
    assert {f"decoder.flows.{n}" for n in numbers} <= dict(model.named_modules()).keys()
    weights = {name for name in model.state_dict() if name.startswith("decoder.")}
    assert all(name.startswith(tuple(f"decoder.flows.{n}." for n in numbers)) for name in weights)
    assert [layer for block in model.decoder.blocks for layer in block] == [*model.decoder.flows]
    assert [len(block) for block in model.decoder.blocks] == [4] * N_BLOCKS


def test_the_inverse_undoes_the_decoder(model: GlowTTS, batch: dict[str, Tensor]) -> None:
    output = model(**batch)
    speaker = model.embed_speaker(SPEAKERS)
    mel, inverse_det = model.decoder.inverse(output.z, output.mel_mask, speaker)
    torch.testing.assert_close(mel, batch["mel"][:, :, :20] * output.mel_mask, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(output.log_det, -inverse_det, atol=1e-4, rtol=1e-4)
    layers_det = torch.zeros(3)
    z, mask = flow_decoder.squeeze(batch["mel"][:, :, :20], output.mel_mask, 2)
    for layer in model.decoder.flows:
        z, log_det = layer(z, mask, speaker)
        layers_det += log_det
    torch.testing.assert_close(output.log_det, layers_det)


def test_recomputed_blocks_give_the_same_gradients(model: GlowTTS, batch) -> None:
    model.train()
    found, calls = [], []
    for layer in model.decoder.flows:
        layer.register_forward_pre_hook(lambda *_: calls.append(1))
    for recompute in (False, True):
        model.decoder.recompute_blocks = recompute
        model.zero_grad()
        calls.clear()
        torch.manual_seed(1)  # of dropout
        output = model(**batch)
        mle_loss(
            output.z, output.prior_mean, output.prior_log_std, output.log_det, output.mel_mask
        ).backward()
        assert len(calls) == (2 if recompute else 1) * 4 * N_BLOCKS
        found.append([value.grad for value in model.decoder.parameters()])
    for once, again in zip(*found, strict=True):
        assert torch.equal(once, again)


@pytest.mark.parametrize("precision", ["float32", "bf16"])
def test_a_prepared_model_speaks_the_same(model: GlowTTS, text, fourth: int, precision) -> None:
    if precision == "bf16" and not has_bfloat16():
        pytest.skip(f"products of bfloat16 are not used: {describe()}")
    expected = model.synthesize(**text, noise_scale=0.0)
    prepared = copied(model).prepare_for_inference(precision)
    found = prepared.synthesize(**text, noise_scale=0.0)
    error = 0.03 if precision == "bf16" else 1e-4
    assert torch.equal(found.durations, expected.durations)
    torch.testing.assert_close(found.mel, expected.mel, atol=error, rtol=error)
    assert not torch.equal(found.mel, expected.mel)  # it goes another way
    assert [len(block) for block in prepared.decoder.folded_blocks] == [fourth] * N_BLOCKS


@torch.inference_mode()
def test_the_precision_reaches_every_coupling(model: GlowTTS) -> None:
    if not has_bfloat16():
        pytest.skip(f"products of bfloat16 are not used: {describe()}")
    n_couplings = sum(isinstance(layer, AffineCoupling) for layer in model.decoder.flows)
    z, mask, speaker = torch.randn(3, CHANNELS, 9), torch.ones(3, 1, 9), torch.randn(3, 6, 1)
    exact, narrow = (
        [
            layer.inverse(z, mask, speaker)[0]
            for block in copied(model).prepare_for_inference(precision).decoder.folded_blocks
            for layer in block
        ]
        for precision in ("float32", "bf16")
    )
    differ = [not torch.equal(a, b) for a, b in zip(exact, narrow, strict=True)]
    assert sum(differ) == n_couplings


@pytest.mark.parametrize("pattern", ["decoder.flows.*", "decoder.flows.7"])
def test_the_last_layer_is_frozen_by_its_number(fourth: int, pattern: str) -> None:
    model = tiny_model(n_speakers=2)
    freeze(model, [pattern])
    assert not any(value.requires_grad for value in model.decoder.flows[7].parameters())
    others = [value.requires_grad for value in model.decoder.flows[4].parameters()]  # an ActNorm
    assert others == [pattern == "decoder.flows.7"] * 2
    assert not model.decoder.flows[7].training


def test_weights_are_saved_and_loaded(model: GlowTTS, text) -> None:
    expected = model.synthesize(**text, noise_scale=0.0).mel
    assert torch.equal(copied(model).synthesize(**text, noise_scale=0.0).mel, expected)
