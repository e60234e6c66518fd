"""Whole measurements: what is reported, what is noted, what is written."""

import csv
import json

import numpy as np
import pytest

from processors.metrics import Clip, Pair, choose, evaluate, summarize
from processors.metrics.output import format_table, format_worst, write_report
from utils.errors import UserError

RATE = 22050


@pytest.fixture
def pairs(clip, tmp_path) -> list[Pair]:
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    return [
        Pair("a", clip(np.ones(RATE) * 0.1, "a"), clip(np.ones(2 * RATE), "ra"), "one"),
        Pair("b", clip(np.zeros(RATE), "b"), None, "two, three"),
        Pair("c", Clip(tmp_path / "broken.wav")),
    ]


def test_what_cannot_be_measured_is_noted_and_the_rest_goes_on(pairs):
    report = evaluate(pairs, choose(["duration", "silence", "mcd", "duration"]))
    assert [row["name"] for row in report.rows] == ["a", "b"]
    assert report.rows[0]["duration_ratio"] == 0.5
    assert "mcd" in report.rows[0]
    noted = [(name, metric) for name, metric, _ in report.failures]
    assert noted == [("b", "silence"), ("b", "mcd"), ("c", "all")]
    assert report.failures[1][2] == "no reference for it"


def test_a_reference_that_cannot_be_read_is_noted(pairs):
    broken = Pair("d", pairs[0].degraded, pairs[2].degraded)
    report = evaluate([pairs[0], broken], choose(["mcd", "silence"]))
    assert [(name, metric) for name, metric, _ in report.failures] == [("d", "mcd")]
    assert "silence_start" in report.rows[1]


def test_what_nobody_has_is_an_error_at_once(pairs):
    with pytest.raises(UserError, match="mcd needs recordings to compare with"):
        evaluate(pairs[1:], choose(["mcd"]))
    with pytest.raises(UserError, match="wer needs texts"):
        evaluate(pairs[2:], choose(["wer"]))
    with pytest.raises(UserError, match="nothing to measure"):
        evaluate([], choose(["mcd"]))
    with pytest.raises(UserError, match="no metric is called 'pesq'; there are wer, cer"):
        choose(["pesq"])
    with pytest.raises(UserError, match="no metric is named"):
        choose([])


def test_files(pairs, tmp_path):
    report = evaluate(pairs, choose(["duration", "silence"]))
    table = write_report(tmp_path / "metrics", report, {"deg": "here"})
    folder = tmp_path / "metrics"
    document = json.loads((folder / "summary.json").read_text())
    assert document["deg"] == "here"
    assert document["utterances"] == 2
    assert document["summary"][0]["mean"] == 1.0
    assert [failure["name"] for failure in document["failures"]] == ["b", "c"]
    with (folder / "utterances.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["name"], row["text"], row["seconds"]) for row in rows] == [
        ("a", "one", "1.0"),
        ("b", "two, three", "1.0"),
    ]
    with (folder / "summary.csv").open(newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == [one.name for one in table]
    for picture in ("histograms.png", "scatter.png"):
        assert (folder / picture).read_bytes().startswith(b"\x89PNG")


def test_a_table_of_systems_shows_what_each_has(pairs):
    metrics = choose(["duration"])
    both = summarize(evaluate(pairs[:2], metrics))
    one = summarize(evaluate(pairs[1:2], metrics))
    lines = format_table({"both": both, "one": one}).splitlines()
    assert "duration_ratio → 1" in lines[3]
    cells = [[cell.strip() for cell in line.split("|")[2:4]] for line in lines]
    assert cells[0] == ["both", "one"]
    assert cells[2] == ["1.000 [1.000, 1.000]", "1.000"]
    assert cells[3] == ["0.500", "–"]
    assert len({len(line) for line in lines}) == 1


def test_the_worst_with_details(pairs):
    report = evaluate(pairs[:2], choose(["duration"]))
    text = format_worst(report, report.metrics[0].columns[1], 3, ["text", "heard"])
    assert text == "    0.500     a\n    text  one"
