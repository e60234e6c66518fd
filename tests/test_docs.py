"""The documentation: its commands, its Python and JSON, its links, and the length of its pages."""

import argparse
import contextlib
import io
import os
import re
import runpy
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import json5
import pytest
import yaml

from config.glowtts import ExperimentConfig
from config.hifigan import VocoderExperimentConfig
from config.load import ConfigError, load_config
from config.schema import REPOSITORY
from tests.egs.tts.GlowTTS.recipe import Recipe
from tests.test_repository import tracked

RECIPES = ["egs/tts/GlowTTS", "egs/vocoder/HiFiGAN"]
NEW_VOICE = "egs/tts/GlowTTS/new_voice.sh"
FOLDERS = ("docs", "egs", "benchmarks", "modules", "models", "pretrained", "processors", "tests")
PAGES = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for path in [
        *REPOSITORY.glob("*.md"),
        *(p for f in FOLDERS for p in REPOSITORY.glob(f"{f}/**/*.md")),
    ]
)
MAX_LINES = {"egs/tts/GlowTTS/README.md": 180}
DEFAULTS = {
    "config/glowtts.json": ExperimentConfig,
    "config/hifigan.json": VocoderExperimentConfig,
}
# Words that begin a command of the documentation without being the toolkit's.
OTHER_PROGRAMS = {"piper", "cd", "(cd", "curl", "export", "git", "head"}
# The recipe's README keeps the headings that people know, in this order.
RECIPE_HEADINGS = [
    *("Model Overview", "Key Features", "Architecture"),
    *("Dataset Preparation", "LJSpeech", "LibriTTS (Multi-speaker)"),
    *("Training", "Step 1: Build Monotonic Alignment Module", "Step 2: Feature Extraction"),
    *("Step 3: Training", "Inference", "Single Sentence", "Batch Inference"),
    *("Inference Parameters", "Configuration", "Model Parameters", "Training Parameters"),
    *("Pretrained Models", "References", "License"),
]


@cache
def read(page: str) -> str:
    return (REPOSITORY / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """Code blocks in a language; those inside a list item lose its indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", read(page), re.S | re.M)
    return [re.sub(rf"^{indent}", "", code, flags=re.M) for indent, code in found]


def commands(page: str) -> list[list[str]]:
    """Commands of the bash blocks, one list of words each."""
    lines = "\n".join(blocks(page, "bash")).replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def with_blocks(language: str) -> list[str]:
    return [page for page in PAGES if blocks(page, language)]


class Parsed(BaseException):
    """Raised in place of the work of a script, once its command line was understood."""


@pytest.fixture
def parse(monkeypatch, tmp_path):
    """Give a script of the toolkit a command line, which must be one that it understands."""
    original = argparse.ArgumentParser.parse_args

    def parse_args(self, args=None, namespace=None):
        original(self, args, namespace)
        raise Parsed

    def run(script: str, arguments: list[str]) -> None:
        monkeypatch.setattr(sys, "argv", [script, *arguments])
        complaints = io.StringIO()
        with contextlib.redirect_stderr(complaints), contextlib.redirect_stdout(complaints):
            try:
                if script.endswith(".py"):
                    runpy.run_path(str(REPOSITORY / script), run_name="__main__")
                else:
                    runpy.run_module(script, run_name="__main__", alter_sys=True)
            except Parsed:
                return
            except SystemExit as stop:
                if "--help" in arguments and not stop.code:
                    return
        pytest.fail(f"{shlex.join([script, *arguments])}\n{complaints.getvalue()}")

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse_args)
    return run


@pytest.fixture
def recipes(tmp_path):
    """Copies of the recipes' run.sh, in a folder that has what the documentation names."""
    copies = {f"{name}/run.sh": Recipe(tmp_path / name, REPOSITORY / name) for name in RECIPES}
    voices = ("tts/glowtts_ljspeech", "tts/glowtts_libritts", "tts/demo")
    for recipe in copies.values():
        for pattern in ("egs/*/*/*.json", "egs/datasets/*.txt"):
            for source in REPOSITORY.glob(pattern):
                target = recipe.caller / source.relative_to(REPOSITORY)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read_bytes())
        for folder in (*voices, "vocoder/hifigan_ljspeech/checkpoints"):
            (recipe.caller / "ckpts" / folder).mkdir(parents=True)
        (recipe.caller / "pretrained").symlink_to(REPOSITORY / "pretrained")
        (recipe.caller / "voices" / "my_voice").mkdir(parents=True)
        (recipe.caller / "data" / "LJSpeech-1.1" / "wavs").mkdir(parents=True)
        (recipe.caller / "sentences.txt").write_text("Hello.\n", encoding="utf-8")
        (recipe.caller / "my_voice.json").write_text("{}", encoding="utf-8")
        (recipe.caller / "somebody.wav").touch()
    return copies


