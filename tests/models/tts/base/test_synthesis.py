"""Speaking: reproducible, the same alone and in a batch, and never out of hand."""

import pytest
import torch
from torch import Generator, Tensor

from models.tts.glowtts import DurationError, GlowTTS, Synthesis
from models.tts.glowtts.durations import whole_durations
from tests.models.tts.glowtts.tiny import N_MELS, one_of, randomized, tiny_batch, tiny_model


@pytest.fixture
def model() -> GlowTTS:
    voice = randomized(tiny_model())
    with torch.no_grad():
        voice.duration_predictor.out.bias.fill_(1.5)  # about four frames a phone
    return voice


@pytest.fixture
def text() -> dict[str, Tensor]:
    batch = tiny_batch()
    return {name: batch[name] for name in ("phone_ids", "phone_lengths")}


def seeds(*values: int) -> list[Generator]:
    return [Generator().manual_seed(value) for value in values]


def test_shapes_and_lengths(model: GlowTTS, text: dict[str, Tensor]) -> None:
    speech = model.synthesize(**text)
    assert isinstance(speech, Synthesis)
    n_frames = int(speech.mel_lengths.max())
    assert speech.mel.shape == (3, N_MELS, n_frames)
    assert speech.mel.dtype == torch.float32
    assert speech.durations.dtype == torch.int64
    assert speech.durations.sum(1).tolist() == speech.mel_lengths.tolist()
    assert not (speech.mel_lengths % 2).any()
    assert speech.path.shape == (3, 6, n_frames)
    assert speech.path.sum(2).tolist() == speech.durations.tolist()
    for mel, length in zip(speech.mel, speech.mel_lengths, strict=True):
        assert mel[:, :length].any(0).all()
        assert not mel[:, length:].any()


def test_same_seed_same_mel(model: GlowTTS, text: dict[str, Tensor]) -> None:
    for make in (lambda seed: Generator().manual_seed(seed), lambda seed: seeds(seed, 2, 3)):
        first = model.synthesize(**text, generator=make(1)).mel
        assert torch.equal(first, model.synthesize(**text, generator=make(1)).mel)
        assert not torch.equal(first, model.synthesize(**text, generator=make(4)).mel)


def test_global_seed_is_used_without_a_generator(model: GlowTTS, text: dict[str, Tensor]) -> None:
    torch.manual_seed(5)
    first = model.synthesize(**text).mel
    torch.manual_seed(5)
    assert torch.equal(first, model.synthesize(**text).mel)


def test_generators_leave_the_global_one_alone(model: GlowTTS, text: dict[str, Tensor]) -> None:
    before = torch.get_rng_state()
    model.synthesize(**text, generator=seeds(1, 2, 3))
    assert torch.equal(torch.get_rng_state(), before)


def test_alone_equals_in_a_batch(model: GlowTTS) -> None:
    batch = tiny_batch()
    together = model.synthesize(
        batch["phone_ids"], batch["phone_lengths"], generator=seeds(1, 2, 3)
    )
    for i in range(3):
        item = one_of(batch, i)
        alone = model.synthesize(item["phone_ids"], item["phone_lengths"], generator=seeds(i + 1))
        length = int(alone.mel_lengths)
        assert int(together.mel_lengths[i]) == length
        torch.testing.assert_close(
            together.mel[i : i + 1, :, :length], alone.mel, atol=1e-5, rtol=1e-4
        )


def test_noise_scale(model: GlowTTS, text: dict[str, Tensor]) -> None:
    quiet = model.synthesize(**text, noise_scale=0.0)
    assert torch.equal(quiet.mel, model.synthesize(**text, noise_scale=0.0).mel)
    small = model.synthesize(**text, noise_scale=0.1, generator=seeds(1, 2, 3))
    large = model.synthesize(**text, noise_scale=1.0, generator=seeds(1, 2, 3))
    assert 0 < (small.mel - quiet.mel).std() < (large.mel - quiet.mel).std()


def test_length_scale(model: GlowTTS, text: dict[str, Tensor]) -> None:
    lengths = [
        model.synthesize(**text, length_scale=scale).mel_lengths for scale in (0.5, 1.0, 3.0)
    ]
    assert (lengths[0] < lengths[1]).all()
    ratio = lengths[2] / lengths[1]
    assert ((ratio > 2.2) & (ratio < 3.3)).all()


def test_speaker_is_heard_and_checked(text: dict[str, Tensor]) -> None:
    model = randomized(tiny_model(n_speakers=3))
    mels = [
        model.synthesize(**text, speaker_ids=torch.tensor(ids), noise_scale=0.0).mel
        for ids in ([0, 0, 0], [1, 1, 1])
    ]
    assert mels[0].shape != mels[1].shape or (mels[0] - mels[1]).abs().max() > 1e-3
    with pytest.raises(ValueError, match="from 0 to 2"):
        model.synthesize(**text, speaker_ids=torch.tensor([0, 3, 1]))


