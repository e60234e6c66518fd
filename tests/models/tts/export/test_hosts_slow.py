"""Hosts that need environments of their own: both sherpa-onnx lines, and Piper over Wyoming."""

import asyncio
import json
import socket
import subprocess
import sys
import time
import venv
from pathlib import Path

import numpy as np
import pytest
import soundfile

from config.schema import REPOSITORY
from models.tts.base.synthesizer import Synthesizer
from models.tts.export.export_voice import ExportOptions, export_voice

pytestmark = pytest.mark.slow
TEXT = "The quick brown fox jumps over the lazy dog."
GERMAN = "Am 3. Mai 2024 zahlte Dr. Müller 5,50 € für 12 kg Äpfel."
GERMAN_WORDS = (
    "Am dritten Mai zweitausendvierundzwanzig zahlte Doktor Müller fünf Euro fünfzig "
    "für zwölf Kilogramm Äpfel."
)
HIBARI = REPOSITORY / "pretrained" / "hibari"
SPEAK = """
import json, sys
import sherpa_onnx
settings, text = json.loads(sys.argv[1]), sys.argv[2]
vits = sherpa_onnx.OfflineTtsVitsModelConfig(noise_scale=0.0, **settings)
model = sherpa_onnx.OfflineTtsModelConfig(vits=vits, num_threads=1)
host = sherpa_onnx.OfflineTts(sherpa_onnx.OfflineTtsConfig(model=model))
print(json.dumps([host.sample_rate, *host.generate(text).samples]))
"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("hosts") / "hibari"
    return export_voice(HIBARI, None, folder, options=ExportOptions(words=[TEXT]))


def environment(folder: Path, *packages: str) -> Path:
    """Python of a new environment; the test is skipped where its packages are not to be had."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", *packages]
    result = subprocess.run(install, capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip(f"pip install {' '.join(packages)}: {result.stderr[-200:]}")
    return python


@pytest.mark.parametrize("version", ["1.13.8", "2.0.1"])
def test_both_lines_of_sherpa_onnx(exported, tmp_path, version):
    python = environment(tmp_path / "venv", f"sherpa-onnx=={version}", "piper-tts")
    model = exported / "en_US-hibari-medium.onnx"
    settings = {"model": str(model), "tokens": str(exported / "tokens.txt")}
    ours = Synthesizer.from_checkpoint(HIBARI)
    text = TEXT
    if version.startswith("1."):  # its espeak-ng, with the data of piper-tts
        (data,) = (tmp_path / "venv").rglob("espeak-ng-data")
        settings["data_dir"] = str(data)
    else:
        settings["lexicon"] = str(exported / "lexicon.txt")
        words = TEXT.rstrip(".").lower().split()
        text = f"[[{' '.join(ours.text_processor.phonemize(word) for word in words)}.]]"
    command = [python, "-c", SPEAK, json.dumps(settings), TEXT]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate, *samples = json.loads(output.splitlines()[-1])
    expected = ours.synthesize(text, noise_scale=0.0)[0].waveform
    assert rate == 22050
    assert len(samples) == len(expected)
    # The vocoder's phase adds up what another build of the runtime rounds otherwise.
    np.testing.assert_allclose(np.array(samples), expected, atol=5e-4)


def test_sherpa_onnx_takes_the_split_form_for_matcha(tmp_path):
    sherpa_onnx = pytest.importorskip("sherpa_onnx", reason="pip install -r requirements-dev.txt")
    options = ExportOptions(split=True, words=[TEXT])
    folder = export_voice(HIBARI, None, tmp_path / "split", options=options)
    files = {name: str(folder / f"{name}.txt") for name in ("tokens", "lexicon")}
    name = str(folder / "en_US-hibari-medium")
    matcha = sherpa_onnx.OfflineTtsMatchaModelConfig(
        acoustic_model=f"{name}.acoustics.onnx",
        vocoder=f"{name}.vocoder.onnx",
        noise_scale=0.0,
        **files,
    )
    model = sherpa_onnx.OfflineTtsModelConfig(matcha=matcha, num_threads=1)
    host = sherpa_onnx.OfflineTts(sherpa_onnx.OfflineTtsConfig(model=model))
    samples = np.array(host.generate(TEXT).samples)
    ours = Synthesizer.from_checkpoint(HIBARI)
    words = " ".join(map(ours.text_processor.phonemize, TEXT.rstrip(".").lower().split()))
    expected = ours.synthesize(f"[[{words}.]]", noise_scale=0.0)[0].waveform
    assert (host.sample_rate, len(samples)) == (22050, len(expected))
    np.testing.assert_allclose(samples, expected, atol=5e-4)


def test_piper_over_the_wyoming_protocol(exported, tmp_path):
    wyoming = pytest.importorskip("wyoming", reason="pip install -r requirements-dev.txt")
    python = environment(tmp_path / "venv", "wyoming-piper")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    name = "en_US-hibari-medium"
    command = [python, "-m", "wyoming_piper", "--voice", name, "--data-dir", str(exported),
               "--download-dir", str(tmp_path), "--uri", f"tcp://127.0.0.1:{port}",
               "--noise-scale", "0"]  # fmt: skip
    with subprocess.Popen(command, stdout=sys.stderr, stderr=sys.stderr) as server:
        try:
            rate, pcm = asyncio.run(ask(wyoming, port, name))
        finally:
            server.terminate()
    expected = Synthesizer.from_checkpoint(HIBARI).synthesize(TEXT, noise_scale=0.0)[0].waveform
    samples = np.frombuffer(pcm, dtype=np.int16) / 32767
    assert rate == 22050
    # It scales every sentence to full scale.
    expected = expected / np.abs(expected).max()
    assert abs(len(samples) - len(expected)) <= 1
    np.testing.assert_allclose(samples[: len(expected)], expected[: len(samples)], atol=2e-3)


async def ask(wyoming, port: int, voice: str) -> tuple[int, bytes]:
    """Rate and samples of TEXT from a Wyoming server that is about to start."""
    from wyoming.audio import AudioChunk, AudioStop
    from wyoming.client import AsyncTcpClient
    from wyoming.tts import Synthesize, SynthesizeVoice

    deadline = time.monotonic() + 120
    while True:
        try:
            client = AsyncTcpClient("127.0.0.1", port)
            await client.connect()
            break
        except OSError:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.5)
    await client.write_event(Synthesize(TEXT, voice=SynthesizeVoice(name=voice)).event())
    rate, pcm = 0, b""
    while (event := await client.read_event()) is not None:
        if AudioChunk.is_type(event.type):
            chunk = AudioChunk.from_event(event)
            rate, pcm = chunk.rate, pcm + chunk.audio
        elif AudioStop.is_type(event.type):
            break
    await client.disconnect()
    return rate, pcm


