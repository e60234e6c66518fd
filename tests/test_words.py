"""Words that were given up for the field's own do not come back as names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.schema import REPOSITORY
from tests.test_repository import tracked

# Retired word: what to say.
RETIRED = {
    "audition": "speech evaluation",
    "badness": "to_minimize",
    "companion": "auxiliary module",
    "delivery": "SynthesisSettings",
    "examiner": "validation",
    "foreign": "third-party checkpoint",
    "gloo": "utils/distributed.py",
    "manner": "SynthesisSettings",
    "meter": "throughput",
    "papers": "run documents",
    "performer": "speech generator",
    "stepper": "run",
    "undrawn": "SkipInit",
}
# Whole names, of several words.
RETIRED_NAMES = {
    "expand_phones": "expand_telephone_numbers",
    "export_mels": "aligned mels",
    "pack_voice": "voice bundle",
    "packed_vocoder": "bundled_vocoder",
}
# A setting that users of the field know by this name: words of another language.
KEPT_NAMES = frozenset(("foreign_words",))
# Words that are retired in one folder.
RETIRED_IN = {
    "models": {"heard": "speech scores", "interrupt": "stop signal", "subject": "experiment"},
    "models/base": {"verdict": "step outcome"},
    "models/vocoders": {"verdict": "discriminator output"},
    "modules/cpu_kernels": {"half": "bf16"},
}


def words(name: str) -> list[str]:
    """The words of an identifier, in small letters: ``SpeechScores`` and ``speech_scores``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return [word.lower() for word in re.split(r"[_.\-]+", spaced) if word]


def names(path: Path) -> Iterator[str]:
    """What a file defines or binds, and what it is called itself."""
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def retired(name: str, folder: str) -> str | None:
    """What to say instead of a name; None if it may stay."""
    if name in KEPT_NAMES:
        return None
    if name in RETIRED_NAMES:
        return RETIRED_NAMES[name]
    known = dict(RETIRED)
    for place, more in RETIRED_IN.items():
        if folder.startswith(place):
            known |= more
    said = [known[stem] for word in words(name) for stem in (word, word.removesuffix("s"))
            if stem in known]  # fmt: skip
    return said[0] if said else None


@pytest.mark.parametrize(
    ("name", "folder", "expected"),
    [
        ("SpeechScores", "models/base", None),
        ("VoicePerformer", "models/tts", "speech generator"),
        ("build_companions", "models/base", "auxiliary module"),
        ("parameter", "models/base", None),
        ("half", "models/base", None),
        ("is_half", "modules/cpu_kernels", "bf16"),
        ("pack_voice", "bins/tts", "voice bundle"),
        ("foreign_words", "config", None),
        ("foreign_model", "config", "third-party checkpoint"),
    ],
)
def test_the_search_finds_what_it_should(name, folder, expected):
    assert retired(name, folder) == expected


def test_retired_words_are_no_names():
    found = []
    for path in tracked(".py"):
        relative = path.relative_to(REPOSITORY)
        if relative.parts[0] == "tests":  # whose names are sentences
            continue
        for name in names(path):
            instead = retired(name, relative.parent.as_posix())
            if instead is not None:
                found.append(f"{relative}: {name!r}: say {instead}")
    assert not found, "\n".join(sorted(set(found)))
