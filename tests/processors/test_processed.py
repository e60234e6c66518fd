"""Reading processed data back: never what another config made."""

import numpy as np
import pytest

from processors.preprocess import preprocess
from processors.processed import (
    check_features,
    load_mel,
    load_phones,
    load_rows,
    load_speakers,
    mel_path,
    phone_path,
)
from utils.errors import UserError


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
