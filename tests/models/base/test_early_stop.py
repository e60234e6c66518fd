"""train.patience and train.best_metric: when training ends by itself, which checkpoint is best."""

import logging
from pathlib import Path
from typing import Any

import pytest
import torch

from models.base.checkpoint.checkpoint import find_checkpoint, list_checkpoints, read_state
from models.base.start import Start
from tests.models.base.toy import ToyTrainer, make_settings
from utils.errors import UserError

# Validation losses at steps 2, 4, 6, …
SQUARE = [5.0, 4.0, 4.5, 3.0, 3.5, 3.0, float("nan"), 3.2, 2.9, 2.8, 2.7, 2.6]
DRIFT = [1.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.4, 0.9, 0.9, 0.9, 0.9, 0.9]


class Scripted(ToyTrainer):
    """Its validation losses are those above."""

    def validation_step(self, batch: dict[str, Any]) -> dict[str, torch.Tensor]:
        turn = self.run.state.step // 2 - 1
        return {"square": torch.tensor(SQUARE[turn]), "drift": torch.tensor(DRIFT[turn])}


def run(folder: Path, start: Start | None = None, **changes: Any) -> Scripted:
    values = {"valid_interval": 2, "save_interval": 2, "max_steps": 24, "keep_last": 1, **changes}
    trainer = Scripted(make_settings(**values), folder, start)
    trainer.outcome = trainer.train()
    return trainer


def resume(folder: Path, **changes: Any) -> Scripted:
    return run(folder, Start("resume", find_checkpoint(folder)), **changes)


def test_without_patience_it_goes_on(tmp_path: Path) -> None:
    assert run(tmp_path, patience=None).run.state.step == 24


@pytest.mark.parametrize(("patience", "last"), [(1, 6), (2, 12), (3, 14), (4, 16), (7, 24)])
def test_it_stops_after_so_many_that_are_no_better(
    tmp_path: Path, caplog, patience: int, last: int
) -> None:
    with caplog.at_level(logging.INFO):
        trainer = run(tmp_path, patience=patience)
    state = read_state(find_checkpoint(tmp_path))
    assert (trainer.outcome, state.step, state.finished) == ("finished", last, True)
    reason = f"finished (train.patience {patience}: {patience} validations in a row had no loss"
    assert (reason in caplog.text) == (last < 24)
    assert ("train.max_steps 24 reached" in caplog.text) == (last == 24)


def test_the_count_survives_a_resume(tmp_path: Path, caplog) -> None:
    first = run(tmp_path, patience=2, max_steps=10)  # one that was no better
    assert first.run.state.stale == 1
    second = resume(tmp_path, patience=2)
    assert second.run.state.step == 12
    with caplog.at_level(logging.INFO):
        assert resume(tmp_path, patience=2).run.state.step == 12
    assert "nothing left to train" in caplog.text
    assert "train.patience 2" in caplog.text
    assert resume(tmp_path, patience=3).run.state.step == 14
    assert resume(tmp_path, patience=None).run.state.step == 24


def test_the_best_is_kept_by_the_chosen_loss(tmp_path: Path) -> None:
    run(tmp_path / "loss", max_steps=12)
    run(tmp_path / "drift", max_steps=12, best_metric="drift")
    for name, best in {"loss": 8, "drift": 4}.items():
        kept = [state.step for _, state in list_checkpoints(tmp_path / name)]
        assert kept == [best, 12]
        assert read_state(find_checkpoint(tmp_path / name, "best")).step == best
    state = read_state(find_checkpoint(tmp_path / "drift"))
    assert (state.metric, state.best_loss) == ("drift", 0.5)


def test_the_last_within_the_tolerance_is_the_best(tmp_path: Path) -> None:
    """Sums of the two losses: 3.7 at step 8, the least; 4.3, 3.9, nan and 4.1 thereafter."""
    run(tmp_path, max_steps=12, best_tolerance=0.06)
    assert [state.step for _, state in list_checkpoints(tmp_path)] == [12]
    for name, tolerance, step in (("more", 0.12, 16), ("less", 0.06, 12), ("none", 0.0, 8)):
        run(tmp_path / name, max_steps=16, best_tolerance=tolerance)
        assert read_state(find_checkpoint(tmp_path / name, "best")).step == step
        assert read_state(find_checkpoint(tmp_path / name)).best_loss == pytest.approx(3.7)


def test_patience_counts_what_is_beyond_the_tolerance(tmp_path: Path) -> None:
    options = {"max_steps": 16, "patience": 3}
    assert run(tmp_path / "0", **options).run.state.step == 14
    assert run(tmp_path / "1", **options, best_tolerance=0.12).run.state.stale == 0
    assert run(tmp_path / "2", patience=1, best_tolerance=0.12).run.state.step == 6  # 5.1 > 5.04


def test_another_metric_begins_to_count_anew(tmp_path: Path) -> None:
    first = run(tmp_path, max_steps=6, best_metric="drift", patience=5)
    assert (first.run.state.best_loss, first.run.state.stale) == (0.5, 1)
    trainer = resume(tmp_path, max_steps=16, patience=5)
    # Of the sums at 8, 10, 12, 14 and 16 the first is the best; 0.5 would have been better.
    assert (trainer.run.state.best_loss, trainer.run.state.stale) == (pytest.approx(3.7), 4)
    assert [state.step for _, state in list_checkpoints(tmp_path)] == [8, 16]
    assert read_state(find_checkpoint(tmp_path, "best")).step == 8  # not 4, of another scale


def test_an_unknown_metric_is_found_before_the_first_step(tmp_path: Path) -> None:
    trainer = ToyTrainer(make_settings(best_metric="mel"), tmp_path)
    with pytest.raises(UserError, match="no loss 'mel'; it has loss, square, drift"):
        trainer.train()
    assert trainer.run.state.step == 0
