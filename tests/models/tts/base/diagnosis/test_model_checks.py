"""Checks of the model, each on a voice that is broken in just that way."""

import shutil
from dataclasses import replace

import pytest
import torch

from models.tts.base.diagnosis import speech_checks as speech
from models.tts.base.diagnosis.experiment import DiagnosedExperiment, Examined
from models.tts.base.diagnosis.run_checks import diagnose
from models.tts.base.diagnosis.speech_checks import check_copy, check_durations
from models.tts.base.diagnosis.training_checks import check_weights
from models.tts.glowtts.flow_checks import (
    check_actnorm,
    check_alignment,
    check_fit,
    check_inversion,
)
from processors.audio.mel import mel_spectrogram
from processors.processed.features import load_mel
from processors.processed.paths import mel_path
from tests.models.tts.base.diagnosis.tools import change_mels
from tests.models.tts.glowtts.processed import tiny_config, write_embeddings, write_processed
from tests.models.tts.glowtts.runs import adjust, run


def test_a_voice_that_has_just_begun(voice: DiagnosedExperiment) -> None:
    verdicts = {finding.check: finding.verdict for finding in diagnose(voice)}
    fine = ("state", "losses", "weights", "inversion", "actnorm", "fit", "mels", "silence")
    assert {verdicts[name] for name in fine} == {"OK"}
    assert "BAD" not in (verdicts["alignment"], verdicts["symbols"])


def test_weights_that_are_not_numbers(open_voice) -> None:
    def spoil(weights):
        weights["decoder.flows.0.shift"][3] = float("nan")

    voice = open_voice(spoil)
    found = check_weights(voice)
    assert found.verdict == "BAD"
    assert "decoder.flows.0.shift" in found.text
    later = {finding.check: finding for finding in diagnose(voice)}
    assert later["inversion"].verdict == "SKIPPED"
    assert later["inversion"].text == "the weights are not finite"
    assert later["mels"].verdict == "OK"  # what does not need the model goes on


def test_a_flow_that_cannot_be_inverted(open_voice) -> None:
    def flatten(weights):
        weights["decoder.flows.1.weight"][0] = weights["decoder.flows.1.weight"][1] * (1 + 1e-7)

    assert check_inversion(open_voice()).verdict == "OK"
    found = check_inversion(open_voice(flatten))
    assert found.verdict == "BAD"
    assert "cannot be inverted" in found.text


@pytest.mark.parametrize("how", ["flag", "values"])
def test_actnorm_that_saw_no_data(open_voice, how: str) -> None:
    def forget(weights):
        if how == "flag":
            weights["decoder.flows.3.initialized"].fill_(False)
        else:  # marked as done by whoever made the weights
            weights["decoder.flows.3.log_scale"].zero_()

    found = check_actnorm(open_voice(forget))
    assert found.verdict == "BAD"
    assert "1 of 2 ActNorm layers were never initialized" in found.text


def test_actnorm_of_other_data(voice: DiagnosedExperiment) -> None:
    near = check_actnorm(voice)
    change_mels(voice, "valid", lambda mel: mel * 30)
    del voice.examined
    far = check_actnorm(voice)
    assert (near.verdict, far.verdict) == ("OK", "BAD")
    assert near.figures["spread"] < 3 < far.figures["spread"]


def test_features_unlike_those_of_training(voice: DiagnosedExperiment) -> None:
    assert check_fit(voice).verdict == "OK"
    change_mels(voice, "valid", lambda mel: mel * 3 + 8)
    del voice.examined
    found = check_fit(voice)
    assert found.verdict == "BAD"
    assert "not like those it was trained on" in found.text


def collapse(item: Examined) -> Examined:
    """All but the last phone last a frame, and nothing tells phones apart."""
    output = item.output
    durations = torch.ones_like(output.durations)
    durations[0, -1] = int(output.mel_lengths) - durations.shape[1] + 1
    flat = torch.zeros_like(output.prior_mean)
    return Examined(item.batch, replace(output, durations=durations, prior_mean=flat))