def test_mode_is_restored(model: GlowTTS, text: dict[str, Tensor]) -> None:
    expected = model.synthesize(**text, noise_scale=0.0).mel
    model.train()
    model.encoder.eval()  # frozen by somebody
    found = model.synthesize(**text, noise_scale=0.0).mel
    assert torch.equal(found, expected)  # no dropout
    assert model.training
    assert model.decoder.training
    assert not model.encoder.training
    assert not any(flow.initialized for flow in model.decoder.flows[::3])


def test_autocast_outside_does_not_matter(model: GlowTTS, text: dict[str, Tensor]) -> None:
    expected = model.synthesize(**text, noise_scale=0.0).mel
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert torch.equal(model.synthesize(**text, noise_scale=0.0).mel, expected)


def test_training_after_synthesis_changes_the_voice(
    model: GlowTTS, text: dict[str, Tensor]
) -> None:
    """The cached inverses must not outlive the weights they come from."""
    before = model.synthesize(**text, noise_scale=0.0)
    optimizer = torch.optim.SGD([flow.weight for flow in model.decoder.flows[1::3]], lr=0.1)
    output = model.train()(**tiny_batch())
    with torch.no_grad():
        model.tempo.means.zero_()  # the same durations as before
    (output.z.square().sum()).backward()
    optimizer.step()
    model.eval()
    after = model.synthesize(**text, noise_scale=0.0)
    assert (before.mel - after.mel).abs().max() > 1e-3
    z, _ = model.decoder(after.mel, torch.ones(3, 1, after.mel.shape[2]))
    prior = model.encoder(text["phone_ids"][:1], torch.ones(1, 1, 6))[1] @ after.path[:1]
    torch.testing.assert_close(z[:1], prior, atol=1e-3, rtol=1e-3)


def test_very_slow_speech_is_not_an_error(model: GlowTTS, text: dict[str, Tensor]) -> None:
    speech = model.synthesize(**text, length_scale=150.0)
    assert speech.mel_lengths[0] > 1000


@pytest.mark.parametrize("bias", [12.0, 200.0, float("nan")])
def test_durations_out_of_hand_are_an_error(
    model: GlowTTS, text: dict[str, Tensor], bias: float
) -> None:
    with torch.no_grad():
        model.duration_predictor.out.bias.fill_(bias)
    with pytest.raises(DurationError, match="untrained or broken"):
        model.synthesize(**text)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"phone_lengths": torch.tensor([6, 0, 3])}, "phone_lengths must be from 1 to 6"),
        ({"phone_lengths": torch.tensor([7, 4, 3])}, "phone_lengths must be from 1 to 6"),
        ({"phone_lengths": torch.tensor([6, 4])}, "do not fit"),
        ({"phone_ids": torch.full((3, 6), 12)}, "phone_ids must be from 0 to 11"),
        ({"phone_ids": torch.full((3, 6), -1)}, "phone_ids must be from 0 to 11"),
        ({"noise_scale": -0.1}, "noise_scale"),
        ({"noise_scale": float("nan")}, "noise_scale"),
        ({"length_scale": 0.0}, "length_scale"),
        ({"speaker_ids": torch.tensor([0, 0, 1])}, "speaker_ids must be from 0 to 0"),
        ({"generator": seeds(1, 2)}, "2 generators for 3 utterances"),
    ],
)
def test_mistakes_are_named(
    model: GlowTTS, text: dict[str, Tensor], change: dict, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        model.synthesize(**{**text, **change})


@pytest.mark.parametrize(
    ("frames", "n_sqz", "expected"),
    [
        ([2, 3, 1, 4], 2, [2, 3, 1, 4]),
        ([2, 3, 1, 5], 2, [2, 3, 1, 4]),  # the odd frame is cut from the end
        ([2, 3, 3, 1], 2, [2, 3, 3, 0]),
        ([2, 3, 3, 1], 4, [2, 3, 3, 0]),
        ([2, 3, 5, 1], 4, [2, 3, 3, 0]),
        ([2, 3, 3, 1], 1, [2, 3, 3, 1]),
        ([1], 2, [2]),  # too short: lengthened
        ([1, 1], 4, [1, 3]),
    ],
)
def test_whole_durations(frames: list[int], n_sqz: int, expected: list[int]) -> None:
    padded = torch.tensor([[*frames, 9, 9]])  # what stands after the end is not counted
    log_durations = (padded - 0.5).log()  # rounded up
    found = whole_durations(log_durations, torch.tensor([len(frames)]), 1.0, n_sqz, "ceil")
    assert found[0].tolist() == [*expected, 0, 0]
