"""The script that makes the demo's corpus, as a user calls it."""

import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

SCRIPT = Path("bins") / "tts" / "make_demo_corpus.py"


@pytest.fixture
def make(tmp_path, repository):
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(repository / SCRIPT), "--output_dir", "a corpus", *arguments],
            cwd=tmp_path, capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    return call


def test_makes_a_corpus_and_the_second_time_nothing(make, tmp_path):
    first = make("--voice", "espeak", "--limit", "3")
    assert first.returncode == 0, first.stderr
    assert first.stdout == "a corpus: 3 sentences spoken by espeak (3 new)\n"
    wavs = sorted((tmp_path / "a corpus" / "wavs").glob("*.wav"))
    assert [path.name for path in wavs] == ["demo_0001.wav", "demo_0002.wav", "demo_0003.wav"]
    assert all(soundfile.info(path).duration > 0.5 for path in wavs)
    second = make("--limit", "3")
    assert second.stdout == "a corpus: 3 sentences spoken by espeak (already there)\n"
