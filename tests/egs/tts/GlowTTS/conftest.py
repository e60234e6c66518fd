"""Fixtures of the recipe's tests."""

from pathlib import Path

import pytest

from tests.egs.tts.GlowTTS.recipe import Recipe


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    return Recipe(tmp_path)