@pytest.mark.parametrize("page", with_blocks("bash"))
def test_commands_exist_with_these_flags(page, recipes, parse):
    for words in commands(page):
        settings = {}
        while re.fullmatch(r"\w+=.*", words[0], re.S):
            name, _, settings[name] = words.pop(0).partition("=")
        program, *rest = words
        if program == "bash" and rest[0] in recipes:
            check_recipe(recipes[rest[0]], rest[1:], settings, parse)
        elif program == "bash" and rest[0] == NEW_VOICE:
            parse("bins/tts/new_voice.py", rest[1:])
        elif program == "bash":
            assert (REPOSITORY / rest[0]).is_file(), words
        elif program == "make":
            check_make(rest, parse)
        elif os.path.basename(program) in ("python", "accelerate", "torchrun"):
            check_python(rest, parse)
        elif os.path.basename(program) == "pip":
            check_extras(rest)
        else:
            assert program in OTHER_PROGRAMS, words


def check_recipe(recipe: Recipe, flags: list[str], settings: dict[str, str], parse) -> None:
    result = recipe.run(*flags, GPUS="2", **settings)
    assert result.returncode == 0, f"{shlex.join(flags)}\n{result.stderr}"
    (call,) = recipe.calls()
    scripts = [i for i, word in enumerate(call) if re.search(r"/bins/(tts|vocoder)/\w+\.py$", word)]
    script = call[scripts[-1]].removeprefix(f"{recipe.root}/")
    parse(script, call[scripts[-1] + 1 :])


def check_make(words: list[str], parse) -> None:
    target, *variables = words
    assert re.search(rf"^{target}:", read_makefile(), re.M), words
    for variable in variables:
        name, _, value = variable.partition("=")
        assert name in ("ARGS", "PYTHON"), words
        if target == "bench":
            parse("benchmarks", value.split())
        else:
            assert all((REPOSITORY / one).exists() for one in value.split() if one[0] != "-")


def read_makefile() -> str:
    return (REPOSITORY / "Makefile").read_text(encoding="utf-8")


def check_python(words: list[str], parse) -> None:
    """``script flags``, ``-m module flags``, or either behind the flags of a launcher."""
    if words[:2] == ["-m", "pytest"]:
        paths = [word for word in words[2:] if word.startswith("tests/")]
        assert paths
        assert all((REPOSITORY / path).exists() for path in paths), words
    elif words[0] == "-m" and words[1].startswith("benchmarks"):
        parse(words[1], words[2:])
    elif words[0] == "-m":
        assert words[1] == "tensorboard.main", words
    elif words[0] == "setup.py":
        assert words[1:] == ["build_ext", "--inplace"]
    else:
        at = next(i for i, word in enumerate(words) if word.endswith(".py"))
        assert (REPOSITORY / words[at]).is_file(), words
        if "…" not in words:
            parse(words[at], words[at + 1 :])


def check_extras(words: list[str]) -> None:
    extras = (REPOSITORY / "setup.py").read_text(encoding="utf-8")
    for word in words:
        for name in re.findall(r"^\.\[(.*)\]$", word):
            assert f'"{name}":' in extras, words


def test_inline_commands_name_files_that_exist():
    for page in PAGES:
        for script in re.findall(
            r"(?:python|bash) ((?:bins|egs|benchmarks)/[\w/]+\.\w+)", read(page)
        ):
            assert (REPOSITORY / script).is_file(), f"{page}: {script}"
        for target in re.findall(r"`make ([\w-]+)", read(page)):
            assert re.search(rf"^{target}:", read_makefile(), re.M), f"{page}: make {target}"