def test_an_environment_with_requirements_onnx_alone_speaks(exported, tmp_path):
    """Numbers and money as well: all of the text front end is there, and no torch."""
    requirements = REPOSITORY / "requirements-onnx.txt"
    python = environment(tmp_path / "venv", "-r", str(requirements))
    assert subprocess.run([python, "-c", "import torch"], capture_output=True).returncode
    text, path = "Dr. Smith paid $5.50 on 3 May 2024.", tmp_path / "a.wav"
    speak = [python, REPOSITORY / "bins" / "tts" / "speak.py", exported, text]
    subprocess.run([*speak, "--seed", "4", "--output_file", path], check=True, cwd=tmp_path)
    samples, rate = soundfile.read(path)
    expected = Synthesizer.from_checkpoint(HIBARI).synthesize(text, seed=4)[0].waveform
    assert rate == 22050
    np.testing.assert_allclose(samples, expected, atol=5e-4)
    code = f"""
from models.tts.onnx_voice.document import TextSettings
from processors.text import SymbolTable, TextProcessor
settings = TextSettings("espeak", "de", True, True, None)
print(TextProcessor(settings, SymbolTable.default()).normalize({GERMAN!r}))
"""
    command = [python, "-c", code]
    output = subprocess.run(command, capture_output=True, check=True, cwd=REPOSITORY).stdout
    assert output.decode().strip() == GERMAN_WORDS
