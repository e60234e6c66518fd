"""A tiny voice with a vocoder of its own, and a server that has it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.tts.base.voice_bundle import bundle_voice
from tests.models.tts.glowtts.tiny_voice import write_voice
from tests.models.vocoders.folders import write_run
from tests.models.vocoders.tiny import tiny_generator
from tests.serving.servers import running_voices


@pytest.fixture(scope="session")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of two voices: ``tiny`` with one speaker, ``two`` with Ann and Bob."""
    work, folder = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("voices")
    vocoder = write_run(work / "vocoder", tiny_generator())
    for name, speakers in (("tiny", ("Eve",)), ("two", ("Ann", "Bob"))):
        bundle_voice(write_voice(work / name, speakers), vocoder, folder / name)
    return folder


@pytest.fixture(scope="session")
def url(voices: Path) -> Iterator[str]:
    """Address of a server with both voices."""
    with running_voices(voices / "tiny", voices / "two") as address:
        yield address


@pytest.fixture
def own_voices(voices: Path, tmp_path: Path) -> Path:
    """A copy of the voices that a test may damage."""
    return Path(shutil.copytree(voices, tmp_path / "voices"))
