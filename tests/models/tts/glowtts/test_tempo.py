"""Voices speak as long as their recordings last; those that round up are left as they were."""

import math
from pathlib import Path
from unittest import mock

import pytest
import torch

from config.glowtts import ExperimentConfig
from models.base.checkpoint.checkpoint import TrainingState, save_checkpoint
from models.tts.base.voice_bundle import bundle_voice
from models.tts.base.voice_documents import read_voice_config
from models.tts.glowtts import GlowTTS
from models.tts.glowtts.durations import whole_durations
from models.tts.glowtts.tempo import TempoCorrection, duration_totals, utterance_totals
from tests.models.tts.glowtts.runs import adjust, run
from tests.models.tts.glowtts.tiny import one_of, randomized, tiny_batch, tiny_model
from utils.mask import sequence_mask


def test_the_factor_is_the_ratio_of_totals_over_real_phones() -> None:
    tempo = TempoCorrection()
    assert tempo.log_ratio() == 0
    mask = sequence_mask(torch.tensor([3, 1]))
    durations = torch.tensor([[2, 3, 1], [6, 0, 0]])
    log_durations = torch.tensor([[1.0, 2.0, 1.0], [2.0, 9.0, 9.0]]).log()
    tempo.update(duration_totals(durations, log_durations, mask))
    assert tempo.log_ratio().exp().item() == pytest.approx(12 / 6)
    later = duration_totals(durations, log_durations + math.log(2), mask)
    for _ in range(400):  # later batches count, earlier ones fade
        tempo.update(later)
    assert tempo.log_ratio().exp().item() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("durations", "log_durations"),
    [([-1, -1], [0.0, 0.0]), ([4, 4], [torch.nan, 0.0]), ([4, 4], [1e9, 0.0])],
)
def test_a_batch_that_failed_changes_nothing(
    durations: list[int], log_durations: list[float]
) -> None:
    tempo = TempoCorrection()
    mask = sequence_mask(torch.tensor([2]))
    tempo.update(duration_totals(torch.tensor([[4, 4]]), torch.zeros(1, 2), mask))
    before = tempo.means.clone()
    tempo.update(duration_totals(torch.tensor([durations]), torch.tensor([log_durations]), mask))
    assert before.all()
    assert torch.equal(tempo.means, before)


@pytest.mark.usefixtures("quick_runs")
def test_speech_lasts_as_long_as_what_it_was_trained_on(config: ExperimentConfig) -> None:
    """Whatever the predictor says, its totals are those of the alignments."""
    trainer = run(adjust(config, train={"max_steps": 5, "lr": 1e-4}), "run")
    model = GlowTTS.from_checkpoint(trainer.run.experiment)
    true = spoken = hasty = 0
    for batch in trainer.run.train_loader:
        text = {name: batch[name] for name in ("phone_ids", "phone_lengths")}
        true += int(batch["mel_lengths"].sum())
        spoken += int(model.synthesize(**text).mel_lengths.sum())
        with mock.patch.object(TempoCorrection, "log_ratio", return_value=0.0):
            hasty += int(model.synthesize(**text).mel_lengths.sum())
    assert 0.85 < spoken / true < 1.15
    assert hasty < 0.7 * true


def test_a_fit_counts_how_far_unseen_durations_lie_around_their_prediction() -> None:
    """Whatever the pace of a few unseen utterances: a factor of an utterance changes nothing."""
    torch.manual_seed(3)
    mask = sequence_mask(torch.full((40,), 200))
    log_durations = torch.rand(40, 200) * 0.5 + 4

    def totals(spread: float, pace: float) -> torch.Tensor:
        logs = log_durations + pace * torch.randn(40, 1) + spread * torch.randn(40, 200)
        return utterance_totals(logs.exp().round().long(), log_durations, mask)

    tempo, seen = TempoCorrection(), totals(0.3, 0.0)
    tempo.fit(seen, torch.zeros(4))
    assert tempo.log_ratio().item() == pytest.approx(0.3**2 / 2, abs=0.01)  # of a lognormal
    tempo.fit(seen, totals(0.5, pace=0.4))
    assert tempo.log_ratio().item() == pytest.approx(0.5**2 / 2, abs=0.01)
    assert tempo.means[1].item() == pytest.approx(log_durations.exp().mean().item(), rel=1e-4)
    before = tempo.means.clone()
    tempo.fit(torch.zeros(4), totals(0.5, pace=0.4))  # nothing to count
    assert torch.equal(tempo.means, before)


