import os

import pytest

from utils.gpu_memory import VARIABLES, grow_segments


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    for name in VARIABLES:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_segments_grow():
    grow_segments()
    assert os.environ["PYTORCH_ALLOC_CONF"] == "expandable_segments:True"


@pytest.mark.parametrize("name", VARIABLES)
def test_a_users_own_setting_wins(name, monkeypatch):
    monkeypatch.setenv(name, "max_split_size_mb:64")
    grow_segments()
    assert [os.environ.get(variable) for variable in VARIABLES].count(None) == 1
    assert os.environ[name] == "max_split_size_mb:64"
