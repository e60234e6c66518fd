"""The benchmark of vocoders runs and says what it measured."""

import json
import sys

import pytest

from benchmarks import vocoders
from tests.models.vocoders.tiny import CONFIGS


def test_it_fills_table_and_file(monkeypatch, capsys, tmp_path):
    kinds = {vocoders.BASELINE: CONFIGS["hifigan"], "Vocos": CONFIGS["vocos"], "Griffin-Lim": None}
    monkeypatch.setattr(vocoders, "CONFIGS", kinds)
    monkeypatch.setattr(vocoders, "peak_memory", lambda name, seconds: float(len(name)))
    options = ["--seconds", "0.1", "--turns", "2", "--threads", "1", "--json", str(tmp_path / "f")]
    monkeypatch.setattr(sys, "argv", ["vocoders", *options])
    vocoders.main()
    table = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    assert len(table) == 2 + len(kinds)
    assert len({line.count("|") for line in table}) == 1
    rows = {row["vocoder"]: row for row in json.loads((tmp_path / "f").read_text())["rows"]}
    assert rows.keys() == kinds.keys()
    for name, row in rows.items():
        assert row["threads"]["1"]["rtf_median"] >= row["threads"]["1"]["rtf_min"] > 0
        assert row["peak_mb"] == len(name) - len("nothing")
    assert rows[vocoders.BASELINE]["threads"]["1"]["times_faster"] == 1


@pytest.mark.slow
def test_memory_is_that_of_a_process_of_its_own():
    idle = vocoders.peak_memory(vocoders.NOTHING, 0.1)
    assert vocoders.peak_memory(vocoders.BASELINE, 0.1) > idle + 50
