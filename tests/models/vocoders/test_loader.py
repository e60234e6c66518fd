"""The one loader of vocoders."""

import logging

import pytest

from models.vocoders import load_vocoder
from utils.errors import UserError
from utils.schema import MelConfig


def test_without_a_folder_it_is_griffin_lim_and_the_log_says_so(caplog):
    with caplog.at_level(logging.INFO):
        vocoder = load_vocoder(None, MelConfig(sample_rate=16000))
    assert vocoder.name == "griffin-lim"
    assert vocoder.sample_rate == 16000
    assert "Griffin-Lim" in caplog.text


def test_a_missing_folder_is_one_line(tmp_path):
    missing = tmp_path / "nothing here"
    with pytest.raises(UserError, match="nothing here: no such vocoder folder") as caught:
        load_vocoder(missing, MelConfig())
    assert "\n" not in str(caught.value)


def test_an_existing_folder_is_refused_plainly(tmp_path):
    with pytest.raises(UserError, match="cannot read a vocoder"):
        load_vocoder(tmp_path, MelConfig())
