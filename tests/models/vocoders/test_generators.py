"""What every generator must do, and the sizes of the papers."""

import copy

import pytest
import torch

from config.hifigan import HIFIGAN_SIZES, VocoderConfig
from config.schema import MelConfig
from models.vocoders.generators import build_generator
from models.vocoders.neural import NeuralVocoder
from processors.audio.mel import mel_spectrogram
from tests.models.vocoders.tiny import CONFIGS, tiny_generator


@pytest.mark.parametrize(("version", "millions"), [("v1", 13.92), ("v2", 0.92), ("v3", 1.46)])
def test_sizes_are_those_of_the_paper(version, millions):
    generator = build_generator(VocoderConfig(hifigan=HIFIGAN_SIZES[version]), MelConfig())
    vocoder = NeuralVocoder(generator, version, 22050)  # folded: as the paper counts
    weights = sum(p.numel() for p in vocoder.parameters()) / 1e6
    assert weights == pytest.approx(millions, abs=0.01)


@pytest.mark.parametrize("kind", CONFIGS)
@pytest.mark.parametrize("frames", [1, 2, 13])
def test_every_frame_is_one_hop(kind, frames):
    waveform = tiny_generator(kind)(torch.randn(2, 80, frames))
    assert waveform.shape == (2, frames * 256)
    assert waveform.dtype == torch.float32


@pytest.mark.parametrize("kind", CONFIGS)
def test_frame_t_is_heard_at_sample_t_times_hop(kind):
    """Changing one frame changes samples around its own hop, as many before it as behind."""
    vocoder = NeuralVocoder(tiny_generator(kind), kind, 22050)
    features = vocoder.generator.features(torch.randn(1, 80, 61) - 5)
    changed = features.clone()
    changed[:, :80, 30] += 1
    # With gradients its layers are torch's, whose samples out of reach are equal to the last bit.
    with torch.enable_grad():
        difference = (vocoder.generator.render(features) - vocoder.generator.render(changed))[
            0
        ].abs()
    touched = torch.nonzero(difference > 1e-9).squeeze(1)
    middle = (touched[0] + touched[-1] + 1) / 2
    assert abs(middle.item() - 30.5 * 256) <= 80  # half a hop is 128
    assert difference[30 * 256 : 31 * 256].mean() > difference.mean()


def test_a_centered_mel_moves_vocos_by_half_a_hop():
    mel = torch.randn(1, 80, 20)
    generator = tiny_generator("vocos")
    centered = tiny_generator("vocos", center=True)
    centered.load_state_dict(generator.state_dict())
    a, b = (NeuralVocoder(g, "", 22050)(mel)[0] for g in (generator, centered))
    torch.testing.assert_close(a[512 + 128 : -512], b[512 : -512 - 128], atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("kind", CONFIGS)
def test_rows_do_not_influence_each_other(kind):
    vocoder = NeuralVocoder(tiny_generator(kind), kind, 22050)
    mel = torch.randn(3, 80, 7)
    for row, alone in zip(vocoder(mel), mel, strict=True):
        # Phases add up what rounding makes of the pitch.
        atol = 1e-4 if kind == "source_filter" else 1e-6
        torch.testing.assert_close(vocoder(alone.unsqueeze(0))[0], row, atol=atol, rtol=1e-5)


@pytest.mark.parametrize("kind", CONFIGS)
def test_folding_changes_nothing_but_the_names(kind):
    generator = tiny_generator(kind)
    for name, weight in generator.named_parameters():
        if name.endswith("original0"):
            weight.data *= torch.rand_like(weight) + 0.5
    mel = torch.randn(1, 80, 5)
    expected = generator(mel)
    vocoder = NeuralVocoder(copy.deepcopy(generator), kind, 22050)
    torch.testing.assert_close(vocoder(mel), expected.detach())
    assert not any("parametrizations" in name for name in vocoder.state_dict())
    assert not any(p.requires_grad for p in vocoder.parameters())


@pytest.mark.parametrize("kind", CONFIGS)
def test_every_weight_learns(kind):
    generator = tiny_generator(kind)
    waveform = generator(torch.randn(1, 80, 8))
    mel_spectrogram(waveform, MelConfig()).sum().backward()
    for name, weight in generator.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.isfinite().all(), name
        assert weight.grad.abs().sum() > 0, name


@pytest.mark.parametrize("kind", ["hifigan", "vocos"])
def test_it_learns_one_clip(kind):
    """The mel loss alone brings a generator near the clip within a few steps."""
    generator = tiny_generator(kind)
    time = torch.arange(32 * 256) / 22050
    target = 0.3 * torch.sin(2 * torch.pi * 220 * time) + 0.02 * torch.randn(len(time))
    mel = mel_spectrogram(target, MelConfig()).unsqueeze(0)
    optimizer = torch.optim.AdamW(generator.parameters(), lr=2e-3)
    errors = []
    for _ in range(25):
        again = mel_spectrogram(generator(mel), MelConfig())
        error = (again - mel).abs().mean()
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
        errors.append(error.item())
    assert errors[-1] < 0.75 * errors[0]


def test_vocos_survives_absurd_magnitudes():
    generator = tiny_generator("vocos")
    generator.head.out.bias.data += 1000.0
    waveform = generator(torch.randn(1, 80, 6))
    waveform.square().mean().backward()
    assert waveform.isfinite().all()
    assert all(p.grad.isfinite().all() for p in generator.parameters())


def test_vocos_spectra_stay_float32_under_autocast():
    mel = torch.randn(1, 80, 6)
    generator = tiny_generator("vocos")
    with torch.autocast("cpu", dtype=torch.bfloat16):
        waveform = generator(mel)
    assert waveform.dtype == torch.float32
    assert (waveform - generator(mel)).abs().max() < 0.1


def test_sizes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="kernel of 3 does not give 2 samples"):
        build_generator(
            VocoderConfig.model_construct(
                generator="hifigan",
                hifigan=HIFIGAN_SIZES["v2"].model_copy(
                    update={"upsample_kernel_sizes": (16, 16, 3, 4)}
                ),
            ),
            MelConfig(),
        )
