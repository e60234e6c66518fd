"""What a new voice is planned to be: its corpora, language, source, settings and vocoder."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.schema import AcousticExperimentConfig
from models.registry import parse_experiment_config
from models.tts.base.new_voice.plan import (
    AMOUNTS,
    VoicePlan,
    choose_amount,
    experiment_values,
    find_datasets,
)
from models.tts.base.new_voice.source import boxed_voices, guess_language, nearest_voice
from models.tts.base.new_voice.vocoders import pick_vocoder
from tests.models.tts.glowtts.tiny_voice import write_voice
from utils.errors import UserError
from utils.files import read_json, write_json

ENGLISH = (
    "He was not at the door, but they are from this house and it was for the best of them all."
)
GERMAN = "Die Frau ist nicht mit dem Zug gekommen, und das Kind wird auch auf eine Antwort warten."


def make_plan(tmp_path: Path, minutes: float = 10.0) -> VoicePlan:
    return VoicePlan(
        name="mine",
        data=str(tmp_path),
        datasets={"mine": str(tmp_path)},
        language="de",
        source=str(tmp_path / "source"),
        minutes=30.0,
        recorded_minutes=minutes,
    )


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en-us"), (GERMAN, "de")])
def test_the_words_of_texts_tell_their_language(text: str, language: str) -> None:
    assert guess_language([text, text.upper()]) == language


@pytest.mark.parametrize("text", ["Hello there.", "xyz " * 100, f"{ENGLISH} {GERMAN} " * 3])
def test_an_unclear_language_is_asked_for(text: str) -> None:
    with pytest.raises(UserError, match="--language"):
        guess_language([text])


def box_with(tmp_path: Path, **languages: str) -> Path:
    for name, language in languages.items():
        folder = write_voice(tmp_path / name)
        for path in folder.rglob("args.json"):
            values = read_json(path)
            values["preprocess"]["text"]["language"] = language
            write_json(path, values)
        if not (folder / "state.json").is_file():  # a bundle has its files right in its folder
            checkpoint = next(folder.rglob("state.json")).parent
            for file in checkpoint.iterdir():
                file.rename(folder / file.name)
    return tmp_path


@pytest.mark.parametrize(
    ("language", "expected"), [("de", "german"), ("en-us", "american"), ("en-gb", "american")]
)
def test_the_nearest_voice_speaks_the_language(
    tmp_path: Path, language: str, expected: str
) -> None:
    box = box_with(tmp_path, american="en-us", german="de")
    assert len(boxed_voices(box)) == 2
    assert nearest_voice(language, box).name == expected
    assert nearest_voice("fi", box) in boxed_voices(box)


def test_an_empty_box_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--from"):
        nearest_voice("de", tmp_path)


def test_of_voices_that_are_as_near_the_usual_one_is_taken(tmp_path: Path) -> None:
    box = box_with(tmp_path, anna="en-us", hibari="en-us", zoe="en-us")
    assert nearest_voice("en-us", box) == box / "hibari"


def test_a_folder_is_a_corpus_or_one_of_speakers(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"metadata\.csv"):
        find_datasets(tmp_path, "mine")
    for name in ("anna", "bert"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "metadata.csv").write_text("a|b\n")
    assert list(find_datasets(tmp_path, "mine")) == ["anna", "bert"]
    (tmp_path / "metadata.csv").write_text("a|b\n")
    assert find_datasets(tmp_path, "mine") == {"mine": str(tmp_path)}


@pytest.mark.parametrize("minutes", [3, 10, 55, 600])
def test_settings_are_a_valid_config_of_the_sources_size(tmp_path: Path, minutes: float) -> None:
    source: AcousticExperimentConfig = parse_experiment_config(
        {"model": {"hidden_channels": 64}}, "here", "acoustic"
    )
    plan = make_plan(tmp_path, minutes)
    config = parse_experiment_config(experiment_values(plan, source, tmp_path), "there", "acoustic")
    amount = choose_amount(minutes)
    assert config.model.hidden_channels == 64
    assert config.preprocess.text.language == "de"
    assert config.synthesis.contrast > 1
    assert config.train.best_metric == "aligned_mcd"
    assert config.train.valid_interval % config.train.save_interval == 0
    peak = config.train.lr * 64**-0.5 * config.train.warmup**-0.5
    assert peak == pytest.approx(amount.lr)


def test_more_recordings_never_mean_a_shorter_interval() -> None:
    assert [amount.minutes for amount in AMOUNTS] == sorted(amount.minutes for amount in AMOUNTS)
    assert choose_amount(5).interval < choose_amount(6).interval < choose_amount(1e6).interval


def test_work_on_another_voice_is_not_continued(tmp_path: Path) -> None:
    plan = make_plan(tmp_path)
    plan.check_same(tmp_path)  # nothing there yet
    plan.write(tmp_path)
    replace(plan, minutes=90.0).check_same(tmp_path)  # more time is no other voice
    with pytest.raises(UserError, match=r"reduce_hiss None, not 0\.9"):
        replace(plan, reduce_hiss=0.9).check_same(tmp_path)
    with pytest.raises(UserError, match="language"):
        replace(plan, language="en-us").check_same(tmp_path)


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ({}, None),
        ({"small": 0.59, "large": 0.30}, "small"),
        ({"small": 0.61, "large": 0.30}, "large"),
    ],
)
def test_the_first_vocoder_that_is_about_as_good_as_the_best(
    errors: dict[str, float], expected: str | None
) -> None:
    assert pick_vocoder(errors) == expected
