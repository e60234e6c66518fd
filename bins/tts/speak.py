"""Speak one text with any voice: an experiment, a voice bundle, or an exported voice.

    python bins/tts/speak.py exported/hibari "Hello from a voice without torch."

An exported voice needs no torch. Without a text it is read from standard input.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from bins.tts.arguments import add_synthesis_arguments, synthesis_settings
from utils.errors import UserError
from utils.log import run_main, setup_logging


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add("voice", type=Path, help="folder of a voice, or an exported NAME.onnx")
    add("text", nargs="?", help="what to say (default: read from standard input)")
    add("--output_file", type=Path, help="wav to write (default: named by the text, here)")
    add("--speaker_name", help="which speaker, for a voice with several")
    add("--reference_audio", type=Path, help="recording of the voice to use (speaker encoder)")
    add("--vocoder_dir", help="another vocoder than the voice's own (voices of torch)")
    add("--ssml", action="store_true", help="the text is an SSML document")
    add_synthesis_arguments(parser)
    return parser


def main() -> None:
    args = build_parser().parse_args()
    setup_logging()
    text = sys.stdin.read() if args.text is None else args.text
    if not text.strip():
        raise UserError("there is no text to speak: give one, or write it to standard input")

    from models.tts.open_synthesizer import open_synthesizer
    from processors.audio.io import write_wav
    from utils.output_names import slug, unused_path

    synthesizer = open_synthesizer(args.voice, args.vocoder_dir or None)
    settings = synthesis_settings(args, synthesizer.voice.noise_scale)
    started = time.perf_counter()
    ((_, speech),) = synthesizer.iterate([text], settings, speaker=args.speaker_name or None)
    if isinstance(speech, UserError):
        raise speech
    spent = time.perf_counter() - started
    path = args.output_file or unused_path(Path(f"{slug(text)}.wav"))
    write_wav(path, speech.waveform, speech.sample_rate)
    print(f"{path}  {speech.seconds:.2f} s  real-time factor {spent / speech.seconds:.3f}")


if __name__ == "__main__":
    run_main(main)
