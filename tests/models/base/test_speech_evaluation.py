"""Speech evaluation: what is measured, how the best step is told, and what it leaves alone."""

import json
import logging
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from models.base.checkpoint.checkpoint import (
    find_checkpoint,
    list_checkpoints,
    load_weights,
    read_state,
)
from models.base.process.stop_signal import StopSignal
from models.base.speech_evaluation import Example, SpeechEvaluation, SpeechGenerator, chosen_metrics
from models.base.start import Start
from tests.models.base.toy import ToyTrainer, make_settings
from utils.errors import UserError

RATE = 16000
# Seconds of what is generated at steps 2, 4, 6, …; the reference lasts one second.
LENGTHS = [4.0, 2.0, 0.8, 0.5, 1.1, 3.0]


class Tones(SpeechGenerator):
    """Tones as long as LENGTHS says; what is drawn for them is nobody else's business."""

    sample_rate = RATE

    def __init__(self, trainer: "SpeakingToy") -> None:
        self.trainer = trainer

    def examples(self, count: int) -> list[Example]:
        return [Example(index, f"clip{index}", "la la") for index in range(count)]

    def generate(self, index: int) -> Tensor:
        assert not self.trainer.run.raw_model.training
        assert not torch.is_grad_enabled()
        noise = torch.rand(1) + float(np.random.rand()) + random.random()
        self.trainer.spoken_weights.append(
            {n: p.clone() for n, p in self.trainer.run.raw_model.named_parameters()}
        )
        if (self.trainer.run.state.step, index) in self.trainer.silent:
            raise UserError("frames predicted make no sense")
        return tone(self.trainer.lengths[self.trainer.run.state.step // 2 - 1]) + 1e-4 * noise

    def reference(self, index: int) -> Tensor:
        return tone(1.0)


class SpeakingToy(ToyTrainer):
    """A toy that generates speech."""

    lengths = LENGTHS
    silent: tuple[tuple[int, int], ...] = ()  # (step, example) at which nothing can be said

    def speech_generator(self) -> SpeechGenerator:
        self.spoken_weights: list[dict[str, Tensor]] = []
        return Tones(self)


def tone(seconds: float) -> Tensor:
    return 0.5 * torch.sin(torch.arange(int(seconds * RATE)) * 0.1)


def run(
    folder: Path, start: Start | None = None, silent: tuple = (), **changes: Any
) -> SpeakingToy:
    values = {
        **{"max_steps": 12, "valid_interval": 4, "save_interval": 2, "eval_interval": 2},
        **{"eval_limit": 2, "eval_metrics": ["duration"], "keep_last": 9},
    }
    trainer = SpeakingToy(make_settings(**{**values, **changes}), folder, start)
    trainer.silent = silent
    trainer.outcome = trainer.train()
    return trainer


def points(folder: Path, split: str) -> list[dict[str, Any]]:
    lines = (folder / "log" / "metrics.jsonl").read_text().splitlines()
    return [point for point in map(json.loads, lines) if point["split"] == split]


def test_it_changes_nothing_of_the_training(tmp_path: Path) -> None:
    for name, interval in (("with", 2), ("without", None)):
        run(tmp_path / name, eval_interval=interval, ema_decay=0.9)
    a, b = (find_checkpoint(tmp_path / name) for name in ("with", "without"))
    for module in ("model", "ema"):
        one, other = load_weights(a, module), load_weights(b, module)
        assert all(torch.equal(one[name], other[name]) for name in one)
    states = [torch.load(f / "random_rank0.pt", weights_only=True) for f in (a, b)]
    assert torch.equal(states[0]["torch"], states[1]["torch"])
    assert torch.equal(states[0]["numpy"][1], states[1]["numpy"][1])
    assert states[0]["python"] == states[1]["python"]


def test_scores_are_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    trainer = run(tmp_path)
    measured = points(tmp_path, "eval")
    assert [point["step"] for point in measured] == [2, 4, 6, 8, 10, 12]
    assert [point["duration_ratio"] for point in measured] == pytest.approx(LENGTHS)
    assert measured[0]["characters_per_second"] == pytest.approx(5 / 4)
    assert "step 4: evaluation of 2 in" in caplog.text
    assert "duration_ratio 2," in caplog.text
    states = [state for _, state in list_checkpoints(tmp_path)]
    assert [state.evaluation["duration_ratio"] for state in states] == pytest.approx(LENGTHS)
    assert states[1].valid_loss == points(tmp_path, "valid")[0]["loss"]  # which tells the best
    assert not Path(trainer.validation.speech._folder.name).exists()


def test_the_average_of_the_weights_is_measured(tmp_path: Path) -> None:
    trainer = run(tmp_path, ema_decay=0.9, max_steps=2)
    averaged = load_weights(find_checkpoint(tmp_path), "ema")
    assert len(trainer.spoken_weights) == 2  # the last step is evaluated once, not twice
    for weights in trainer.spoken_weights:
        assert all(torch.equal(weights[name], averaged[name]) for name in weights)


def test_a_metric_tells_the_best(tmp_path: Path) -> None:
    trainer = run(tmp_path, best_metric="duration_ratio", keep_last=1)
    best = find_checkpoint(tmp_path, "best")
    state = read_state(best)
    assert state.step == 10  # 1.1 is nearest to 1
    assert state.valid_loss == pytest.approx(np.log(1.1))
    assert f"loss-{state.loss:.6f}" in best.name  # and not what is no loss
    assert len(list_checkpoints(tmp_path)) == 2  # pruning leaves the best
    assert trainer.run.state.stale == 1


def test_a_checkpoint_that_cannot_say_everything_is_not_the_best(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    run(tmp_path, best_metric="duration_ratio", silent=((10, 1),))
    assert read_state(find_checkpoint(tmp_path, "best")).step == 6
    assert "1 failures, the first: clip1: frames predicted make no sense" in caplog.text


def test_patience_counts_evaluations(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    trainer = run(tmp_path, best_metric="duration_ratio", patience=1)
    assert trainer.outcome == "finished"
    assert trainer.run.state.step == 8
    assert "1 evaluations in a row had no better duration_ratio" in caplog.text


def test_resuming_remembers_the_best(tmp_path: Path) -> None:
    run(tmp_path, best_metric="duration_ratio", max_steps=6)
    last = find_checkpoint(tmp_path)
    trainer = run(tmp_path, Start("resume", last), best_metric="duration_ratio", max_steps=8)
    assert trainer.run.state.stale == 1
    assert trainer.run.state.best_loss == pytest.approx(-np.log(0.8))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"best_metric": "mcd", "eval_interval": None}, "mcd is not measured: set train.eval_int"),
        ({"best_metric": "mcd"}, "name its metric in train.eval_metrics"),
        ({"best_metric": "seconds"}, "neither more nor less of seconds is better.*duration_ratio"),
        ({"eval_metrics": ["loudness"]}, "no metric is called 'loudness'"),
        ({"eval_metrics": ["rtf"]}, "speed is measured by stage 4"),
        ({"best_metric": "loudness"}, "validation has no loss 'loudness'"),
    ],
)
def test_mistakes_are_found_before_the_first_step(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(UserError, match=message):
        run(tmp_path, **changes)
    assert not list_checkpoints(tmp_path)


def test_a_model_without_a_sound_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="ToyTrainer makes nothing to listen to"):
        ToyTrainer(make_settings(eval_interval=5), tmp_path).train()


