"""The training pass: shapes, masks, gradients, precision, loading."""

import copy
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch._subclasses.fake_tensor import DataDependentOutputException, FakeTensorMode

from models.base.checkpoint.checkpoint import TrainingState, save_checkpoint
from models.tts.base import model_loading
from models.tts.base.voice import Voice
from models.tts.glowtts import GlowTTS
from models.tts.glowtts import model as model_module
from models.tts.glowtts.durations import alignment_log_prob, expand_prior
from models.tts.glowtts.losses import duration_loss, mle_loss
from modules.cpu_kernels import describe, dispatch, has_bfloat16
from modules.length_regulator import durations_to_path
from processors.text.symbols import SymbolTable
from tests.models.tts.glowtts.tiny import (
    N_MELS,
    SIZES,
    one_of,
    randomized,
    tiny_batch,
    tiny_model,
)
from utils.errors import UserError
from utils.mask import sequence_mask

VARIANTS = [{}, {"mean_only": False}, {"prenet": False, "window_size": None}, {"n_sqz": 1}]


@pytest.mark.parametrize("changes", VARIANTS)
def test_output_shapes_and_padding(changes: dict) -> None:
    model, batch = randomized(tiny_model(**changes)), tiny_batch()
    output = model(**batch)
    n_sqz = changes.get("n_sqz", 2)
    n_frames = 21 // n_sqz * n_sqz
    assert output.z.shape == output.prior_mean.shape == (3, N_MELS, n_frames)
    assert output.prior_log_std.shape == output.z.shape
    assert output.mel_lengths.tolist() == [length // n_sqz * n_sqz for length in (21, 14, 8)]
    for value in (output.z, output.prior_mean, output.prior_log_std):
        assert value.dtype == torch.float32
        assert not (value * (1 - output.mel_mask)).any()
    assert output.log_det.shape == (3,)
    assert output.text_mask.sum((1, 2)).tolist() == [6, 4, 3]
    assert not (output.log_durations * (1 - output.text_mask.squeeze(1))).any()
    assert output.durations.dtype == torch.int64
    assert output.durations.sum(1).tolist() == output.mel_lengths.tolist()
    real = output.text_mask.squeeze(1).bool()
    assert (output.durations[real] >= 1).all()
    assert not output.durations[~real].any()
    assert output.path.shape == (3, 6, n_frames)
    assert output.path.sum(1).tolist() == output.mel_mask.squeeze(1).tolist()


@pytest.mark.parametrize("changes", VARIANTS)
def test_padded_batch_equals_single_items(changes: dict) -> None:
    model, batch = randomized(tiny_model(**changes)), tiny_batch()
    together = model(**batch)
    for i in range(3):
        alone = model(**one_of(batch, i))
        n_phones, n_frames = alone.durations.shape[1], alone.z.shape[2]
        for name in ("z", "prior_mean", "prior_log_std"):
            value = getattr(together, name)[i : i + 1, :, :n_frames]
            torch.testing.assert_close(value, getattr(alone, name), atol=1e-5, rtol=1e-4)
        for name in ("durations", "log_durations"):
            value = getattr(together, name)[i : i + 1, :n_phones]
            torch.testing.assert_close(value, getattr(alone, name), atol=1e-5, rtol=1e-4)
        torch.testing.assert_close(together.log_det[i : i + 1], alone.log_det)


def test_default_size_is_that_of_the_paper() -> None:
    n_symbols, h, f, d, mels = 150, 192, 768, 256, 80
    norm = 2 * h
    prenet = 3 * (5 * h * h + h + norm) + h * h + h
    attention = 4 * (h * h + h) + 2 * 9 * h // 2
    layer = attention + (3 * h * f + f) + (3 * f * h + h) + 2 * norm
    predictor = (3 * h * d + d) + (3 * d * d + d) + 2 * 2 * d + d + 1
    encoder = n_symbols * h + prenet + 6 * layer + mels * (h + 1)
    pre, post = h * mels + 2 * h, 2 * mels * (h + 1)
    gates = 4 * (2 * h * h * 5 + 2 * 2 * h)
    outputs = 3 * (2 * h * h + 2 * 2 * h) + (h * h + 2 * h)
    block = 2 * 2 * mels + 16 + pre + post + gates + outputs
    expected = encoder + predictor + 12 * block
    found = sum(value.numel() for value in GlowTTS(n_symbols).parameters())
    assert found == expected
    assert found == pytest.approx(28.6e6, rel=0.01)


def test_log_prob_is_the_normal_density() -> None:
    batch = tiny_batch()
    z, mean = batch["mel"], torch.randn(3, N_MELS, 6)
    for log_std in (None, torch.randn(3, N_MELS, 6) * 0.5):
        found = alignment_log_prob(z, mean, log_std)
        assert found.shape == (3, 6, 21)
        assert found.transpose(1, 2).is_contiguous()
        deviation = torch.ones_like(mean) if log_std is None else log_std.exp()
        density = torch.distributions.Normal(mean.unsqueeze(3), deviation.unsqueeze(3))
        difference = found - density.log_prob(z.unsqueeze(2)).sum(1)
        # Only a term of the frame is left out.
        torch.testing.assert_close(difference, difference[:, :1].expand_as(difference))


def test_prior_is_gathered_as_the_path_would() -> None:
    durations = torch.tensor([[2, 1, 3, 0], [1, 4, 0, 0]])
    mask = sequence_mask(durations.sum(1))
    mean, log_std = torch.randn(2, N_MELS, 4), torch.randn(2, N_MELS, 4)
    path = durations_to_path(durations, 6)
    frame_mean, frame_log_std = expand_prior(mean, log_std, durations, mask)
    torch.testing.assert_close(frame_mean, mean @ path)
    torch.testing.assert_close(frame_log_std, log_std @ path)
    assert not expand_prior(mean, None, durations, mask)[1].any()


def test_search_gets_a_view_in_its_own_order(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    search = model_module.search_durations

    def spy(log_prob, *lengths, **options):
        seen.append(log_prob)
        return search(log_prob, *lengths, **options)

    monkeypatch.setattr(model_module, "search_durations", spy)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tiny_model().train()(**tiny_batch())
    (log_prob,) = seen
    assert log_prob.transpose(1, 2).is_contiguous()
    assert log_prob.dtype == torch.float32
    assert not log_prob.requires_grad


def test_a_strong_pull_makes_the_alignment_diagonal() -> None:
    model, batch = randomized(tiny_model()), tiny_batch()
    free = model(**batch)
    pulled = model(**batch, diagonal_weight=1e6)
    for i in range(3):
        n_phones, n_frames = int(batch["phone_lengths"][i]), int(pulled.mel_lengths[i])
        durations = pulled.durations[i, :n_phones]
        middles = (durations.cumsum(0) - durations / 2) / n_frames
        diagonal = (torch.arange(n_phones) + 0.5) / n_phones
        assert (middles - diagonal).abs().max() <= 1 / n_frames
    assert not torch.equal(free.durations, pulled.durations)
    torch.testing.assert_close(free.z, pulled.z)


def test_float32_and_finite_under_autocast() -> None:
    model, batch = randomized(tiny_model()), tiny_batch()
    expected = model(**batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        close = model(**batch)
        output = model.train()(**batch)
        loss = mle_loss(
            output.z, output.prior_mean, output.prior_log_std, output.log_det, output.mel_mask
        ) + duration_loss(output.log_durations, output.durations, output.text_mask)
    for name in ("z", "log_det", "prior_mean", "prior_log_std", "log_durations"):
        assert getattr(output, name).dtype == torch.float32
    assert loss.dtype == torch.float32
    loss.backward()
    assert all(value.grad.isfinite().all() for value in model.parameters())
    torch.testing.assert_close(close.log_det, expected.log_det, atol=0.5, rtol=0.05)


def test_a_training_pass_never_waits_for_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a device that is not there, where asking for a value raises."""

    def search(log_prob: torch.Tensor, *_: torch.Tensor, wait: bool) -> torch.Tensor:
        assert not wait
        return log_prob.new_ones(log_prob.shape[:2], dtype=torch.int64)

    monkeypatch.setattr(model_module, "search_durations", search)
    with FakeTensorMode(), torch.device("cuda"):
        model, lengths = tiny_model(n_speakers=3).train(), torch.ones(2, dtype=torch.int64)
        phone_ids, mel = torch.ones(2, 6, dtype=torch.int64), torch.ones(2, N_MELS, 21)
        for layer in model.decoder.flows[::3]:
            layer._known_initialized = True  # the trainer's first batch does it
        output = model(phone_ids, lengths, mel, lengths, lengths, diagonal_weight=0.1)
        loss = mle_loss(
            *(output.z, output.prior_mean, output.prior_log_std, output.log_det, output.mel_mask)
        ) + duration_loss(output.log_durations, output.durations, output.text_mask)
        assert loss.device.type == "cuda"
        with pytest.raises(DataDependentOutputException):
            loss.item()


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_recomputed_blocks_give_the_same_gradients_in_less_memory(precision: str) -> None:
    model, batch = randomized(tiny_model(n_speakers=2, n_blocks_dec=6)).train(), tiny_batch()
    gradients, kept, after = [], [], []

    def keep(value: torch.Tensor) -> torch.Tensor:
        kept[-1] += value.numel()
        return value

    for recompute in (False, True):
        model.decoder.recompute_blocks = recompute
        model.zero_grad()
        kept.append(0)
        torch.manual_seed(1)  # of dropout
        hooks = torch.autograd.graph.saved_tensors_hooks(keep, lambda value: value)
        narrow = torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16")
        with hooks, narrow:
            output = model(**batch, speaker_ids=torch.tensor([0, 1, 1]))
        loss = mle_loss(
            output.z, output.prior_mean, output.prior_log_std, output.log_det, output.mel_mask
        )
        loss.backward()
        gradients.append([value.grad for value in model.parameters() if value.grad is not None])
        after.append(torch.rand(1))
    assert all(map(torch.equal, *gradients))
    assert torch.equal(*after)
    assert kept[1] < kept[0] / 2


def test_duration_loss_does_not_reach_the_encoder() -> None:
    model = randomized(tiny_model())
    output = model(**tiny_batch())
    duration_loss(output.log_durations, output.durations, output.text_mask).backward()
    assert all(value.grad is None for value in model.encoder.parameters())
    assert all(value.grad is not None for value in model.duration_predictor.parameters())


def test_both_losses_reach_every_parameter() -> None:
    model = randomized(tiny_model(n_speakers=3, mean_only=False)).train()
    output = model(**tiny_batch(), speaker_ids=torch.tensor([0, 1, 2]))
    likelihood = mle_loss(
        output.z, output.prior_mean, output.prior_log_std, output.log_det, output.mel_mask
    )
    duration = duration_loss(output.log_durations, output.durations, output.text_mask)
    (likelihood + duration).backward()
    without = [name for name, value in model.named_parameters() if value.grad is None]
    assert not without


def test_speakers_change_flow_and_durations() -> None:
    model, batch = randomized(tiny_model(n_speakers=3)), tiny_batch()
    first = model(**batch, speaker_ids=torch.tensor([0, 0, 0]))
    second = model(**batch, speaker_ids=torch.tensor([1, 1, 1]))
    assert (first.z - second.z).abs().max() > 1e-3
    assert (first.log_durations - second.log_durations).abs().max() > 1e-3
    embedding = 5 * model.embed_speaker(torch.tensor([1, 1, 1]))
    given = model(**batch, speaker_embedding=embedding)
    torch.testing.assert_close(given.z, second.z)


def test_speaker_mistakes_are_named() -> None:
    several, single, batch = tiny_model(n_speakers=3), tiny_model(n_speakers=1), tiny_batch()
    with pytest.raises(ValueError, match="speaker_ids"):
        several(**batch)
    with pytest.raises(ValueError, match=r"expected \(B, 6, 1\)"):
        several(**batch, speaker_embedding=torch.zeros(3, 6))
    with pytest.raises(ValueError, match="one speaker"):
        single(**batch, speaker_embedding=torch.zeros(3, 6, 1))
    assert single(**batch, speaker_ids=torch.zeros(3, dtype=torch.long)).z.isfinite().all()


def test_wrong_mel_is_named() -> None:
    batch = tiny_batch()
    batch["mel"] = batch["mel"][:, :3]
    with pytest.raises(ValueError, match="3 channels"):
        tiny_model()(**batch)


def test_more_phones_than_frames_raises() -> None:
    batch = tiny_batch()
    batch["mel_lengths"] = torch.tensor([21, 14, 2])
    with pytest.raises(ValueError, match="phones"):
        tiny_model()(**batch)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e25])
@pytest.mark.parametrize("mean_only", [True, False])
def test_a_bad_mel_shows_in_the_loss_alone(value: float, mean_only: bool) -> None:
    """Raising on one rank would leave the others waiting for it."""
    model, batch = randomized(tiny_model(mean_only=mean_only)), tiny_batch()
    batch["mel"][1, 2, 5] = value
    output = model(**batch)
    loss = mle_loss(
        output.z, output.prior_mean, output.prior_log_std, output.log_det, output.mel_mask
    )
    assert not loss.isfinite()
    assert output.durations.sum(1).tolist() == output.mel_lengths.tolist()


def test_padding_of_the_mel_does_not_matter() -> None:
    batch = tiny_batch()
    model = randomized(tiny_model())
    expected = model(**batch)
    batch["mel"] = batch["mel"] + 9 * (1 - sequence_mask(batch["mel_lengths"]))
    torch.testing.assert_close(model(**batch).z, expected.z)


def test_initialization_survives_saving() -> None:
    model, batch = tiny_model().train(), tiny_batch()
    model(**batch)
    state = copy.deepcopy(model.state_dict())
    restored = tiny_model().train()
    restored.load_state_dict(state)
    batch["mel"] = batch["mel"] * 5 + 3
    restored(**batch)
    for name, value in restored.state_dict().items():
        torch.testing.assert_close(value, state[name])
    model.eval(), restored.eval()
    torch.testing.assert_close(model(**batch).z, restored(**batch).z)


def test_prepared_for_inference_computes_the_same() -> None:
    model, batch = randomized(tiny_model(n_speakers=2)), tiny_batch()
    speaker_ids = torch.tensor([0, 1, 1])
    expected = model(**batch, speaker_ids=speaker_ids)
    prepared = copy.deepcopy(model).train().prepare_for_inference()
    assert not prepared.training
    assert not any("parametrizations" in name for name in prepared.state_dict())
    torch.testing.assert_close(prepared(**batch, speaker_ids=speaker_ids).z, expected.z)


@pytest.mark.skipif(not has_bfloat16(), reason=f"products of bfloat16 are not used: {describe()}")
def test_in_bf16_the_mels_are_near_and_the_timing_is_the_same(tmp_path: Path) -> None:
    save_tiny(tmp_path)
    ids, speakers = torch.tensor([[1, 5, 9, 3, 7, 2]]), torch.tensor([1])
    exact, half = (
        GlowTTS.from_checkpoint(tmp_path, precision=precision).synthesize(
            ids, torch.tensor([6]), speaker_ids=speakers, generator=torch.Generator().manual_seed(0)
        )
        for precision in ("float32", "bf16")
    )
    assert torch.equal(half.durations, exact.durations)
    error = (half.mel - exact.mel).square().mean().sqrt() / exact.mel.std()
    assert 1e-5 < error < 5e-3  # above: bf16 was used


def test_bf16_is_refused_where_it_does_not_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_tiny(tmp_path)
    with pytest.raises(UserError, match="bf16 is for speaking on a CPU, not on cuda:1"):
        GlowTTS.from_checkpoint(tmp_path, device="cuda:1", precision="bf16")
    monkeypatch.delenv(dispatch.VARIABLE, raising=False)
    monkeypatch.setattr(model_loading, "has_bfloat16", lambda: False)
    with pytest.raises(UserError, match="this processor has no instructions for bf16"):
        GlowTTS.from_checkpoint(tmp_path, precision="bf16")
    monkeypatch.setattr(dispatch, "PROBLEM", "not built")
    with pytest.raises(UserError, match=r"cannot be used \(not built\): build them"):
        GlowTTS.from_checkpoint(tmp_path, precision="bf16")


def save_tiny(folder: Path, n_speakers: int = 2) -> GlowTTS:
    """A checkpoint as training writes it."""
    symbols = SymbolTable.default()
    model = randomized(GlowTTS(len(symbols), N_MELS, n_speakers, **SIZES))
    documents = {
        "args.json": {"model": SIZES, "preprocess": {"mel": {"n_mels": N_MELS}}},
        "symbols.json": symbols.to_json(),
        "spk2id.json": {f"speaker{i}": i for i in range(n_speakers)},
    }
    save_checkpoint(
        folder / "checkpoint", TrainingState(step=7), {"model": model.state_dict()}, documents
    )
    return model


def test_from_checkpoint(tmp_path: Path) -> None:
    saved, batch = save_tiny(tmp_path), tiny_batch()
    model = GlowTTS.from_checkpoint(tmp_path)
    assert not model.training
    voice = Voice.from_checkpoint(tmp_path)
    assert voice.speakers == {"speaker0": 0, "speaker1": 1}
    assert voice.symbols == SymbolTable.default()
    assert voice.config.model.hidden_channels == SIZES["hidden_channels"]
    speaker_ids = torch.tensor([0, 1, 1])
    torch.testing.assert_close(
        model(**batch, speaker_ids=speaker_ids).z, saved(**batch, speaker_ids=speaker_ids).z
    )


def test_from_checkpoint_refuses_weights_of_another_size(tmp_path: Path) -> None:
    save_tiny(tmp_path)
    (folder,) = (tmp_path / "checkpoint").iterdir()
    (folder / "spk2id.json").write_text('{"one": 0, "two": 1, "three": 2}')
    with pytest.raises(UserError, match=r"weights do not fit args\.json.*speaker_table"):
        GlowTTS.from_checkpoint(tmp_path)


def test_one_batch_overfits() -> None:
    model, batch = tiny_model(p_dropout=0.0, p_dropout_dec=0.0).train(), tiny_batch()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    history = []
    for _ in range(80):
        output = model(**batch)
        likelihood = mle_loss(
            output.z, output.prior_mean, output.prior_log_std, output.log_det, output.mel_mask
        )
        duration = duration_loss(output.log_durations, output.durations, output.text_mask)
        optimizer.zero_grad()
        (likelihood + duration).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        history.append((likelihood.item(), duration.item()))
    assert history[-1][0] < history[0][0] - 0.7
    assert history[-1][1] < history[0][1] / 2


def test_import_is_light(repository: Path) -> None:
    heavy = ("tensorboard", "librosa", "accelerate", "phonemizer", "matplotlib", "pydantic")
    packages = "modules.flow, modules.transformer, models.tts.glowtts"
    code = f"import sys, {packages}; print([n for n in {heavy} if n in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
