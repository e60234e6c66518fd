"""The distortion of mels made with the durations of recordings, and the best checkpoint by it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from config.glowtts import ExperimentConfig
from models.base.checkpoint.checkpoint import find_checkpoint, read_state
from models.tts.glowtts.aligned_distortion import aligned_distortion
from processors.metrics.alignment import cepstrum
from processors.metrics.distortion import distances
from tests.models.tts.glowtts.runs import adjust, points, run
from tests.models.tts.glowtts.tiny import N_MELS, one_of, randomized, tiny_batch, tiny_model


def complete(batch: dict[str, Any], uids: list[str]) -> dict[str, Any]:
    return {**batch, "uids": uids, "speaker_ids": None, "speaker_embedding": None}


@pytest.fixture
def batch() -> dict[str, Any]:
    torch.manual_seed(0)
    return complete(tiny_batch(), ["a", "b", "c"])


def inputs(batch: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in batch.items() if name != "uids"}


@torch.no_grad()
def measure(model: Any, batch: dict[str, Any], noise_scale: float = 0.0) -> torch.Tensor:
    return aligned_distortion(model, model(**inputs(batch)), batch, noise_scale, 1)


def test_it_is_the_metric_of_frames_that_belong_together(batch: dict[str, Any]) -> None:
    model = randomized(tiny_model())
    with torch.no_grad():
        output = model(**inputs(batch))
        made, _ = model.decoder.inverse(output.prior_mean, output.mel_mask)
    expected = []
    for row, length in enumerate(output.mel_lengths.tolist()):
        ours, theirs = (x[row, :, :length].numpy() for x in (made, batch["mel"]))
        expected.append(distances(cepstrum(ours), cepstrum(theirs)))
    found = measure(model, batch)
    assert found.item() == pytest.approx(np.concatenate(expected).mean(), rel=1e-4)


def test_a_prior_that_is_the_latent_itself_is_no_distortion(batch: dict[str, Any]) -> None:
    model = randomized(tiny_model())
    with torch.no_grad():
        output = model(**inputs(batch))
    perfect = replace(output, prior_mean=output.z.clone())
    assert aligned_distortion(model, perfect, batch, 0.0, 1) < 1e-3
    assert measure(model, batch) > 0.1


def test_padding_and_company_make_no_difference(batch: dict[str, Any]) -> None:
    model = randomized(tiny_model())
    together = measure(model, batch, noise_scale=0.5)
    alone = [
        measure(model, complete(one_of(batch, i), [batch["uids"][i]]), noise_scale=0.5)
        for i in range(3)
    ]
    frames = [20, 14, 8]
    mean = sum(float(value) * n for value, n in zip(alone, frames, strict=True)) / sum(frames)
    assert together.item() == pytest.approx(mean, rel=1e-4)
    assert torch.equal(together, measure(model, batch, noise_scale=0.5))
    assert together > measure(model, batch)


@pytest.mark.usefixtures("quick_runs")
def test_the_best_checkpoint_may_be_told_by_it(config: ExperimentConfig) -> None:
    train = {"max_steps": 6, "valid_interval": 2, "save_interval": 2, "best_metric": "aligned_mcd"}
    config = adjust(config, train=train)
    run(config, "run")
    found = {point["step"]: point["aligned_mcd"] for point in points(config, "run", "valid")}
    assert sorted(found) == [2, 4, 6]
    best = read_state(find_checkpoint(Path(config.log_dir) / "run", "best"))
    assert best.step == min(found, key=found.get)
    assert best.best_loss == pytest.approx(min(found.values()))


def test_the_measure_needs_no_particular_number_of_mels() -> None:
    assert N_MELS < 24  # fewer bands than coefficients
    model = randomized(tiny_model())
    assert measure(model, complete(tiny_batch(), ["a", "b", "c"])).isfinite()
