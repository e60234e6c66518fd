"""What is wrong with a voice, in training or after it: checks of an experiment, in plain words.

    python bins/tts/diagnose.py ckpts/tts/glowtts_ljspeech

Prints a line per check: OK, WARN (look at it), BAD (fix it) or SKIPPED. Nothing is changed. Exit
code 0 where nothing is BAD, 1 where something is.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from utils.errors import UserError
from utils.files import write_json
from utils.log import run_main, setup_logging

if TYPE_CHECKING:
    from config.schema import AcousticExperimentConfig
    from models.tts.base.diagnosis.report import CheckResult


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("expt", type=Path, help="experiment, e.g. ckpts/tts/NAME, its checkpoint/, or one of these")
    add("--checkpoint", default="latest", help="latest (default), best, or a checkpoint folder")
    add("--vocoder_dir", help="check this vocoder (default: its bundled one, or Griffin-Lim)")
    add("--utterances", type=int, default=8, help="of the validation data, through the model (8)")
    add("--json", type=Path, metavar="PATH", help="also write everything, with the numbers, there")
    add("--device", default="cpu", help="cpu (default), auto, cuda, cuda:1, …")
    add("--log_level", choices=["debug", "info", "warning", "error"], default="warning")
    return parser


def main() -> int:
    args = build_parser().parse_args()
    setup_logging(args.log_level)
    if args.utterances < 1:
        raise UserError(f"--utterances must be 1 or more, got {args.utterances}")

    from models.base.process.device import choose_device
    from models.tts.base.diagnosis.experiment import DiagnosedExperiment
    from models.tts.base.diagnosis.report import format_results
    from models.tts.base.diagnosis.run_checks import diagnose
    from modules.cpu_kernels import describe

    experiment = DiagnosedExperiment(
        args.expt,
        args.checkpoint,
        vocoder_dir=args.vocoder_dir or None,
        device=choose_device(args.device),
        utterances=args.utterances,
    )
    results = diagnose(experiment)
    checkpoint = None if experiment.folder is None else experiment.folder.name
    print(f"{experiment.path}, {checkpoint or 'no checkpoint yet'}")
    print(f"data: {experiment.config.processed_dir}; {describe()}")
    print(format_results(results))
    if hint := alignment_hint(experiment.path, experiment.config, results):
        print(hint)
    if args.json is not None:
        report = {
            "experiment": str(experiment.path),
            "checkpoint": checkpoint,
            "findings": [result.to_json() for result in results],
        }
        write_json(args.json, report)
    return int(any(result.verdict == "BAD" for result in results))


def alignment_hint(
    expt: Path, config: "AcousticExperimentConfig", results: Sequence["CheckResult"]
) -> str | None:
    """How to find texts that do not fit, where the alignment or the losses look wrong."""
    checks = {result.check for result in results if result.verdict in ("WARN", "BAD")}
    if not checks & {"alignment", "losses"}:
        return None
    name = config.dataset[0]
    return (
        f"texts that do not belong to their recordings: python bins/tts/align.py --acoustics_dir "
        f"{expt} --corpus {config.dataset_path[name]} --dataset {name} --check"
    )


if __name__ == "__main__":
    run_main(main)
