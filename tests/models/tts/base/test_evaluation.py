"""An experiment judged part by part, with a voice that only mumbles."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from bins.tts import evaluate as script
from config.glowtts import ExperimentConfig
from config.schema import MelConfig
from models.tts.base.evaluation import (
    HeldOut,
    aligned_synthesis,
    copy_synthesis,
    cut_recordings,
    free_synthesis,
)
from models.tts.base.synthesis_settings import SynthesisSettings
from models.tts.base.voice import Voice
from models.tts.glowtts import Synthesizer
from models.vocoders import griffin_lim
from processors.audio import mel_spectrogram
from processors.processed.feature_settings import feature_settings
from tests.models.tts.glowtts.tiny_voice import write_voice
from tests.processors.metrics.conftest import voice as sound
from utils.errors import UserError
from utils.files import read_json, write_json, write_json_rows

TEXTS = {"a-1": "Hello.", "b 2": "?!", "c-3": "World."}


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(griffin_lim, "PHASE_STEPS", 8)
    monkeypatch.setattr("utils.plot.save_figure", lambda *_: None)


@pytest.fixture
def expt(tmp_path: Path) -> Path:
    """A voice and a test split of three recordings; nothing can be said of the second."""
    folder = tmp_path / "processed" / "LJSpeech"
    (folder / "mels").mkdir(parents=True)
    (folder / "phones").mkdir()
    rows = []
    for index, (uid, text) in enumerate(TEXTS.items()):
        samples = sound(np.array([100, 150]), 0.4 + 0.1 * index).astype(np.float32)
        path = tmp_path / f"{uid}.wav"
        soundfile.write(path, samples, 22050, subtype="FLOAT")
        mel = mel_spectrogram(torch.from_numpy(samples), MelConfig()).numpy()
        np.save(folder / "mels" / f"{uid}.npy", mel)
        (folder / "phones" / f"{uid}.phone").write_text("həlˈoʊ.", encoding="utf-8")
        row = {"Dataset": "LJSpeech", "Uid": uid, "Text": text, "Path": str(path)}
        row |= {"Singer": "LJSpeech", "Frames": mel.shape[1], "Phones": 15}
        rows.append(row)
    write_json_rows(folder / "test.json", rows)
    expt = write_voice(tmp_path / "expt", train={"num_workers": 0})
    config = Voice.from_checkpoint(expt).config
    settings = feature_settings(config.preprocess)
    write_json(folder / "meta_info.json", {"settings": settings, "n_sqz": config.model.n_sqz})
    return expt


def run(monkeypatch, expt: Path, *arguments: object) -> None:
    options = ["--acoustics_dir", expt, "--device", "cpu", *arguments]
    monkeypatch.setattr(sys, "argv", ["evaluate.py", *map(str, options)])
    script.main()


def test_a_column_for_every_part(expt, tmp_path, monkeypatch, capsys):
    run(monkeypatch, expt, "--metrics", "mcd,duration,rtf")
    printed = capsys.readouterr()
    table = printed.out[printed.out.index("|") : printed.out.rindex("|") + 1]
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()]
    assert lines[0] == ["", "recording", "copy", "aligned", "free"]
    cells = {line[0].split()[0]: line[1:] for line in lines[2:]}
    assert cells["mcd"][0] == "–"
    copy, aligned, free = (float(cell.split()[0]) for cell in cells["mcd"][1:])
    assert copy < 4 < min(aligned, free)
    assert cells["rtf"][:3] == ["–"] * 3
    assert float(cells["rtf"][3].split()[0]) > 0
    assert "free: b_2, all: " in printed.err
    assert (expt / "evaluation" / "table.md").read_text().startswith("| ")
    document = json.loads((expt / "evaluation" / "metrics_copy" / "summary.json").read_text())
    assert (document["system"], document["utterances"]) == ("copy", 3)
    run(monkeypatch, expt, "--metrics", "duration", "--limit", 1)  # again, in the same folder
    assert "1 utterances" in capsys.readouterr().out


def test_each_utterance_meets_its_own_recording(expt, tmp_path):
    synthesizer = Synthesizer.from_checkpoint(expt)
    held_out = HeldOut.load(synthesizer, None, "test")
    copy = copy_synthesis(synthesizer, held_out, tmp_path / "copy")
    aligned = aligned_synthesis(synthesizer, held_out, tmp_path / "aligned", SynthesisSettings())
    for system in (copy, aligned):  # as long as the recordings, in the order of the rows
        seconds = [pair.degraded.seconds for pair in system.pairs]
        assert seconds == pytest.approx([0.4, 0.5, 0.6], abs=0.012)
        assert [pair.reference.path.stem for pair in system.pairs] == list(TEXTS)
    free = free_synthesis(synthesizer, held_out, tmp_path / "free", SynthesisSettings())
    assert [(pair.name, pair.reference.path.stem, pair.text) for pair in free.pairs] == [
        ("a-1", "a-1", "Hello."),
        ("c-3", "c-3", "World."),
    ]
    assert [name for name, _, _ in free.failures] == ["b_2"]
    other = free_synthesis(synthesizer, held_out, tmp_path / "free", SynthesisSettings(seed=1))
    assert other.pairs[1].degraded.path.name == "c-3-2.wav"  # the first one's is kept
    assert other.pairs[1].reference.path.stem == "c-3"


def test_recordings_are_cut_as_the_voices_data_was(expt, tmp_path):
    synthesizer = Synthesizer.from_checkpoint(expt)
    held_out = HeldOut.load(synthesizer, None, "test")
    assert cut_recordings(synthesizer, held_out, tmp_path / "cut") is held_out
    samples, rate = soundfile.read(tmp_path / "a-1.wav")
    soundfile.write(tmp_path / "a-1.wav", np.pad(samples, rate), rate)
    settings = synthesizer.voice.config.model_dump()
    settings["preprocess"]["trim"] |= {"enabled": True, "top_db": 40, "margin": 0.1}
    synthesizer.voice = replace(synthesizer.voice, config=ExperimentConfig(**settings))
    (tmp_path / "c-3.wav").unlink()
    first, second, third = cut_recordings(synthesizer, held_out, tmp_path / "cut").rows
    assert soundfile.info(first["Path"]).duration == pytest.approx(0.6, abs=0.02)
    assert Path(second["Path"]) == tmp_path / "cut" / "b_2.wav"
    assert Path(third["Path"]) == tmp_path / "c-3.wav"  # not there: noted when it is measured


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--limit", 0], "--limit must be 1 or more"),
        (["--metrics", "mos"], "no metric is called 'mos'"),
        (["--metrics", "wer"], "need --recognizer"),
        (["--dataset", "Other"], "no processed data"),
    ],
)
def test_wrong_commands(expt, monkeypatch, arguments, message):
    if "wer" in arguments:
        pytest.importorskip("jiwer", reason="not installed: the extra metrics")
        pytest.importorskip("whisper_normalizer", reason="not installed: the extra metrics")
    with pytest.raises(UserError, match=message):
        run(monkeypatch, expt, *arguments)


def test_features_of_other_settings_are_refused(expt, monkeypatch):
    path = expt.parent / "processed" / "LJSpeech" / "meta_info.json"
    meta = read_json(path)
    meta["settings"]["audio"]["mel"]["hop_length"] = 200
    write_json(path, meta)
    with pytest.raises(UserError, match="hop_length is 256, was 200"):
        run(monkeypatch, expt, "--metrics", "mcd")
