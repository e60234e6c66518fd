"""The house rules that a reader cannot see in one file."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.schema import REPOSITORY
from models.base.trainer import Trainer
from models.registry import MODELS, find_config, find_loader, find_trainer
from tests.import_graph import file_graph, find_circles, folder_graph, longest_chain

# What each folder may import from the others.
MAY_IMPORT = {
    "utils": {"utils"},
    "config": {"config", "utils"},
    "processors": {"config", "modules", "processors", "utils"},
    "modules": {"modules", "utils"},
    "models": {"config", "models", "modules", "processors", "utils"},
    "serving": {"config", "models", "modules", "processors", "serving", "utils"},
    "bins": {"bins", "config", "models", "modules", "processors", "serving", "utils"},
    "benchmarks": {"benchmarks", "config", "models", "modules", "processors", "utils"},
}
MAX_LINES = 400
# Written in pieces, so that this file does not hold them.
FORBIDDEN = ["TO" + "DO", "FIX" + "ME", "index" + "-url", "/ro" + "ot/", "/wo" + "rk/"]


def tracked(*suffixes: str) -> list[Path]:
    """Files under version control, or those that lie here where there is none."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git repository")
    paths = [REPOSITORY / name for name in listing.stdout.split("\0") if name]
    return [p for p in paths if p.is_file() and (not suffixes or p.name.endswith(suffixes))]


def imports(path: Path) -> set[str]:
    """Top-level packages a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_imports_only_descend(folder):
    ours = {*MAY_IMPORT, "egs", "tests"}
    for path in (REPOSITORY / folder).rglob("*.py"):
        wrong = (imports(path) & ours) - MAY_IMPORT[folder]
        assert not wrong, f"{path.relative_to(REPOSITORY)} imports {', '.join(sorted(wrong))}"


# From the top down: none of them imports from one before it.
ROOMS = ("models/tts/glowtts", "models/tts/base", "models/vocoders", "models/base")
MAX_CHAIN = 12  # files that import each other in a row while they are loaded


def room_of(name: str) -> int | None:
    return next((i for i, room in enumerate(ROOMS) if name.startswith(f"{room}/")), None)


def test_imports_descend_from_room_to_room():
    wrong = [
        f"{name} imports {other}"
        for name, imported in file_graph().items()
        for other in imported
        if None not in (room_of(name), room_of(other)) and room_of(name) > room_of(other)
    ]
    assert not wrong
    assert {room_of(name) for name in file_graph()} == {None, 0, 1, 2, 3}


def test_no_circles_of_files():
    assert find_circles(file_graph()) == []


def test_no_circles_of_folders_inside_models():
    inside = {
        name: {other for other in imported if other.startswith("models/")}
        for name, imported in file_graph().items()
        if name.startswith("models/")
    }
    assert find_circles(folder_graph(inside)) == []


def test_circles_and_chains_are_found():
    graph = {"a/x": {"b/y"}, "b/y": {"b/z"}, "b/z": {"a/w"}, "a/w": set(), "c/v": {"a/x"}}
    assert find_circles(graph) == []
    assert longest_chain(graph) == ["c/v", "a/x", "b/y", "b/z", "a/w"]
    assert find_circles(folder_graph(graph)) == [["a", "b"]]
    assert find_circles({**graph, "a/w": {"b/y"}}) == [["a/w", "b/y", "b/z"]]


def test_chains_of_imports_are_short():
    chain = longest_chain(file_graph(when_loaded=True))
    assert len(chain) <= MAX_CHAIN, " -> ".join(chain)


def test_the_registry_imports_no_model():
    code = "import sys, models.registry; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    loaded = set(result.stdout.split())
    assert not loaded & {"torch", "pydantic", "config", "models.tts", "models.vocoders"}
    for name, entry in MODELS.items():
        assert find_config(name)().model_type == name
        assert find_loader(name), entry
        assert issubclass(find_trainer(name), Trainer)


def test_synthesis_has_its_defaults_in_one_place():
    found = [path for path in tracked(".py") if re.search(r"\b0\.667\b", path.read_text())]
    places = [path.relative_to(REPOSITORY).as_posix() for path in found]
    ours = [place for place in places if not place.startswith("tests/")]
    assert ours == ["models/tts/base/synthesis_settings.py"]


def test_processors_know_no_model():
    """Stage 1 asks a config what its model needs: ``feature_needs``."""
    for path in (REPOSITORY / "processors").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"config\.(?!load\b|schema\b)\w+ import", text), path


HEAVY = ("tensorboard", "librosa", "matplotlib", "accelerate", "phonemizer", "hibari")


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("modules.flow", (*HEAVY, "models", "processors", "soundfile")),
        ("modules.transformer", (*HEAVY, "models", "processors", "soundfile")),
        ("modules.monotonic_align", (*HEAVY, "models", "processors", "soundfile")),
        ("models.tts.glowtts", ("tensorboard", "matplotlib", "hibari", "models.vocoders")),
        (
            "models.tts.base.synthesizer",
            ("tensorboard", "librosa", "matplotlib", "accelerate", "hibari", "models.base.trainer"),
        ),
        (
            "processors.preprocess.stage",
            ("tensorboard", "librosa", "numba", "matplotlib", "accelerate"),
        ),
        ("config.load", ("torch", "json5", *HEAVY)),
    ],
)
def test_an_import_brings_only_what_it_needs(module, unwanted):
    code = f"import sys, {module}; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    superfluous = sorted(set(result.stdout.split()) & set(unwanted))
    assert superfluous == []


def test_nothing_generated_is_committed():
    names = [path.relative_to(REPOSITORY).as_posix() for path in tracked()]
    endings = (".so", ".pyd", ".html", ".pyc", ".wav", ".pt", ".egg-info")
    generated = [name for name in names if name.endswith(endings)]
    assert not [name for name in generated if not name.startswith("serving/page/")]
    made_by_cython = {f"{name[:-4]}.c" for name in names if name.endswith(".pyx")}
    assert not made_by_cython.intersection(names)
    assert not [name for name in names if name.startswith(("data/", "ckpts/", "build/", ".venv/"))]


def test_files_are_short_and_hold_no_leftovers():
    for path in tracked(".py", ".pyx", ".sh", ".md", ".json", ".toml", "Makefile", "run", ".txt"):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(REPOSITORY).as_posix()
        found = [word for word in FORBIDDEN if word in text]
        assert not found, f"{name} holds {found}"
        if path.suffix in (".py", ".pyx", ".sh") and not name.startswith("tests/"):
            assert len(text.splitlines()) <= MAX_LINES, f"{name} is longer than {MAX_LINES} lines"


def test_no_star_imports_and_no_broad_excepts():
    for path in tracked(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(REPOSITORY)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.ImportFrom):
                assert all(name.name != "*" for name in node.names), where
            if isinstance(node, ast.ExceptHandler):
                broad = isinstance(node.type, ast.Name) and "Exception" in node.type.id[-9:]
                bare = node.type is None
                own = broad and node.type.id not in ("Exception", "BaseException")
                assert not bare, where
                # The one place that catches all is for work on one of many items.
                assert own or not broad or where.startswith("utils/errors.py:"), where


def test_every_package_is_one():
    """setup.py finds packages by their __init__.py."""
    for folder in ("bins", "config", "models", "modules", "processors", "serving", "utils"):
        for path in tracked(".py"):
            if path.relative_to(REPOSITORY).parts[0] == folder:
                assert (path.parent / "__init__.py").is_file(), path
