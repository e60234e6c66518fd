"""Metrics by the weights of other packages, on real recordings where there are some."""

import importlib.util
import sys

import numpy as np
import pytest
import torch

from modules.speaker_encoder import SpeakerEncoder
from processors.metrics import Clip, MetricError, Options, Pair, choose, evaluate
from processors.metrics.dnsmos import dnsmos
from processors.metrics.similarity import speaker_similarity
from utils.errors import UserError


def test_dnsmos_hears_noise(shared_data, clip):
    pytest.importorskip("speechmos.dnsmos", reason="not installed: the extra metrics")
    clean = Clip(shared_data / "ljspeech_mini" / "wavs" / "LJ001-0002.wav")
    samples = clean.samples(16000)
    noise = np.random.default_rng(0).normal(size=len(samples)) * samples.std()
    before, after = dnsmos(clean), dnsmos(clip(samples + noise, rate=16000))
    assert all(1 <= score <= 5 for score in before.values())
    assert all(after[name] < before[name] - 0.3 for name in before)


@pytest.fixture(scope="module")
def distillmos():
    pytest.importorskip("distillmos", reason="not installed: the extra metrics")
    (metric,) = choose(["distillmos"])
    ready = metric.prepare(Options())
    return lambda one: metric.function(one, None, None, **ready)["distillmos"]


def test_distillmos_hears_lost_bits_and_no_level(shared_data, clip, distillmos, capsys):
    clean = Clip(shared_data / "ljspeech_mini" / "wavs" / "LJ001-0002.wav")
    samples = clean.samples(16000)
    coarse = np.round(samples * 32) / 32
    score = distillmos(clean)
    assert 3.5 < score <= 5
    assert distillmos(clip(coarse, "coarse", rate=16000)) < score - 1
    # Its convention: the whole utterance, filled up with zeros, and scaled to its peak.
    filled = np.pad(samples, (0, 122880 - len(samples)))
    assert distillmos(clip(filled / 4, "filled", rate=16000)) == pytest.approx(score, abs=1e-3)
    assert capsys.readouterr().out == ""


def test_what_distillmos_cannot_judge_is_said(clip, distillmos):
    for samples, reason in ((np.zeros(16000), "silent"), (np.ones(61 * 16000), "longer than 60 s")):
        with pytest.raises(MetricError, match=reason):
            distillmos(clip(samples, rate=16000))


def test_the_similarity_of_a_voice_and_of_strangers(shared_data):
    if importlib.util.find_spec("resemblyzer") is None:  # only its weights are used
        pytest.skip("Resemblyzer is not installed: the extra metrics")
    folders = sorted((shared_data / "libritts_mini").glob("*/*"))
    by_speaker = {folder.name: sorted(folder.rglob("*.wav")) for folder in folders}
    same = next(files for files in by_speaker.values() if len(files) > 1)
    stranger = next(files for files in by_speaker.values() if files != same)
    reference = Clip(same[0])
    pairs = [
        Pair("itself", Clip(same[0]), reference),
        Pair("same", Clip(same[1]), reference),
        Pair("stranger", Clip(stranger[0]), reference),
    ]
    rows = evaluate(pairs, choose(["similarity"])).rows
    itself, same_voice, other = (row["similarity"] for row in rows)
    assert itself == pytest.approx(1, abs=1e-5)
    assert same_voice > other + 0.1


def test_what_is_not_installed_is_said(clip, monkeypatch):
    monkeypatch.setitem(sys.modules, "speechmos.dnsmos", None)
    monkeypatch.setitem(sys.modules, "speechmos", None)
    monkeypatch.setitem(sys.modules, "distillmos", None)
    pairs = [Pair("a", clip(np.ones(1000)))]
    for name in ("dnsmos", "distillmos"):
        with pytest.raises(UserError, match=rf"{name} needs what is not installed.*\[metrics\]"):
            evaluate(pairs, choose([name]), Options())


def test_level_is_no_part_of_who_speaks(clip):
    """An encoder of fixed random weights: the same clip, louder, has the same embedding."""
    torch.manual_seed(0)
    encoder = SpeakerEncoder().eval()
    quiet = 0.02 * np.random.default_rng(0).normal(size=40000)
    loud, soft = (clip(gain * quiet, rate=16000) for gain in (20, 1))
    found = speaker_similarity(loud, soft, encoder=encoder)
    assert found["similarity"] == pytest.approx(1, abs=1e-4)
