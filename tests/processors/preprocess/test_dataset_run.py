"""Stage 1: what it writes, what it leaves alone, and what it says of bad clips."""

import json
import logging
import os
import sys

import numpy as np
import pytest
import soundfile
import torch

from processors.audio import load_audio, mel_spectrogram
from processors.preprocess.outputs import summarize
from processors.preprocess.stage import preprocess
from processors.processed.feature_settings import check_features
from processors.processed.features import load_mel, load_phones
from processors.processed.paths import SPLITS
from processors.processed.rows import load_meta, load_rows, load_speakers
from processors.text import SymbolTable, TextProcessor
from utils.errors import UserError


def run(corpus, **settings):
    return preprocess(corpus.config(**settings))[0]


def all_rows(corpus) -> list[dict]:
    return [row for split in SPLITS for row in load_rows(corpus.processed, "Mine", split)]


def test_what_is_written(full_corpus):
    config = full_corpus.config()
    report = run(full_corpus)
    rows = all_rows(full_corpus)
    assert sorted(row["Uid"] for row in rows) == [f"clip{i}" for i in range(8)]
    processor = TextProcessor(config.preprocess.text, SymbolTable.default())
    for row in rows:
        mel = load_mel(full_corpus.processed, row)
        expected = mel_spectrogram(load_audio(row["Path"], 22050), config.preprocess.mel)
        torch.testing.assert_close(mel, expected)
        assert row["Frames"] == mel.shape[1] == round(row["Duration"] * 22050) // 256
        ids = processor(row["Text"])
        assert row["Phones"] == len(ids)
        assert processor.encode(load_phones(full_corpus.processed, row)) == ids
        assert row["Singer"] == row["Dataset"] == "Mine"
    for split in SPLITS:
        found = load_rows(full_corpus.processed, "Mine", split)
        assert [row["index"] for row in found] == list(range(len(found)))
        assert len(found) == report.meta["splits"][split] >= 1
    assert load_speakers(full_corpus.processed) == {"Mine": 0}
    owners = (full_corpus.processed / "Mine" / "utt2spk").read_text().splitlines()
    assert owners[0] == "clip0\tMine"
    assert len(owners) == 8


def test_counts_of_meta_info(full_corpus):
    run(full_corpus)
    meta, rows = load_meta(full_corpus.processed, "Mine"), all_rows(full_corpus)
    frames = [row["Frames"] for row in rows]
    assert meta["clips"] == 8
    assert meta["failed"] == 0
    assert meta["hours"] == pytest.approx(sum(row["Duration"] for row in rows) / 3600, abs=1e-4)
    assert (meta["frames"]["min"], meta["frames"]["max"]) == (min(frames), max(frames))
    assert meta["frames"]["total"] == sum(frames)


def test_split_files_hold_one_row_a_line(full_corpus):
    run(full_corpus)
    text = (full_corpus.processed / "Mine" / "train.json").read_text()
    rows = load_rows(full_corpus.processed, "Mine", "train")
    assert len(text.splitlines()) == len(rows) + 2
    assert json.loads(text) == rows


def test_a_second_run_does_nothing(full_corpus, caplog):
    run(full_corpus)
    before = full_corpus.times("**/*")
    with caplog.at_level(logging.INFO):
        report = run(full_corpus)
    assert "up to date" in caplog.text
    assert full_corpus.times("**/*") == before
    assert (report.mels_made, report.phones_made, report.meta["clips"]) == (0, 0, 8)


def test_a_changed_mel_redoes_only_mels(full_corpus, changed, caplog):
    run(full_corpus)
    mels, phones = full_corpus.times("mels/*"), full_corpus.times("phones/*")
    with caplog.at_level(logging.INFO):
        report = run(full_corpus, mel={"hop_length": 300})
    assert "mel.hop_length is 300, was 256" in caplog.text
    assert "mels to make: 8 of 8 (8 with changed settings)" in caplog.text
    assert len(changed(mels, full_corpus.times("mels/*"))) == 8
    assert full_corpus.times("phones/*") == phones
    assert (report.mels_made, report.phones_made) == (8, 0)
    for row in all_rows(full_corpus):
        load_mel(full_corpus.processed, row)


def test_a_changed_text_setting_redoes_only_phones(full_corpus, changed, caplog):
    run(full_corpus)
    mels, phones = full_corpus.times("mels/*"), full_corpus.times("phones/*")
    with caplog.at_level(logging.INFO):
        run(full_corpus, text={"phonemizer": "none", "add_blank": False})
    assert "text.add_blank is False, was True" in caplog.text
    assert full_corpus.times("mels/*") == mels
    assert len(changed(phones, full_corpus.times("phones/*"))) == 8
    assert all_rows(full_corpus)[0]["Phones"] == 6


