"""Export a voice with its vocoder for Piper, Home Assistant, sherpa-onnx, and speech without torch.

    python bins/tts/export.py --acoustics_dir pretrained/hibari --format onnx \
        --output_dir exported/hibari
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from utils.errors import UserError
from utils.log import run_main, setup_logging


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add("--acoustics_dir", type=Path, required=True, help="experiment, e.g. ckpts/tts/NAME")
    add("--vocoder_dir", help="vocoder to put in (default: what was bundled with the voice)")
    add("--checkpoint", default="latest", help="latest (default), best, or a checkpoint folder")
    add("--format", choices=["onnx"], default="onnx")
    add("--output_dir", type=Path, required=True, help="new folder, e.g. exported/NAME")
    add("--name", help="name of the voice in its file names (default: the experiment's)")
    add("--quality", help="last part of the file names (default: low, medium, high by the rate)")
    add("--half_weights", action="store_true", help="weights in half precision: half the size")
    add("--int8", action="store_true", help="large products in int8: a third faster, half the size")
    add("--split", action="store_true", help="acoustics and vocoder apart: streams sooner")
    add("--speaker_name", help="export this one speaker of a voice with several")
    add("--reference_audio", type=Path, help="speaker of a voice with a speaker encoder: a wav")
    add("--words", type=Path, help="text whose words go into lexicon.txt (sherpa-onnx 2)")
    return parser


def main() -> None:
    args = build_parser().parse_args()
    setup_logging()
    from models.tts.export.export_voice import ExportOptions, export_voice

    words = []
    if args.words is not None:
        try:
            words = args.words.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"{args.words}: cannot be read: {error}") from None
    options = ExportOptions(
        args.name,
        args.quality,
        args.half_weights,
        args.int8,
        args.split,
        args.speaker_name,
        args.reference_audio,
        words,
    )
    folder = export_voice(
        args.acoustics_dir, args.vocoder_dir or None, args.output_dir, args.checkpoint, options
    )
    for path in sorted(folder.iterdir()):
        print(f"{path}  {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    run_main(main)
