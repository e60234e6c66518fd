"""Evaluate a voice on a split of its data: the vocoder alone, the decoder, and the whole voice.

    python bins/tts/evaluate.py --acoustics_dir ckpts/tts/glowtts_ljspeech --recognizer base.en

Prints a table with a column per part, and writes it with wavs, per-utterance numbers and pictures.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from bins.tts.arguments import add_synthesis_arguments, synthesis_settings
from utils.errors import UserError
from utils.log import run_main, setup_logging
from utils.messages import split_names

METRICS = "mcd,f0,duration,silence,rtf"
SHOWN = 5


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--acoustics_dir", type=Path, required=True, help="experiment, e.g. ckpts/tts/NAME")
    add("--output_dir", type=Path, help="for the results (default: <acoustics_dir>/evaluation)")
    add("--dataset", help="a dataset of the voice (default: its only one)")
    add("--testing_set", choices=["train", "valid", "test"], default="test")
    add("--limit", type=int, help="how many of its utterances (default: all)")
    add("--vocoder_dir", help="as in bins/tts/inference.py")
    add("--checkpoint", default="latest", help="latest (default), best, or a checkpoint folder")
    add("--metrics", help=f"see bins/calc_metrics.py --list (default: {METRICS})")
    add(
        "--recognizer",
        "--recogniser",
        help="as for bins/calc_metrics.py; adds wer and cer to the default",
    )
    add("--language", help="of the texts, for wer and cer (default: the voice's)")
    add_synthesis_arguments(parser)
    add("--device", default="auto", help="auto (default), cpu, cuda, cuda:1, …")
    return parser


def main() -> None:
    args = build_parser().parse_args()
    setup_logging("info")
    if args.limit is not None and args.limit < 1:
        raise UserError(f"--limit must be 1 or more, got {args.limit}")

    from models.base.process.device import choose_device
    from models.tts.base.evaluation import HeldOut, evaluate_voice
    from models.tts.base.synthesizer import Synthesizer
    from processors.metrics import Options, choose
    from processors.metrics.output import format_table

    names = args.metrics or ("wer,cer," if args.recognizer else "") + METRICS
    metrics = choose(split_names(names))
    device = choose_device(args.device)
    synthesizer = Synthesizer.from_checkpoint(
        args.acoustics_dir, args.vocoder_dir or None, args.checkpoint, device
    )
    language = args.language or synthesizer.text_processor.config.language
    options = Options(args.recognizer, language, device.type)
    for metric in metrics:  # what is not installed is better known before an hour of synthesis
        metric.prepare(options)
    held_out = HeldOut.load(synthesizer, args.dataset or None, args.testing_set, args.limit)
    settings = synthesis_settings(args, synthesizer.voice.noise_scale)
    folder = args.output_dir or args.acoustics_dir / "evaluation"
    table, reports = evaluate_voice(synthesizer, held_out, folder, metrics, options, settings)
    print(f"{synthesizer.voice.name}, {synthesizer.vocoder.name}, {len(held_out.rows)} utterances")
    print(format_table(table))
    for system, report in reports.items():
        for name, metric, reason in report.failures[:SHOWN]:
            print(f"{system}: {name}, {metric}: {reason}", file=sys.stderr)
        if len(report.failures) > SHOWN:
            print(f"{system}: … {len(report.failures)} in all", file=sys.stderr)
    print(f"files: {folder}")


if __name__ == "__main__":
    run_main(main)
