"""From utterances to one number and its interval."""

import numpy as np
import pytest

from processors.metrics import Column, Metric, Report, summarize
from processors.metrics.summary import bootstrap, worst_first

METRIC = Metric(
    "some",
    lambda *_: {},
    (Column("low", "dB", "lower"), Column("ratio", "", "near 1"), Column("n", "")),
)


def report(*rows: dict) -> Report:
    named = [{"name": chr(97 + index), **row} for index, row in enumerate(rows)]
    return Report([METRIC], named, [])


def test_the_interval_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(200):
        low, high = bootstrap(rng.exponential(3.0, 60), np.ones(60))
        covered += low <= 3.0 <= high
    assert 178 <= covered <= 198  # 190 of 200 expected


def test_the_interval_is_the_same_for_the_same_seed_and_weights_count():
    values = np.arange(20.0)
    assert bootstrap(values, np.ones(20), 1) == bootstrap(values, np.ones(20), 1)
    assert bootstrap(values, np.ones(20), 1) != bootstrap(values, np.ones(20), 2)
    low, high = bootstrap([0.0, 100.0], [1.0, 1e9])
    assert (low, high) == (0.0, pytest.approx(100, abs=1e-6))


def test_columns_and_the_worst_of_each():
    summaries = summarize(report({"low": 1.0, "ratio": 0.5}, {"low": 3.0, "ratio": 1.8}))
    low, ratio = summaries  # "n" was measured nowhere
    assert (low.name, low.unit, low.mean, low.count, low.worst) == ("low", "dB", 2.0, 2, "b")
    assert low.low == 1.0
    assert low.high == 3.0
    assert (ratio.worst, ratio.mean) == ("a", pytest.approx(1.15))


def test_one_utterance_has_no_interval_and_gaps_are_left_out():
    (low,) = summarize(report({"low": 1.0}, {}))
    assert (low.mean, low.low, low.high, low.count) == (1.0, None, None, 1)


def test_the_worst_come_first():
    rows = [{"x": 1.0}, {}, {"x": 3.0}, {"x": 2.0}]
    assert [row["x"] for row in worst_first(Column("x", "", "lower"), rows)] == [3, 2, 1]
    assert [row["x"] for row in worst_first(Column("x", "", "higher"), rows)] == [1, 2, 3]
    assert [row["x"] for row in worst_first(Column("x", ""), rows)] == [1, 3, 2]