def test_saving_that_misses_evaluations_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run(tmp_path, best_metric="duration_ratio", save_interval=4)
    assert "measured every 2 steps, but only multiples of train.save_interval 4" in caplog.text


def test_a_checkpoint_tells_what_was_measured_of_itself(tmp_path: Path) -> None:
    run(tmp_path, eval_interval=4)
    told = {state.step: state.evaluation is not None for _, state in list_checkpoints(tmp_path)}
    assert told == {2: False, 4: True, 6: False, 8: True, 10: False, 12: True}


def test_a_signal_ends_it(tmp_path: Path, monkeypatch) -> None:
    generate = Tones.generate

    def interrupted(self: Tones, index: int) -> Tensor:
        self.trainer.guard.stop_signal.signal = 15
        return generate(self, index)

    monkeypatch.setattr(Tones, "generate", interrupted)
    monkeypatch.setattr(StopSignal, "__exit__", lambda self, *_: None)
    trainer = run(tmp_path, best_metric="duration_ratio")
    assert trainer.outcome == "terminated"
    assert len(trainer.spoken_weights) == 1
    assert trainer.run.state.best_loss is None
    assert points(tmp_path, "eval") == []


def test_several_processes_share_the_set(tmp_path: Path, monkeypatch) -> None:
    """Each makes its own; together they hear what one alone would."""
    trainer = run(tmp_path, max_steps=2, eval_limit=3)
    trainer.run.state.step = 6
    shares = []
    for rank in range(2):
        evaluation = SpeechEvaluation(
            trainer.speech_generator(), trainer.settings, trainer.run.accelerator
        )
        evaluation._rank, evaluation._processes = rank, 2
        with torch.no_grad():
            trainer.run.raw_model.eval()
            shares.append(evaluation.measure(lambda: False))
        assert len(trainer.spoken_weights) == 2 - rank
        evaluation.close()
    assert all(share.means["duration_ratio"] == pytest.approx(0.8) for share in shares)


def test_a_blip_is_no_reason_to_stop(tmp_path: Path, monkeypatch) -> None:
    """An untrained voice may say next to nothing, which not every metric can measure."""
    monkeypatch.setattr(SpeakingToy, "lengths", [512 / RATE, 100 / RATE])
    settings = {"eval_metrics": ["mcd", "f0", "duration", "silence"], "eval_limit": 1}
    trainer = run(tmp_path, **settings, max_steps=4, best_metric="mcd")
    measured = points(tmp_path, "eval")
    assert measured[0]["duration_ratio"] == pytest.approx(512 / RATE)
    assert "mcd" not in measured[1]
    assert trainer.run.state.valid_loss is None


def test_a_recognizer_adds_what_it_is_for() -> None:
    names = [metric.name for metric in chosen_metrics(make_settings(eval_recognizer="base.en"))]
    assert names == ["wer", "cer", "mcd", "f0", "duration", "silence"]
