"""Stage 1 on corpora of many speakers: LibriTTS's layout, who is kept, pauses cut short."""

import json

import numpy as np
import pytest
import soundfile

from config.glowtts import ExperimentConfig
from config.load import load_config
from processors.preprocess.stage import preprocess
from processors.processed.features import load_mel
from processors.processed.paths import SPLITS
from processors.processed.rows import load_meta, load_rows, load_speakers
from tests.processors.conftest import PHONES, RATE
from utils.errors import UserError


class Voices:
    """LibriTTS with recordings of noise."""

    def __init__(self, folder):
        self.folder = folder / "LibriTTS"
        self.processed = folder / "processed"

    def add(self, subset, speaker, count, seconds=0.5, pause=0.0, text=PHONES):
        folder = self.folder / subset / str(speaker) / "7"
        folder.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng(speaker)
        first = len(list(folder.glob("*.wav")))
        for index in range(first, first + count):
            halves = rng.uniform(-0.3, 0.3, (2, round(seconds * RATE / 2)))
            samples = np.concatenate([halves[0], np.zeros(round(pause * RATE)), halves[1]])
            path = folder / f"{speaker}_7_{index:06d}_000000"
            soundfile.write(f"{path}.wav", samples, RATE)
            path.with_name(path.name + ".normalized.txt").write_text(text)

    def run(self, **settings):
        config = {
            "processed_dir": str(self.processed),
            "num_workers": 1,
            "text": {"phonemizer": "none"},
            **settings,
        }
        return preprocess(
            ExperimentConfig(
                dataset=["LibriTTS"],
                dataset_path={"LibriTTS": str(self.folder)},
                preprocess=config,
            )
        )[0]

    def rows(self):
        return {split: load_rows(self.processed, "LibriTTS", split) for split in SPLITS}

    def names(self, split):
        return {row["Singer"] for row in self.rows()[split]}


@pytest.fixture
def voices(tmp_path):
    """Three voices to train on, and one to keep apart."""
    voices = Voices(tmp_path)
    for speaker, count in ((11, 6), (12, 1), (13, 3)):
        voices.add("train-clean-100", speaker, count)
    voices.add("dev-clean", 21, 3)
    return voices


def test_held_out_clips_are_of_known_voices_and_the_corpus_own_are_not_read(voices):
    report = voices.run()
    names = {"LibriTTS_11", "LibriTTS_12", "LibriTTS_13"}
    assert load_speakers(voices.processed).keys() == names == voices.names("train")
    assert voices.names("valid") | voices.names("test") <= names - {"LibriTTS_12"}
    assert report.meta["splits"] == {"train": 8, "valid": 1, "test": 1}


def test_minutes_and_counts_of_each_speaker(voices):
    meta = voices.run().meta
    assert meta == load_meta(voices.processed, "LibriTTS")
    assert meta["speakers"] == {
        "LibriTTS_11": {"clips": 6, "minutes": 0.05},
        "LibriTTS_12": {"clips": 1, "minutes": 0.01},
        "LibriTTS_13": {"clips": 3, "minutes": 0.03},
    }
    assert meta["speakers_short"] == list(meta["speakers"])
    assert meta["speakers_dropped"] == {}


def test_speakers_with_too_little_are_left_out_and_listed(voices):
    voices.run()
    meta = voices.run(min_speaker_minutes=0.02).meta
    assert meta["speakers_dropped"] == {"LibriTTS_12": {"clips": 1, "minutes": 0.01}}
    assert load_speakers(voices.processed) == {"LibriTTS_11": 0, "LibriTTS_13": 2}
    assert voices.names("train") == {"LibriTTS_11", "LibriTTS_13"}
    assert sum(map(len, voices.rows().values())) == meta["clips"] == 9
    assert voices.run(min_speaker_minutes=0.02).mels_made == 0
    with pytest.raises(UserError, match=r"no speaker has the 5 minutes .* has is 0\.05"):
        voices.run(min_speaker_minutes=5)


def test_a_change_of_subsets_makes_only_what_is_new(voices):
    voices.run()
    report = voices.run(subsets={"LibriTTS": ["dev-clean", "train-clean-100"]})
    assert (report.mels_made, report.meta["clips"]) == (3, 13)
    assert load_speakers(voices.processed)["LibriTTS_21"] == 3
    report = voices.run()
    assert (report.mels_made, report.meta["clips"]) == (0, 10)
    assert "LibriTTS_21" not in load_speakers(voices.processed)


def test_a_clip_without_text_or_frames_for_it_is_listed(voices):
    voices.add("train-clean-100", 13, 1, text="")
    voices.add("train-clean-100", 13, 1, text="[[ababababab]]" * 3)
    report = voices.run()
    failed = json.loads((report.folder / "failed.json").read_text())
    reasons = {row["Uid"]: row["Reason"] for row in failed}
    assert "no text: it is missing" in reasons["13_7_000003_000000"]
    assert "61 ids (blanks included) need as many" in reasons["13_7_000004_000000"]
    assert report.meta["failed_by"] == {"no text": 1, "too short for its phones": 1}


def test_long_pauses_are_cut_and_listed(voices):
    voices.add("train-clean-100", 14, 2, pause=2.0)
    assert voices.run().meta["shortened"] == {"clips": 0, "seconds": 0.0}
    report = voices.run(trim={"max_pause": 0.5})
    assert report.mels_made == 12
    assert report.meta["shortened"] == {"clips": 2, "seconds": pytest.approx(3.0, abs=0.05)}
    listed = json.loads((report.folder / "shortened.json").read_text())
    assert [row["Uid"] for row in listed] == ["14_7_000000_000000", "14_7_000001_000000"]
    rows = [row for rows in voices.rows().values() for row in rows]
    for row in rows:
        load_mel(voices.processed, row)
        seconds = 1.0 if row["Singer"] == "LibriTTS_14" else 0.5
        assert row["Duration"] == pytest.approx(seconds, abs=0.03)


def test_too_long_is_said_of_what_is_left(voices):
    voices.add("train-clean-100", 14, 1, pause=2.0)
    assert len(voices.run(max_seconds=2.0).failed) == 1
    assert voices.run(max_seconds=2.0, trim={"max_pause": 0.5}).failed == []


def test_the_recipe_on_the_real_corpus(shared_data, repository, tmp_path):
    config = load_config(repository / "egs/tts/GlowTTS/exp_config_libritts.json", ExperimentConfig)
    subsets = ["train-clean-360", "test-clean", "test-other"]
    settings = {
        "processed_dir": str(tmp_path),
        "subsets": {"LibriTTS": subsets},
        "min_speaker_minutes": 0.0,
        "num_workers": 1,
    }
    values = config.model_dump()
    values["dataset_path"]["LibriTTS"] = str(shared_data / "libritts_mini")
    values["preprocess"] |= settings
    report = preprocess(ExperimentConfig.model_validate(values))[0]
    assert report.failed == []
    assert report.meta["splits"] == {"train": 26, "valid": 1, "test": 1}
    assert report.meta["shortened"]["clips"] == 3
    train = load_rows(tmp_path, "LibriTTS", "train")
    assert {row["Singer"] for row in train} == load_speakers(tmp_path).keys()
    assert len(load_speakers(tmp_path)) == 23
    for row in train:
        mel = load_mel(tmp_path, row)
        assert mel.shape == (80, round(row["Duration"] * 22050) // 256)