def test_a_changed_lexicon_file_redoes_phones(full_corpus, tmp_path):
    lexicon = tmp_path / "lexicon.tsv"
    text = {"phonemizer": "none", "lexicon": str(lexicon)}
    lexicon.write_text("glow\tɡlˈoʊ\n", encoding="utf-8")
    full_corpus.text("clip0", "glow")
    run(full_corpus, text=text)
    assert run(full_corpus, text=text).phones_made == 0
    lexicon.write_text("glow\tɡlˈaʊ\n", encoding="utf-8")
    assert run(full_corpus, text=text).phones_made == 8
    row = next(row for row in all_rows(full_corpus) if row["Uid"] == "clip0")
    assert load_phones(full_corpus.processed, row) == "ɡlˈaʊ"


def test_a_changed_split_rewrites_only_splits(full_corpus):
    run(full_corpus)
    before = full_corpus.times("*/*")
    rows = load_rows(full_corpus.processed, "Mine", "test")
    report = run(full_corpus, test_fraction=0.4)
    assert full_corpus.times("*/*") == before
    assert (report.mels_made, report.meta["splits"]["test"]) == (0, 3)
    assert rows != load_rows(full_corpus.processed, "Mine", "test")


def test_changed_sources_are_redone(full_corpus, changed):
    run(full_corpus)
    mels, phones = full_corpus.times("mels/*"), full_corpus.times("phones/*")
    full_corpus.audio("clip2", 0.9)
    full_corpus.text("clip3", "[[ɡˈoʊ]]")
    full_corpus.add("clip9")
    run(full_corpus)
    assert changed(mels, full_corpus.times("mels/*")) == {"clip2.npy", "clip9.npy"}
    assert changed(phones, full_corpus.times("phones/*")) == {"clip3.phone", "clip9.phone"}
    rows = {row["Uid"]: row for row in all_rows(full_corpus)}
    assert rows["clip2"]["Duration"] == pytest.approx(0.9, abs=1e-3)
    assert rows["clip3"]["Text"] == "[[ɡˈoʊ]]"


def test_lost_files_are_made_again(full_corpus, changed):
    run(full_corpus)
    (full_corpus.processed / "Mine" / "mels" / "clip1.npy").unlink()
    (full_corpus.processed / "Mine" / "mels" / "clip2.npy").write_bytes(b"")  # power went out
    (full_corpus.processed / "Mine" / "test.json").unlink()
    assert run(full_corpus).mels_made == 2
    assert len(all_rows(full_corpus)) == 8
    (full_corpus.processed / "spk2id.json").unlink()
    run(full_corpus)
    assert load_speakers(full_corpus.processed) == {"Mine": 0}


def test_a_removed_line_leaves_the_splits(full_corpus):
    run(full_corpus)
    del full_corpus.rows["clip4"]
    full_corpus.write()
    assert run(full_corpus).mels_made == 0
    assert "clip4" not in {row["Uid"] for row in all_rows(full_corpus)}