@pytest.mark.parametrize("page", with_blocks("python"))
def test_python_runs_and_prints_what_its_comments_say(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pretrained").symlink_to(REPOSITORY / "pretrained")
    code = "\n".join(blocks(page, "python"))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, page, "exec"), {"__name__": page})
    expected = re.findall(r"^print\(.*\)  # (.*)$", code, re.M)
    assert [line for line in expected if line not in printed.getvalue().splitlines()] == []
    if page == "README.md":
        assert (tmp_path / "hello.wav").stat().st_size > 1000
    check_ignored([path.name for path in tmp_path.iterdir() if path.name != "pretrained"])


def check_ignored(names: list[str]) -> None:
    """Files that an example leaves in the checkout are nothing that git would commit."""
    command = ["git", "check-ignore", *names]
    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if names and result.returncode != 128:  # not a git repository
        assert result.stdout.split() == names


@pytest.mark.parametrize("page", [*with_blocks("json5"), *with_blocks("json")])
def test_settings_are_known(page, tmp_path):
    for block in [*blocks(page, "json5"), *blocks(page, "json")]:
        if block.startswith("{") and "base_config" not in block:
            continue  # a file that the toolkit writes
        values = json5.loads(block if not block.startswith('"') else f"{{{block}}}")
        problems = []
        for base, schema in DEFAULTS.items():
            path = tmp_path / "settings.json"
            path.write_text(json5.dumps({"base_config": base, **values}), encoding="utf-8")
            try:
                load_config(path, schema)
                break
            except ConfigError as error:
                problems.append(str(error))
        else:
            pytest.fail(f"{page}: {problems}")


def anchors(page: Path) -> set[str]:
    """Anchors of the headings of a page, as GitHub makes them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
    titles = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES)
def test_links_resolve(page):
    here = REPOSITORY / page
    for target in re.findall(r"\]\(([^)\s]+)\)", read(page)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        linked = (here.parent / path).resolve() if path else here
        assert linked.exists(), f"{page}: {target}"
        if anchor:
            assert anchor in anchors(linked), f"{page}: {target}"


def test_named_files_exist():
    """`folder/file.py` in the text; what a reader is to make has capitals or an ellipsis in it."""
    folders = "|".join(sorted(path.name for path in REPOSITORY.iterdir() if path.is_dir()))
    for page in PAGES:
        for name in re.findall(rf"`((?:{folders})/[\w./-]*)`", read(page)):
            made_by_users = re.search(r"^(build|ckpts|data)/|/result/|[A-Z]{3}", name)
            assert made_by_users or (REPOSITORY / name).exists(), f"{page}: {name}"


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_short(page):
    assert len(read(page).splitlines()) <= MAX_LINES.get(page, 150)


def test_every_page_is_read():
    assert {path.relative_to(REPOSITORY).as_posix() for path in tracked(".md")} <= {*PAGES}


def test_every_page_of_docs_is_linked_and_begins_with_its_question():
    for page in PAGES:
        if page.startswith("docs/"):
            assert f"({page})" in read("README.md"), f"{page} is not linked from README.md"
            question = read(page).split("\n\n")[1]
            assert question.rstrip().endswith("?"), f"{page} does not begin with a question"


def test_the_recipe_has_the_headings_that_people_know():
    titles = re.findall(r"^##+ (.*)$", read("egs/tts/GlowTTS/README.md"), re.M)
    assert [title for title in titles if title in RECIPE_HEADINGS] == RECIPE_HEADINGS


def test_the_workflow_runs_what_is_there(parse):
    workflow = yaml.safe_load(read(".github/workflows/ci.yml"))
    jobs = workflow["jobs"]
    assert jobs["test"]["strategy"]["matrix"]["python"] == ["3.10", "3.11", "3.12", "3.13"]
    lines = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    for program, *words in map(shlex.split, lines):
        if program == "bash":
            assert (REPOSITORY / words[0]).is_file(), words
        elif words[:2] == ["-m", "pip"]:
            check_extras(words)
        elif words[-1] != "--check":  # of setup.py
            check_python(words, parse)
