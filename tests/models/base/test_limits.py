"""What a run says when it has ended."""

from pathlib import Path

import pytest

from config.schema import TrainConfig
from models.base.checkpoint.checkpoint import TrainingState
from models.base.limits import describe_result

FOLDER = Path("checkpoint")


def describe(step: int, outcome: str = "finished", **settings) -> str:
    settings = TrainConfig(max_epoch=None, **settings)
    return describe_result(settings, TrainingState(step=step, minutes=33), outcome, FOLDER)


@pytest.mark.parametrize(("step", "told"), [(100, True), (699, True), (700, False), (1400, False)])
def test_a_machine_that_was_too_busy_to_learn(step, told):
    text = describe(step, max_steps=1400, max_minutes=33)
    assert (f"only {step} of the 1400 steps" in text) is told


def test_nothing_is_said_without_both_limits_or_when_interrupted():
    assert "only" not in describe(100, max_minutes=33)
    assert "only" not in describe(100, max_steps=1400)
    assert "only" not in describe(100, "interrupted", max_steps=1400, max_minutes=33)
