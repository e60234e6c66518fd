"""The numbers that tell whether an alignment has formed."""

import logging
import math

import pytest
import torch

from config.glowtts import ExperimentConfig
from models.tts.glowtts.alignment_metrics import (
    LIMITS,
    MEASURES,
    measure_alignment,
    measure_elements,
    remarks,
    spoken_phones,
)
from models.tts.glowtts.model import GlowTTSOutput
from modules.length_regulator import durations_to_path
from processors.text.symbols import SymbolTable
from tests.models.tts.glowtts.runs import adjust, points, run
from tests.models.tts.glowtts.tiny import one_of, randomized, tiny_batch, tiny_model
from utils.mask import sequence_mask


def output(durations: list[list[int]], spread: float = 0.0, padding: int = 0) -> GlowTTSOutput:
    """A model's output whose phones are ``spread`` apart, each frame where its phone is."""
    lengths = [len(row) for row in durations]
    n_frames = torch.tensor([sum(row) for row in durations])
    padded = torch.tensor([row + [0] * (max(lengths) - len(row)) for row in durations])
    text_mask = sequence_mask(torch.tensor(lengths), max(lengths))
    mel_mask = sequence_mask(n_frames, int(n_frames.max()) + padding)
    phones = torch.eye(max(lengths)).expand(len(lengths), -1, -1) * spread  # (B, C, T_text)
    z = phones @ durations_to_path(padded, mel_mask.shape[2])
    zeros = torch.zeros_like(z)
    return GlowTTSOutput(
        z, torch.zeros(len(lengths)), z, zeros, padded, zeros, text_mask, mel_mask, n_frames
    )


def all_phones(result: GlowTTSOutput) -> torch.Tensor:
    return result.text_mask.squeeze(1) > 0


def test_the_diagonal_and_what_is_not() -> None:
    even, collapsed = output([[5] * 8]), output([[1] * 7 + [33]])
    far, near = (measure_alignment(x, all_phones(x)) for x in (collapsed, even))
    assert near["off_diagonal"] < 0.05
    assert near["one_frame_phones"] == 0
    assert far["off_diagonal"] > 0.3
    assert far["one_frame_phones"] == 7 / 8


def test_entropy_is_one_where_nothing_is_known_and_zero_where_all_is() -> None:
    for spread, expected in ((0.0, 1.0), (100.0, 0.0)):
        result = output([[3, 2, 4]], spread)
        entropy = measure_alignment(result, all_phones(result))["alignment_entropy"]
        assert entropy == pytest.approx(expected, abs=1e-5)
    single = output([[4]])  # certain, and no division by the logarithm of one
    assert measure_alignment(single, all_phones(single))["alignment_entropy"] == 0


def test_padding_does_not_count() -> None:
    durations = [[3, 1, 4, 2], [2, 6]]
    alone = [output([row], 0.7) for row in durations]
    together = output(durations, 0.7, padding=3)
    single = [measure_alignment(each, all_phones(each)) for each in alone]
    both = measure_alignment(together, all_phones(together))
    for name, weights in (("off_diagonal", (10, 8)), ("alignment_entropy", (10, 8))):
        mean = sum(w * float(s[name]) for w, s in zip(weights, single, strict=True)) / 18
        assert float(both[name]) == pytest.approx(mean, abs=1e-6), name
    assert both["one_frame_phones"] == 1 / 6


def test_the_models_own_output_batched_and_alone() -> None:
    """The prior of each phone is found again in the frames, whatever the batch around it."""
    torch.manual_seed(0)
    model, batch = randomized(tiny_model(mean_only=False)), tiny_batch()
    spoken = batch["phone_ids"] > 0
    with torch.no_grad():
        together = measure_alignment(model(**batch), spoken)
        singles = [
            (measure_alignment(model(**item), item["phone_ids"] > 0), item)
            for item in (one_of(batch, i) for i in range(3))
        ]
    counts = [measure_elements(x["mel_lengths"], 2, x["phone_ids"] > 0) for _, x in singles]
    total = measure_elements(batch["mel_lengths"], 2, spoken)
    for name in MEASURES:
        pairs = zip(singles, counts, strict=True)
        weighted = sum(float(values[name]) * count[name] for (values, _), count in pairs)
        assert float(together[name]) == pytest.approx(weighted / total[name], abs=1e-5), name


def test_blanks_and_stress_are_no_phones() -> None:
    table = SymbolTable.default()
    ids = table.encode("ˈa, b", True)[0]
    names = [table.symbols[i] for i in ids if spoken_phones(table)[i]]
    assert names == ["a", "b"]


def test_remarks_say_what_is_out_of_range() -> None:
    good = {name: limit.highest for name, limit in LIMITS.items()}
    assert remarks(good) == []
    (only,) = remarks({**good, "off_diagonal": 0.31})
    assert only.startswith("off_diagonal 0.31 is above")
    assert len(remarks(dict.fromkeys(LIMITS, math.nan))) == len(LIMITS)


def test_training_shows_them_and_warns_after_the_warm_up(
    config: ExperimentConfig, quick_runs: None, caplog: pytest.LogCaptureFixture, monkeypatch
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setitem(LIMITS, "alignment_entropy", LIMITS["alignment_entropy"].__class__(0, "x"))
    run(adjust(config, train={"max_steps": 6, "valid_interval": 2, "warmup": 2}), "run")
    for point in points(config, "run", "valid"):
        assert point["loss"] == pytest.approx(point["mle"] + point["duration"])  # these alone
        assert 0 <= point["off_diagonal"] < 1
        assert 0 < point["one_frame_phones"] <= 1
        assert 0 < point["alignment_entropy"] <= 1
    lines = [line for line in caplog.messages if "validation loss" in line]
    assert "), off_diagonal 0." in lines[0]
    warned = [line for line in caplog.messages if "is above 0: x" in line]
    assert [line.split(":")[0] for line in warned] == ["step 4", "step 6"]
    assert "look at the alignment in TensorBoard" in caplog.text