def test_an_alignment_that_does_not_form(voice: DiagnosedExperiment) -> None:
    voice.examined = [collapse(item) for item in voice.examined]
    early = check_alignment(voice)
    assert early.verdict == "WARN"
    assert "still forming at step 8" in early.text
    voice.state.step = 1000
    late = check_alignment(voice)
    assert late.verdict == "BAD"
    for word in ("one_frame_phones", "alignment_entropy 1.00 is above", "train.diagonal_weight"):
        assert word in late.text


def test_durations_out_of_proportion(
    voice: DiagnosedExperiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    durations = [output.durations.clamp_min(0.5) for _, output in voice.examined]

    def stretched(shift: float) -> str:
        predicted = iter(torch.log(each) + shift for each in durations)
        predictor = voice.model.duration_predictor
        monkeypatch.setattr(predictor, "forward", lambda *_: next(predicted))
        return check_durations(voice).verdict

    assert stretched(-0.1) == "OK"
    assert stretched(1.0) == "BAD"


def test_copy_synthesis(voice: DiagnosedExperiment, monkeypatch: pytest.MonkeyPatch) -> None:
    mel_config = voice.config.preprocess.mel
    for row in voice.rows("valid"):  # sounds instead of random spectra
        samples = torch.arange(row["Frames"] * mel_config.hop_length)
        waveform = 0.2 * torch.sin(samples * 0.05) + 0.2 * torch.sin(samples * 0.31)
        mel = mel_spectrogram(waveform, mel_config)
        path = mel_path(voice.config.processed_dir, "Toy", row["Uid"])
        torch_to_npy(path, mel)
        assert load_mel(voice.config.processed_dir, row).shape == mel.shape
    assert check_copy(voice).verdict == "OK"

    def mute(mel: torch.Tensor) -> torch.Tensor:
        return torch.zeros(1, mel.shape[2] * mel_config.hop_length)

    mute.name = "mute"
    monkeypatch.setattr(speech, "load_vocoder", lambda *_: mute)
    found = check_copy(voice)
    assert found.verdict == "BAD"
    assert "mute makes true mels into sound within" in found.text


def torch_to_npy(path, mel: torch.Tensor) -> None:
    import numpy as np

    np.save(path, mel.numpy())


def test_a_vocoder_that_is_refused(open_voice, tmp_path) -> None:
    voice = open_voice(vocoder_dir=tmp_path / "none")
    found = {finding.check: finding for finding in diagnose(voice)}["vocoder"]
    assert found.verdict == "BAD"
    assert "no such vocoder folder" in found.text


@pytest.mark.parametrize("speakers", ["table", "encoder"])
def test_voices_with_several_speakers(tmp_path, quick_runs: None, speakers: str) -> None:
    config = tiny_config(tmp_path, max_steps=1)
    write_processed(config, speakers=("Toy_a", "Toy_b"))
    if speakers == "encoder":
        model = {"speaker_encoder": "resemblyzer", "speaker_channels": 256}
        config = adjust(config, model=model)
        write_embeddings(config)
    run(config, "run")
    voice = DiagnosedExperiment(tmp_path / "runs" / "run")
    assert check_inversion(voice).verdict == "OK"
    assert check_actnorm(voice).verdict == "OK"
    voice.rows("valid")[0]["Singer"] = "Toy_c"
    del voice.examined
    found = {finding.check: finding for finding in diagnose(voice)}["alignment"]
    assert found.verdict == "BAD"
    assert "not in the voice's speaker table: Toy_c" in found.text
    for split in voice.config.dataset:
        shutil.rmtree(voice.config.processed_dir / split)
    voice = DiagnosedExperiment(tmp_path / "runs" / "run")
    assert check_inversion(voice).text.startswith("noise made into a mel")
