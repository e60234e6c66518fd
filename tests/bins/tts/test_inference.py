"""bins/tts/inference.py: the three modes, what it writes, and how it fails."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bins.tts import inference
from models.vocoders import griffin_lim
from tests.models.tts.glowtts.tiny_voice import write_voice
from tests.processors.encoder_package import write_encoder
from utils.errors import UserError

ROWS = [
    {"Uid": "clip-1", "Text": "First, a longer sentence to speak.", "Singer": "LJSpeech"},
    {"Uid": "clip-2", "Text": "Short.", "Singer": "LJSpeech"},
    {"Uid": "clip-3", "Text": "?!", "Singer": "LJSpeech"},
]


@pytest.fixture(autouse=True)
def _fast_vocoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(griffin_lim, "PHASE_STEPS", 4)


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    folder = tmp_path / "processed" / "LJSpeech"
    folder.mkdir(parents=True)
    (folder / "test.json").write_text(json.dumps(ROWS), encoding="utf-8")
    (folder / "meta_info.json").write_text("{}", encoding="utf-8")
    return write_voice(tmp_path / "glowtts tiny")


def run(monkeypatch: pytest.MonkeyPatch, voice: Path, *args: object) -> int:
    command = ["inference.py", "--acoustics_dir", voice, "--device", "cpu", *args]
    monkeypatch.setattr(sys, "argv", [str(part) for part in command])
    return inference.main()


def wavs(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.wav"))


def test_single(
    voice: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    assert run(monkeypatch, voice, "--text", "Hello, you!") == 0
    path = voice / "result" / "hello-you.wav"
    info = soundfile.info(path)
    assert (info.samplerate, info.channels, info.subtype) == (22050, 1, "PCM_16")
    assert info.frames > 2000
    speed = json.loads((voice / "result" / "speed.json").read_text(encoding="utf-8"))
    assert speed["hello-you"]["compute_seconds"] > 0
    out = capsys.readouterr().out
    assert str(path) in out
    assert "real-time factor" in out


def test_same_request_is_rewritten_another_gets_a_number(
    voice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = voice / "result"
    run(monkeypatch, voice, "--text", "Hello!")
    first = (result / "hello.wav").read_bytes()
    run(monkeypatch, voice, "--text", "Hello!")
    assert wavs(result) == ["hello.wav"]
    assert (result / "hello.wav").read_bytes() == first
    for change in (["--seed", 1], ["--length_scale", 1.5], ["--noise_scale", 0.1]):
        run(monkeypatch, voice, "--text", "Hello!", *change)
    run(monkeypatch, voice, "--text", "Hello?")
    assert wavs(result) == [*(f"hello-{n}.wav" for n in (2, 3, 4, 5)), "hello.wav"]
    assert (result / "hello.wav").read_bytes() == first


def test_batch_names_by_uid_and_goes_on_after_a_bad_item(
    voice: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    out = tmp_path / "out"
    assert run(monkeypatch, voice, "--mode", "batch", "--dataset", "LJSpeech",
               "--output_dir", out) == 0  # fmt: skip
    assert wavs(out) == ["clip-1.wav", "clip-2.wav"]
    captured = capsys.readouterr()
    assert "failed: clip-3: there is nothing to say" in captured.err
    assert "1 of 3 texts failed" in captured.err
    assert "2 files" in captured.out


def test_batch_audio_is_that_of_the_text_alone(
    voice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = ["--save", "mel,durations"]
    run(monkeypatch, voice, "--mode", "batch", "--output_dir", tmp_path / "batch", *save)
    run(monkeypatch, voice, "--text", ROWS[1]["Text"], "--output_dir", tmp_path / "one", *save)
    one, many = (tmp_path / "one" / "short", tmp_path / "batch" / "clip-2")
    np.testing.assert_allclose(np.load(f"{one}.npy"), np.load(f"{many}.npy"), atol=1e-4)
    documents = [json.loads(Path(f"{stem}.json").read_text()) for stem in (one, many)]
    assert documents[0] == documents[1]
    symbols = documents[0]["sentences"][0]["symbols"]
    assert symbols[::2] == ["<blank>"] * (len(symbols) // 2 + 1)


def test_rows_are_spoken_by_their_own_speakers(
    voice: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    many = write_voice(tmp_path / "many", speakers=("LJSpeech", "Other"))
    batch = ["--mode", "batch", "--noise_scale", 0, "--save", "mel"]
    run(monkeypatch, many, *batch)
    run(monkeypatch, many, *batch, "--speaker_name", "Other")
    own, other = (np.load(many / "result" / f"clip-2{number}.npy") for number in ("", "-2"))
    assert own.shape != other.shape or not np.allclose(own, other)
    stranger = write_voice(tmp_path / "stranger", speakers=("Another", "Other"))
    assert run(monkeypatch, stranger, *batch, "--speaker_name", "Other") == 0
    with pytest.raises(UserError, match="no speaker 'LJSpeech'"):
        run(monkeypatch, stranger, *batch)


def test_speakers_by_the_end_of_their_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    many = write_voice(tmp_path / "many", speakers=("Lib_1089", "Lib_121"))
    lines = tmp_path / "lines.txt"
    lines.write_text("a|One.\n", encoding="utf-8")
    for name in ("121", "Lib_121"):  # the same request: the same file
        run(monkeypatch, many, "--text", "One.", "--speaker_name", name)
        run(monkeypatch, many, "--mode", "file", "--source_file", lines, "--speaker_name", name)
    assert wavs(many / "result") == ["a.wav", "one.wav"]
    owners = json.loads((many / "result" / "requests.json").read_text(encoding="utf-8"))
    assert {owner["speaker"] for owner in owners.values()} == {"Lib_121"}
    with pytest.raises(UserError, match="no speaker '1098'; did you mean Lib_1089"):
        run(monkeypatch, many, "--mode", "file", "--source_file", lines, "--speaker_name", "1098")
    capsys.readouterr()
    assert run(monkeypatch, many, "--list_speakers") == 0
    assert capsys.readouterr().out == "Lib_1089\nLib_121\n"


def test_by_a_reference_recording(
    voice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(write_encoder(tmp_path / "packages").parents[1]))
    rng = np.random.default_rng(5)
    for name in ("a", "b"):
        soundfile.write(tmp_path / f"{name}.wav", rng.uniform(-0.3, 0.3, 24000), 24000)
    encoder = {"speaker_encoder": "resemblyzer", "speaker_channels": 256}
    many = write_voice(tmp_path / "many", speakers=("LJSpeech", "Other"), model=encoder)
    batch = ["--mode", "batch", "--reference_audio"]
    run(monkeypatch, many, *batch, tmp_path / "a.wav")
    run(monkeypatch, many, *batch, tmp_path / "a.wav")
    assert wavs(many / "result") == ["clip-1.wav", "clip-2.wav"]
    run(monkeypatch, many, *batch, tmp_path / "b.wav")  # another recording, other files
    assert len(wavs(many / "result")) == 4
    with pytest.raises(UserError, match="one speaker and cannot follow a reference recording"):
        run(monkeypatch, voice, *batch, tmp_path / "a.wav")


def test_file(voice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("a1|One.\nTwo.\na1|Three.\nTwo.\n", encoding="utf-8")
    assert run(monkeypatch, voice, "--mode", "file", "--source_file", lines) == 0
    assert wavs(voice / "result") == ["a1-2.wav", "a1.wav", "two.wav"]


def test_ssml_and_pauses_alone_and_in_files(
    voice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    result = voice / "result"
    one = '<speak>One <break time="{}"/> two | three.</speak>'
    lines = tmp_path / "lines.txt"
    written = [one.format("0s"), "a|" + one.format("1s"), "b|<speak><x/></speak>"]
    lines.write_text("\n".join(written), encoding="utf-8")
    assert run(monkeypatch, voice, "--mode", "file", "--source_file", lines, "--ssml") == 0
    assert wavs(result) == ["a.wav", "one-two-three.wav"]
    assert "b: SSML, line 1, column 8: unknown element <x>" in capsys.readouterr().err
    short, long = (soundfile.info(result / name).duration for name in reversed(wavs(result)))
    assert long - short == pytest.approx(1.0, abs=0.02)
    text = ("--text", "One.\n\nTwo.", "--output_dir")
    assert run(monkeypatch, voice, *text, tmp_path / "a") == 0
    assert run(monkeypatch, voice, *text, tmp_path / "b", "--pauses", "paragraph=2.7") == 0
    usual, longer = (soundfile.info(tmp_path / name / "one-two.wav").duration for name in "ab")
    assert longer - usual == pytest.approx(2.0, abs=0.02)
    with pytest.raises(UserError, match="no pause is called 'comma'"):
        run(monkeypatch, voice, *text, tmp_path / "c", "--pauses", "comma=1")


def test_saves_mel_picture_and_timings(voice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, voice, "--text", "Hi.", "--save", "mel,plot,durations,srt,json")
    result = voice / "result"
    mel = np.load(result / "hi.npy")
    samples = soundfile.info(result / "hi.wav").frames
    assert mel.dtype == np.float32
    assert mel.shape == (80, samples // 256)
    assert (result / "hi.png").read_bytes().startswith(b"\x89PNG")
    document = json.loads((result / "hi.json").read_text(encoding="utf-8"))
    assert document["text"] == "Hi."
    assert document["timings"][0]["start"] == 0
    assert document["timings"][-1]["end"] == pytest.approx(samples / 22050, abs=1e-5)
    (sentence,) = document["sentences"]
    assert sum(sentence["durations"]) == mel.shape[1]
    assert "Hi." in (result / "hi.srt").read_text(encoding="utf-8")
    words = json.loads((result / "hi.timings.json").read_text(encoding="utf-8"))
    assert words["seconds"] == pytest.approx(samples / 22050, abs=1e-4)
    assert [word["word"] for word in words["sentences"][0]["words"]] == ["Hi"]


def test_show_phonemes_writes_nothing(
    voice: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    assert run(monkeypatch, voice, "--text", "I have 2 cats.", "--show_phonemes") == 0
    out = capsys.readouterr().out
    assert "two cats" in out
    assert "kˈæts" in out
    assert not (voice / "result").exists()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "needs --text"),
        (["--mode", "file"], "needs --source_file"),
        (["--text", " "], "empty"),
        (["--text", "?!"], "nothing to say"),
        (["--text", "a", "--length_scale", "0"], "length_scale must be"),
        (["--text", "a", "--noise_scale", "nan"], "noise_scale must be"),
        (["--text", "a", "--save", "mel,video"], "cannot save 'video'"),
        (["--text", "a", "--speaker_name", "Bob"], "one speaker"),
        (["--text", "a", "--vocoder_dir", "nowhere"], "no such vocoder folder"),
        (["--text", "a", "--checkpoint", "nowhere"], "no such checkpoint"),
        (["--text", "a", "--device", "gpu0"], "no such device"),
        (["--mode", "batch", "--testing_set", "valid"], "valid.json: no such file"),
        (["--mode", "batch", "--dataset", "Other"], "no processed data"),
    ],
)
def test_bad_requests_are_one_error_and_leave_no_folder(
    voice: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], message: str
) -> None:
    with pytest.raises(UserError, match=message) as caught:
        run(monkeypatch, voice, *args)
    assert "\n" not in str(caught.value)
    assert not wavs(voice / "result")


def test_nothing_spoken_is_a_failure(
    voice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("?!\n!?\n", encoding="utf-8")
    assert run(monkeypatch, voice, "--mode", "file", "--source_file", lines) == 1


def test_as_a_command_from_anywhere(voice: Path, repository: Path, tmp_path: Path) -> None:
    """Also: what speaking does not need is not imported, for it takes seconds."""
    heavy = ["tensorboard", "accelerate", "librosa", "matplotlib", "scipy", "pandas"]
    code = (
        "import sys, runpy\n"
        "sys.argv = sys.argv[1:]\n"
        "try:\n    runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('loaded:', [m for m in {heavy} if m in sys.modules])\n"
    )
    command = [sys.executable, "-c", code, repository / "bins/tts/inference.py"]
    options = ["--acoustics_dir", voice.name, "--text", "Hi.", "--device", "cpu"]
    done = subprocess.run(
        [*command, *options], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True
    )
    assert "loaded: []" in done.stdout
    assert wavs(voice / "result") == ["hi.wav"]
    assert "Griffin-Lim" in done.stderr


def test_bytes_that_are_not_utf8_are_one_line(repository: Path, tmp_path: Path) -> None:
    script = repository / "bins" / "tts" / "inference.py"
    for options in ([], ["--show_phonemes"]):
        command = [sys.executable, script, "--acoustics_dir", tmp_path, *options, "--text"]
        done = subprocess.run(
            [*command, b"caf\xe9 au lait"], capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 1
        assert done.stderr.startswith("error: --text is not UTF-8 (byte 0xe9, character 4)")
        assert done.stderr.count("\n") == 1


def test_a_text_that_raises_anything_does_not_stop_the_others(
    voice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    from processors.text import TextProcessor

    encode = TextProcessor.encode
    calls = []

    def fail(self, phones):
        calls.append(phones)
        if len(calls) == 2:
            raise ZeroDivisionError("nobody foresaw this")
        return encode(self, phones)

    monkeypatch.setattr(TextProcessor, "encode", fail)
    source = tmp_path / "lines.txt"
    source.write_text("a|[[həlˈoʊ]]\nb|[[həlˈoʊ]]\nc|[[həlˈoʊ]]\n", encoding="utf-8")
    out = tmp_path / "out"
    assert run(monkeypatch, voice, "--mode", "file", "--source_file", source,
               "--output_dir", out) == 0  # fmt: skip
    assert len(wavs(out)) == 2
    assert "unexpected error: ZeroDivisionError: nobody foresaw this" in capsys.readouterr().err
    assert "Traceback" in (out / "errors.log").read_text(encoding="utf-8")
