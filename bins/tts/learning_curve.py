"""Have every checkpoint of some experiments say the same texts, and measure how well.

    python bins/tts/learning_curve.py --expt_dirs ckpts/tts/demo ckpts/tts/other \
        --source_file egs/datasets/demo_heldout.txt --limit 30 --recognizer base.en \
        --output_dir build/curves

Prints a table and writes table.md, curves.png and, for each checkpoint, wavs and metrics. Run it
again to continue where it stopped, or with new checkpoints. To see the whole course of a run, keep
all its checkpoints: train.keep_last.
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


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--expt_dirs", type=Path, nargs="+", required=True, help="experiments, ckpts/tts/NAME …")
    add("--source_file", type=Path, required=True, help="texts, as in stage 3's mode file")
    add("--limit", type=int, help="how many of the texts (default: all)")
    add("--output_dir", type=Path, required=True, help="where wavs, metrics and picture go")
    add("--metrics", default="wer", help="that need no recordings, see calc_metrics.py --list")
    add("--recognizer", "--recogniser", help="for wer and cer, as for bins/calc_metrics.py")
    add("--language", help="of the texts, for wer and cer (default: the voice's)")
    add("--vocoder_dir", help="as in bins/tts/inference.py")
    add("--against", choices=["step", "minutes"], default="step", help="of the picture (step)")
    add_synthesis_arguments(parser)
    return parser


def main() -> None:
    args = build_parser().parse_args()
    setup_logging("info")
    if args.limit is not None and args.limit < 1:
        raise UserError(f"--limit must be 1 or more, got {args.limit}")
    if len({path.name for path in args.expt_dirs}) < len(args.expt_dirs):
        raise UserError("--expt_dirs: two of the experiments have the same name")

    from models.base.checkpoint.checkpoint import find_checkpoint
    from models.tts.base.learning_curve import format_points, measure_checkpoints, plot_points
    from models.tts.base.requests import file_requests
    from models.tts.base.synthesis_settings import usual_noise_scale
    from models.tts.base.voice_documents import read_voice_config
    from processors.metrics import Options, choose
    from utils.files import write_text
    from utils.plot import save_figure

    metrics = choose(split_names(args.metrics))
    language = args.language or _language(args.expt_dirs[0])
    options = Options(args.recognizer, language)
    for metric in metrics:
        if "reference" in metric.needs:
            raise UserError(f"--metrics: {metric.name} needs recordings; these are only texts")
        metric.prepare(options)
    requests = file_requests(args.source_file)[: args.limit]
    curves = {}
    for folder in args.expt_dirs:
        own = read_voice_config(find_checkpoint(folder)).synthesis.noise_scale
        settings = synthesis_settings(args, usual_noise_scale(own))
        place = args.output_dir / folder.name
        curves[folder.name] = measure_checkpoints(
            folder, requests, place, metrics, options, settings, args.vocoder_dir or None
        )
        save_figure(plot_points(curves, args.against), args.output_dir / "curves.png")
        write_text(args.output_dir / "table.md", format_points(curves) + "\n")
    print(format_points(curves))
    print(f"files: {args.output_dir}")


def _language(folder: Path) -> str:
    """Language of the texts that an experiment was trained on."""
    from utils.files import read_json

    config = read_json(folder / "args.json") if (folder / "args.json").is_file() else {}
    return config.get("preprocess", {}).get("text", {}).get("language", "en")


if __name__ == "__main__":
    run_main(main)
