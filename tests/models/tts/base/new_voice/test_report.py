"""The page about a new voice."""

from pathlib import Path

import numpy as np
import soundfile

from models.tts.base.new_voice.report import Page, advice, player, plot_curves, read_curves


def test_a_page_is_whole_and_escaped(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(2205), 22050)
    page = Page("A <b>voice</b>")
    page.table([("<script>", player(tmp_path / "a.wav"), player(tmp_path / "none.wav"))])
    page.figure(plot_curves({"valid/loss": [(1, 2.0), (2, 1.0)]}, chosen=2))
    page.items(["a & b"])
    page.write(tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text()
    assert "<b>" not in text
    assert "<script>" not in text
    assert "data:audio/wav;base64,UklGR" in text
    assert "data:image/png;base64," in text
    assert "a &amp; b" in text
    assert "http" not in text  # nothing is fetched


def test_curves_are_read_by_split_and_name(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    path.write_text(
        '{"split": "train", "step": 1, "loss": 2.0}\n{"split": "valid", "step": 1, "loss": 3}\n'
        '{"split": "train", "step": 2, "loss": 1.5, "note": "x"}\n'
    )
    assert read_curves(path) == {"train/loss": [(1, 2.0), (2, 1.5)], "valid/loss": [(1, 3)]}
    assert read_curves(tmp_path / "none") == {}


def test_advice_follows_what_happened() -> None:
    out_of_time = "train.max_minutes 30 over"
    first = advice(30, {"chosen": 500, "last": 500}, out_of_time, [])[0]
    assert "--minutes" in first
    early = advice(30, {"chosen": 100, "last": 900}, "train.patience 8", [])[0]
    assert "by heart" in early
    assert "Record more" in advice(3, {"chosen": 1, "last": 2}, "", [])[0]
    for untuned in (False, True):
        found = advice(30, {"chosen": 1, "last": 2}, "", [], untuned=untuned)
        assert any("--vocoder_minutes" in one for one in found) == untuned
    bad = {"verdict": "BAD", "check": "alignment", "text": "none has formed"}
    assert advice(3, {"chosen": 1, "last": 2}, "", [bad])[0] == "alignment: none has formed"
