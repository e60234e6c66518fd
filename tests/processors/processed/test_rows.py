"""Reading processed data back: never what another config made."""

import numpy as np
import pytest

from processors.preprocess.stage import preprocess
from processors.processed.feature_settings import check_features
from processors.processed.features import load_mel, load_phones
from processors.processed.paths import mel_path, phone_path, split_path
from processors.processed.rows import load_rows, load_speakers
from utils.errors import UserError
from utils.files import write_json_rows


@pytest.fixture
def processed(full_corpus):
    preprocess(full_corpus.config())
    return full_corpus


def test_features_of_this_config_pass(processed):
    check_features(processed.config())
    check_features(processed.config(num_workers=7))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"mel": {"hop_length": 300}}, "mel.hop_length is 300, was 256"),
        ({"mel": {"center": True}}, "mel.center is True, was False"),
        ({"trim": {"enabled": True}}, "trim.enabled is True, was False"),
        ({"text": {"phonemizer": "none", "add_blank": False}}, "text.add_blank is False"),
        ({"text": {"phonemizer": "espeak"}}, "text.phonemizer is espeak, was none"),
        ({"model": {"n_sqz": 4}}, "model.n_sqz is 4, was 2"),
    ],
)
def test_features_of_another_config_are_refused(processed, settings, message):
    with pytest.raises(UserError, match=message) as caught:
        check_features(processed.config(**settings))
    assert "run stage 1" in str(caught.value)


def test_trim_settings_do_not_matter_while_it_is_off(processed):
    check_features(processed.config(trim={"top_db": 30.0}))


def test_a_pause_setting_matters(processed):
    with pytest.raises(UserError, match=r"trim\.max_pause is 0\.5, was None"):
        check_features(processed.config(trim={"max_pause": 0.5}))


def test_only_the_wanted_columns_are_kept(processed):
    rows = load_rows(processed.processed, "Mine", "train")
    few = load_rows(processed.processed, "Mine", "train", ("Uid", "Frames", "Singer"))
    assert few == [{name: row[name] for name in ("Singer", "Uid", "Frames")} for row in rows]
    assert few[0]["Singer"] is few[1]["Singer"]


@pytest.mark.parametrize("column", ["Uid", "Dataset"])
@pytest.mark.parametrize(
    "name", ["../../x", "/etc/passwd", "a/b", "..\\x", "", ".x", "a\0", 7, None]
)
def test_rows_cannot_name_files_elsewhere(processed, column, name):
    path = split_path(processed.processed, "Mine", "train")
    rows = load_rows(processed.processed, "Mine", "train")
    rows[1][column] = name
    write_json_rows(path, rows)
    with pytest.raises(UserError, match=r"outside of it"):
        load_rows(processed.processed, "Mine", "train")
    for load in (load_mel, load_phones):
        with pytest.raises(UserError, match=r"outside of it"):
            load(processed.processed, rows[1])


def test_rows_of_another_dataset_are_refused(processed):
    path = split_path(processed.processed, "Mine", "train")
    rows = load_rows(processed.processed, "Mine", "train")
    write_json_rows(path, [rows[0] | {"Dataset": "Other"}])
    with pytest.raises(UserError, match=r"train\.json: .*a row of dataset 'Other'"):
        load_rows(processed.processed, "Mine", "train")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[\n{"Dataset": "Mine"}\n]\n', "a row without 'Uid'"),
        ("[\n1\n]\n", "expected an array of objects"),
        ("{}", "an array was expected"),
        ("[\n", "cannot be read"),
    ],
)
def test_split_files_that_hold_something_else(processed, text, message):
    split_path(processed.processed, "Mine", "train").write_text(text)
    with pytest.raises(UserError, match=message):
        load_rows(processed.processed, "Mine", "train")


def test_data_that_is_not_there(corpus):
    with pytest.raises(UserError, match="no processed data for dataset 'Mine'; run stage 1"):
        check_features(corpus.config())
    with pytest.raises(UserError, match="no processed data"):
        load_rows(corpus.processed, "Mine", "train")
    with pytest.raises(UserError, match=r"spk2id\.json: no such file; run stage 1"):
        load_speakers(corpus.processed)
    with pytest.raises(UserError, match="no split 'dev'; there are train, valid, test"):
        load_rows(corpus.processed, "Mine", "dev")


def test_a_mel_that_changed_under_its_row_is_refused(processed):
    row = load_rows(processed.processed, "Mine", "train")[0]
    path = mel_path(processed.processed, "Mine", row["Uid"])
    for wrong in (np.zeros((80, 3), np.float32), np.zeros((80, row["Frames"]))):
        np.save(path, wrong)
        with pytest.raises(UserError, match="features have changed"):
            load_mel(processed.processed, row)
    path.write_bytes(b"")
    with pytest.raises(UserError, match="cannot be read"):
        load_mel(processed.processed, row)


def test_lost_phones_are_named(processed):
    row = load_rows(processed.processed, "Mine", "train")[0]
    phone_path(processed.processed, "Mine", row["Uid"]).unlink()
    with pytest.raises(UserError, match=rf"{row['Uid']}\.phone: cannot be read"):
        load_phones(processed.processed, row)