def test_features_of_an_unfinished_run_are_not_loaded(full_corpus, monkeypatch):
    run(full_corpus)
    check_features(full_corpus.config())

    def interrupt(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr("processors.preprocess.outputs.write_splits", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(full_corpus, mel={"n_mels": 40})
    with pytest.raises(UserError, match="stage 1 was not finished"):
        check_features(full_corpus.config())
    monkeypatch.undo()
    assert run(full_corpus, mel={"n_mels": 40}).mels_made == 0  # they were made before


def cut(corpus, uid):
    path = corpus.add(uid, 1.0)
    path.write_bytes(path.read_bytes()[:20000])


def samples(values, subtype="FLOAT"):
    def make(corpus, uid):
        soundfile.write(corpus.add(uid), np.asarray(values), 22050, subtype=subtype)

    return make


noise = np.random.default_rng(0).uniform(-0.3, 0.3, 11025)
BAD = {
    "missing": lambda corpus, uid: corpus.add(uid).unlink(),
    "truncated": cut,
    "empty": samples([]),
    "silent": lambda corpus, uid: corpus.add(uid, amplitude=1e-4),
    "not finite": samples(np.where(np.arange(11025) == 5, np.nan, noise)),
    "unreadable": lambda corpus, uid: corpus.add(uid).write_bytes(b"no audio at all"),
    "too short": lambda corpus, uid: corpus.add(uid, 0.2),
    "too long": lambda corpus, uid: corpus.add(uid, 2.5),
    "too short for its phones": lambda corpus, uid: corpus.add(uid, 0.4, text="[[ababababab]]" * 2),
    "text": lambda corpus, uid: corpus.add(uid, text="..."),
}


def test_bad_clips_are_listed_and_the_others_used(full_corpus):
    for index, make in enumerate(BAD.values()):
        make(full_corpus, f"bad{index}")
    report = run(full_corpus, max_seconds=2.0)
    reasons = {row["Uid"]: row["Reason"].partition(":")[0] for row in report.failed}
    assert reasons == {f"bad{index}": kind for index, kind in enumerate(BAD)}
    failed = json.loads((full_corpus.processed / "Mine" / "failed.json").read_text())
    assert failed == report.failed
    assert {row["Uid"] for row in all_rows(full_corpus)} == {f"clip{i}" for i in range(8)}
    assert summarize(failed).count("1 ") == len(BAD)
    again = run(full_corpus, max_seconds=2.0)
    assert (again.mels_made, again.phones_made, again.failed) == (0, 0, failed)


def test_too_short_for_its_phones_counts_whole_squeezes(corpus):
    for uid in "abc":
        corpus.add(uid, 2.0)
    corpus.add("d", 13 * 256 / 22050)  # 13 ids fit into 13 frames, but 2 by 2 there are 12
    report = run(corpus, min_seconds=0)
    assert [row["Uid"] for row in report.failed] == ["d"]
    assert run(corpus, min_seconds=0, model={"n_sqz": 1}).failed == []


def test_bad_clips_that_were_mended_are_used(full_corpus):
    path = full_corpus.add("late")
    data = path.read_bytes()
    path.unlink()
    full_corpus.text("mute", "...")
    full_corpus.audio("mute")
    assert len(run(full_corpus).failed) == 2
    path.write_bytes(data)
    full_corpus.text("mute", "[[ɡˈoʊ]]")
    report = run(full_corpus)
    assert (report.failed, report.meta["clips"]) == ([], 10)


def test_a_clip_that_went_bad_loses_its_mel(full_corpus):
    run(full_corpus)
    (full_corpus.folder / "wavs" / "clip0.wav").write_bytes(b"")
    assert [row["Uid"] for row in run(full_corpus).failed] == ["clip0"]
    assert not (full_corpus.processed / "Mine" / "mels" / "clip0.npy").exists()


def test_limits_redo_only_what_they_touch(full_corpus, changed):
    run(full_corpus, max_seconds=0.6)
    mels = full_corpus.times("mels/*")
    report = run(full_corpus)
    assert (report.failed, report.phones_made) == ([], 0)
    assert changed(mels, full_corpus.times("mels/*")) == {f"clip{i}.npy" for i in (5, 6, 7)}
    assert len(run(full_corpus, max_seconds=0.6).failed) == 3


def test_all_bad_is_an_error(corpus):
    for uid in "abcd":
        corpus.text(uid, "[[ə]]")
    with pytest.raises(UserError, match=r"all 4 clips failed \(4 missing\).*failed\.json"):
        run(corpus)
    assert len(json.loads((corpus.processed / "Mine" / "failed.json").read_text())) == 4
    with pytest.raises(UserError, match="was not finished"):
        load_rows(corpus.processed, "Mine", "train")


def test_three_clips_are_enough_and_two_are_not(corpus):
    corpus.add("a")
    corpus.add("b")
    with pytest.raises(UserError, match="2 usable clips are too few"):
        run(corpus)
    corpus.add("c")
    assert run(corpus).meta["splits"] == {"train": 1, "valid": 1, "test": 1}


def test_other_rates_channels_and_formats(corpus):
    corpus.add("a", 1.0, suffix=".flac", rate=44100, channels=2)
    corpus.add("b", 1.0, suffix=".mp3", rate=24000)
    corpus.add("sub/c", 1.0, rate=8000)
    assert run(corpus).failed == []
    rows = {row["Uid"]: row for row in all_rows(corpus)}
    assert set(rows) == {"a", "b", "sub_c"}
    assert all(row["Frames"] == 22050 // 256 for row in rows.values())


def test_trimming_is_off_unless_asked_for(corpus):
    for uid in "abc":
        path = corpus.add(uid, 1.0)
        padded = np.concatenate([np.zeros(11025), soundfile.read(path)[0], np.zeros(11025)])
        soundfile.write(path, padded, 22050)
    run(corpus)
    assert all_rows(corpus)[0]["Duration"] == pytest.approx(2.0, abs=1e-3)
    report = run(corpus, trim={"enabled": True, "margin": 0.1})
    assert (report.mels_made, report.phones_made) == (3, 0)
    assert all_rows(corpus)[0]["Duration"] == pytest.approx(1.2, abs=0.05)


def test_loudness_is_evened_where_that_is_asked_for(corpus):
    for uid, amplitude in (("a", 0.5), ("b", 0.1), ("c", 0.02)):
        corpus.add(uid, 1.0, amplitude=amplitude)

    def means() -> dict[str, float]:
        rows = {row["Uid"]: row for row in all_rows(corpus)}
        return {uid: float(load_mel(corpus.processed, rows[uid]).mean()) for uid in "abc"}

    run(corpus)
    before = means()
    assert before["a"] - before["c"] == pytest.approx(np.log(25), abs=0.1)
    made = load_meta(corpus.processed, "Mine")["settings"]["audio"]
    assert "loudness" not in made  # what is off leaves no trace
    report = run(corpus, loudness=-23)
    assert (report.mels_made, report.phones_made) == (3, 0)
    after = means()
    assert max(after.values()) - min(after.values()) < 0.1
    assert after["a"] < before["a"]
    assert after["c"] > before["c"]
    with pytest.raises(UserError, match=r"audio\.loudness is None, was -23"):
        check_features(corpus.config())


def test_hiss_is_reduced_where_that_is_asked_for(corpus, monkeypatch):
    path = corpus.add("a", 2.0)
    for uid in "bc":
        corpus.add(uid)
    tone, rate = soundfile.read(path)
    pauses = np.repeat([0, 1, 0, 1, 0], -(-len(tone) // 5))[: len(tone)]
    hiss = np.random.default_rng(0).normal(0, 0.01, len(tone))
    soundfile.write(path, tone * pauses + hiss, rate)

    def bands() -> np.ndarray:
        (row,) = (row for row in all_rows(corpus) if row["Uid"] == "a")
        mel = load_mel(corpus.processed, row)
        tenth = mel.shape[1] // 10
        return np.array([mel[:, :tenth].mean(), mel[:, 3 * tenth : 4 * tenth - 2].max()])

    run(corpus)
    pause, speech = bands()
    run(corpus, reduce_hiss=1.0)
    quieter_pause, same_speech = bands()
    assert quieter_pause < pause - 2.0
    assert abs(same_speech - speech) < 0.2
    with pytest.raises(UserError, match=r"audio\.reduce_hiss is None, was 1"):
        check_features(corpus.config())
    monkeypatch.setitem(sys.modules, "noisereduce", None)
    with pytest.raises(UserError, match=r"pip install -e '\.\[hiss\]'"):
        run(corpus, reduce_hiss=0.5)


def test_speakers_keep_their_numbers(full_corpus):
    path = full_corpus.processed / "spk2id.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"Zoe_1": 0, "Adam_7": 1}')
    run(full_corpus)
    assert load_speakers(full_corpus.processed) == {"Zoe_1": 0, "Adam_7": 1, "Mine": 2}


def test_two_datasets_side_by_side(full_corpus):
    config = full_corpus.config()
    path = str(full_corpus.folder)
    both = config.model_copy(
        update={"dataset": ["Mine", "Other"], "dataset_path": {"Mine": path, "Other": path}}
    )
    assert [report.dataset for report in preprocess(both)] == ["Mine", "Other"]
    assert load_speakers(full_corpus.processed) == {"Mine": 0, "Other": 1}
    check_features(both)


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", ".."])
def test_dataset_names_are_folder_names(full_corpus, name):
    config = full_corpus.config().model_copy(
        update={"dataset": [name], "dataset_path": {name: str(full_corpus.folder)}}
    )
    with pytest.raises(UserError, match="cannot be the name of a folder"):
        preprocess(config)


def test_what_a_killed_run_left_is_cleared_away(full_corpus):
    run(full_corpus)
    folder = full_corpus.processed / "Mine"
    (folder / "mels" / ".clip1.x8s7.npy").write_bytes(b"half")
    with (folder / ".state.jsonl").open("a") as file:
        file.write('["clip3", ["torn')
    full_corpus.add("clip9")
    assert run(full_corpus).mels_made == 1
    assert len(list((folder / "mels").iterdir())) == 9
    assert len((folder / ".state.jsonl").read_text().splitlines()) == 9


def test_a_torn_line_costs_its_clip_and_no_other(full_corpus):
    run(full_corpus)
    state = full_corpus.processed / "Mine" / ".state.jsonl"
    os.truncate(state, state.stat().st_size - 20)
    assert run(full_corpus).mels_made == 1
    assert run(full_corpus).mels_made == 0


def test_real_text_and_a_language_that_is_not_there(full_corpus):
    full_corpus.text("clip0", "Hi.")
    report = run(full_corpus, text={"phonemizer": "espeak"})
    assert report.failed == []
    row = next(row for row in all_rows(full_corpus) if row["Uid"] == "clip0")
    assert load_phones(full_corpus.processed, row) == "hˈaɪ."
    with pytest.raises(UserError, match="xx-yy"):
        run(full_corpus, text={"phonemizer": "espeak", "language": "xx-yy"})
    check_features(full_corpus.config(text={"phonemizer": "espeak"}))  # nothing was touched