def test_totals_leave_out_padding_and_failed_alignments() -> None:
    mask = sequence_mask(torch.tensor([3, 1, 2]))
    durations = torch.tensor([[2, 4, 1], [6, 0, 0], [-1, -1, -1]])
    log_durations = torch.tensor([[1.0, 1.0, 1.0], [3.0, 9.0, 9.0], [1.0, 1.0, 1.0]]).log()
    found = utterance_totals(durations, log_durations, mask)
    paced = 7 / 8 ** (1 / 3) + 6 / 2
    assert found.tolist() == pytest.approx([13, paced, 6, 4])


@pytest.mark.usefixtures("quick_runs")
def test_a_bundle_is_fitted_to_the_recordings(config: ExperimentConfig, tmp_path: Path) -> None:
    with mock.patch.object(TempoCorrection, "update", lambda self, _: self.means.fill_(1.0)):
        trainer = run(adjust(config, train={"max_steps": 5, "lr": 1e-4}), "run")
    found = {}
    for fit in (False, True):
        bundle = bundle_voice(trainer.run.experiment, None, tmp_path / f"{fit}", fit_tempo=fit)
        model, true, spoken = GlowTTS.from_checkpoint(bundle), 0, 0
        for batch in trainer.run.train_loader:
            text = {name: batch[name] for name in ("phone_ids", "phone_lengths")}
            true += int(batch["mel_lengths"].sum())
            spoken += int(model.synthesize(**text).mel_lengths.sum())
        found[fit] = spoken / true
    assert found[False] < 0.7
    assert 0.85 < found[True] < 1.15


def test_voices_that_round_up_have_no_correction() -> None:
    model = tiny_model(duration_rounding="ceil")
    assert model.tempo is None
    model.fit_tempo([], [])  # nothing to fit
    assert not any("tempo" in name for name in model.state_dict())
    torch.manual_seed(1)
    randomized(model)
    text = {name: tiny_batch()[name] for name in ("phone_ids", "phone_lengths")}
    mask = sequence_mask(text["phone_lengths"])
    with torch.inference_mode():
        hidden, _, _ = model.encoder(text["phone_ids"], mask)
        frames = (model.duration_predictor(hidden, mask, None).exp().ceil() * mask[:, 0]).sum(1)
    assert model.synthesize(**text).mel_lengths.tolist() == [int(f) // 2 * 2 for f in frames]


@pytest.mark.parametrize("n_sqz", [1, 2, 4])
def test_no_phone_vanishes_when_lengths_are_made_whole_steps(n_sqz: int) -> None:
    torch.manual_seed(n_sqz)
    lengths = torch.randint(1, 9, (50,))
    found = whole_durations(torch.randn(50, 8), lengths, 1.0, n_sqz, "cumulative")
    real = sequence_mask(lengths, 8)[:, 0] > 0
    assert (found[real] >= 1).all()
    assert not found[~real].any()
    assert not (found.sum(1) % n_sqz).any()


def test_an_utterance_lasts_the_same_alone_and_in_a_batch() -> None:
    torch.manual_seed(2)
    model, batch = randomized(tiny_model(), 0.5), tiny_batch()
    names = ("phone_ids", "phone_lengths")
    together = model.synthesize(**{name: batch[name] for name in names}).durations
    for i in range(3):
        alone = {name: one_of(batch, i)[name] for name in names}
        found = model.synthesize(**alone).durations[0]
        assert torch.equal(found, together[i, : len(found)])


@pytest.mark.parametrize(("key", "expected"), [(None, "ceil"), ("cumulative", "cumulative")])
def test_checkpoints_from_before_the_setting_round_up(
    tmp_path: Path, key: str | None, expected: str
) -> None:
    values = ExperimentConfig().model_dump(mode="json")
    del values["model"]["duration_rounding"]
    if key is not None:
        values["model"]["duration_rounding"] = key
    folder = save_checkpoint(
        tmp_path, TrainingState(), {"model": tiny_model().state_dict()}, {"args.json": values}
    )
    assert read_voice_config(folder).model.duration_rounding == expected
    assert GlowTTS(9).duration_rounding == ExperimentConfig().model.duration_rounding
