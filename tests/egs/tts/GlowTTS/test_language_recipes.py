"""Recipes of languages: the default with another language, and nothing else."""

from pathlib import Path

import pytest

from config.glowtts import ExperimentConfig
from config.load import load_config
from processors.text import espeak

FOLDER = Path(__file__).resolve().parents[4] / "egs" / "tts" / "GlowTTS"
CODES = """cmn cs da de es fr it ja ko nb nl pl pt pt_br ru sv yue""".split()  # noqa: SIM905


@pytest.mark.parametrize("code", CODES)
def test_a_recipe_is_the_default_in_its_language(code: str) -> None:
    default = load_config(FOLDER / "exp_config.json", ExperimentConfig).model_dump()
    recipe = load_config(FOLDER / f"exp_config_{code}.json", ExperimentConfig).model_dump()
    language = recipe["preprocess"]["text"].pop("language")
    assert language in espeak.languages()
    assert language.replace("-", "_").startswith(code)
    assert default["preprocess"]["text"].pop("language") == "en-us"
    assert recipe == default
