"""Checks of the training data, each on data that are broken in just that way."""

import numpy as np
import pytest

from models.tts.base.diagnosis.data_checks import FLOOR, check_mels, check_silence, check_symbols
from models.tts.base.diagnosis.experiment import DiagnosedExperiment
from models.tts.base.diagnosis.recording_checks import check_recordings
from models.tts.base.diagnosis.report import NothingToCheck
from models.tts.base.diagnosis.run_checks import diagnose
from processors.audio.clip_checks import is_clipped
from processors.audio.io import write_wav
from processors.processed.paths import phone_path
from tests.models.tts.base.diagnosis.tools import change_mels
from tests.models.tts.glowtts.runs import adjust
from utils.files import write_text


def say(experiment: DiagnosedExperiment, split: str, phones: str) -> None:
    """Put other phones into the first utterance of a split."""
    row = experiment.rows(split)[0]
    write_text(phone_path(experiment.config.processed_dir, row["Dataset"], row["Uid"]), phones)


def test_clips_without_a_sound(voice: DiagnosedExperiment) -> None:
    assert check_silence(voice).verdict == "OK"
    names = change_mels(voice, "train", lambda mel: np.full_like(mel, FLOOR), 2)
    found = check_silence(voice)
    assert found.verdict == "BAD"
    assert f"2 of 18 clips looked at are silent: {names[0]}, {names[1]}" in found.text


def test_silence_around_speech(voice: DiagnosedExperiment) -> None:
    def surround(mel: np.ndarray) -> np.ndarray:
        mel[:, : mel.shape[1] * 2 // 3] = FLOOR
        return mel

    change_mels(voice, "train", surround)
    found = check_silence(voice)
    assert found.verdict == "WARN"
    assert found.figures["share"] == pytest.approx(0.65, abs=0.05)
    assert "preprocess.trim" in found.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda mel: 20 * mel / np.log(10), "not natural logarithms"),
        (lambda mel: (mel + 11.5) / 13, "not natural logarithms"),
        (lambda mel: mel * np.nan, "NaN or infinity"),
    ],
)
def test_mels_of_another_scale(voice: DiagnosedExperiment, change, message: str) -> None:
    assert check_mels(voice).verdict == "OK"
    change_mels(voice, "train", change)
    found = check_mels(voice)
    assert found.verdict == "BAD"
    assert message in found.text


@pytest.mark.parametrize(
    ("split", "change", "message"),
    [
        ("valid", lambda mel: mel - 2, "training and validation differ by"),
        ("train", lambda mel: np.where(mel < -5, FLOOR, mel), "digital silence"),
        (
            "train",
            lambda mel: np.concatenate([mel[:6], mel[6:] * 0 - 11]),
            "nothing above mel band 6",
        ),
    ],
)
def test_mels_that_are_odd(voice: DiagnosedExperiment, split: str, change, message: str) -> None:
    change_mels(voice, split, change)
    found = check_mels(voice)
    assert found.verdict == "WARN"
    assert message in found.text


def test_features_of_other_settings(voice: DiagnosedExperiment) -> None:
    voice.config = adjust(voice.config, preprocess={"trim": {"enabled": True}})
    found = {finding.check: finding for finding in diagnose(voice)}["mels"]
    assert found.verdict == "BAD"
    assert "features were made with other settings" in found.text


def test_symbols(voice: DiagnosedExperiment) -> None:
    say(voice, "valid", "ətʘɬ")
    found = check_symbols(voice)
    assert found.verdict == "WARN"
    assert "held-out texts have ʘ (1), ɬ (1), which training never hears" in found.text
    say(voice, "train", "ətɬ")
    assert "training hardly hears ɬ (1)" in check_symbols(voice).text
    say(voice, "train", "ət漢")
    worse = check_symbols(voice)
    assert worse.verdict == "BAD"
    assert "the voice's table lacks 漢 (1)" in worse.text


def test_all_is_well_with_symbols(
    voice: DiagnosedExperiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.tts.base.diagnosis.data_checks.RARE", 1)
    assert check_symbols(voice).verdict == "OK"


def record(
    experiment: DiagnosedExperiment, folder, waveforms: list[np.ndarray], rate: int = 22050
) -> None:
    """Recordings of the first training utterances; the others have none."""
    for number, (row, waveform) in enumerate(
        zip(experiment.rows("train"), waveforms, strict=False)
    ):
        row["Path"] = str(folder / f"{number}.wav")
        write_wav(row["Path"], waveform.astype(np.float32), rate)


def test_recordings(voice: DiagnosedExperiment, tmp_path) -> None:
    with pytest.raises(NothingToCheck, match="no longer where stage 1 read them"):
        check_recordings(voice)
    tone = np.sin(np.arange(4000) * 0.05)
    record(voice, tmp_path, [0.5 * tone, 0.9 * tone])
    assert check_recordings(voice).verdict == "OK"
    record(voice, tmp_path, [0.5 * tone, np.clip(2 * tone, -1, 1), 0.01 * tone])
    found = check_recordings(voice)
    assert found.verdict == "WARN"
    names = [row["Uid"] for row in voice.rows("train")]
    assert f"1 of 3 recordings ({names[1]}) are clipped" in found.text
    assert f"1 of 3 recordings ({names[2]}) are quieter than 3%" in found.text
    record(voice, tmp_path, [0.5 * tone] * 3, 8000)
    assert "3 of 3 recordings" in check_recordings(voice).text


def test_a_loud_peak_is_no_clipping() -> None:
    tone = np.sin(np.arange(4000) * 2 * np.pi * 80 / 22050)  # a deep voice at full scale
    assert not is_clipped(tone)
    assert is_clipped(np.clip(1.5 * tone, -1, 1))
    assert is_clipped(0.3 * np.clip(1.5 * tone, -1, 1))
    assert not is_clipped(np.zeros(100))
    assert not is_clipped(np.ones(2))
