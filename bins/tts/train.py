"""Stage 2: train a model on processed data."""

import argparse
import os
import sys
from pathlib import Path

# Run as a script, by python or accelerate launch, the repository is not on the path yet.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from config.schema import resolve_path
from models.base.process.launcher import find_launcher
from models.registry import Kind, find_trainer, load_experiment_config
from utils.files import write_text
from utils.log import run_main, setup_logging

EXIT_CODES = {"finished": 0, "terminated": 0, "interrupted": 130}


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line; paths are the caller's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True, help="exp_config.json of the recipe")
    parser.add_argument("--exp_name", required=True, help="folder below the config's log_dir")
    parser.add_argument("--resume", action="store_true", help="continue a run that was begun")
    parser.add_argument(
        "--checkpoint_path", help="checkpoint or experiment to start from (default: the run's own)"
    )
    parser.add_argument(
        "--resume_type",
        choices=("resume", "finetune"),
        default="resume",
        help="resume: continue it; finetune: a new run that begins with its weights",
    )
    parser.add_argument(
        "--dry_run",
        action="store_true",
        help="try the longest batch and a checkpoint, estimate time and memory, keep nothing",
    )
    parser.add_argument(
        "--outcome_file",
        help="write here how it stands with training (started, finished, terminated, interrupted), "
        "and on a second line the experiment's folder",
    )
    levels = ("debug", "info", "warning", "error")
    parser.add_argument("--log_level", choices=levels, default="info")
    return parser.parse_args(arguments)


def main(kind: Kind = "acoustic") -> int:
    """Train; 0 when finished or asked to leave by SIGTERM, 130 after Ctrl-C."""
    find_launcher()
    options = parse_arguments()
    first = int(os.environ.get("RANK", "0")) == 0
    setup_logging(options.log_level if first else "error")
    config = load_experiment_config(options.config, kind)

    from models.base.checkpoint.checkpoint import read_state
    from models.base.dry_run import dry_run
    from models.base.process.threads import choose_threads
    from models.base.start import begin
    from modules.cpu_kernels import describe

    experiment = resolve_path(config.log_dir) / options.exp_name
    start = begin(
        experiment,
        resume=options.resume,
        checkpoint_path=options.checkpoint_path,
        resume_type=options.resume_type,
        write=not options.dry_run,
    )
    resumed = read_state(start.source) if start.kind == "resume" else None
    choose_threads(config.train.num_threads, resumed and resumed.n_threads)
    trainer = find_trainer(config.model_type)(config, experiment, start)
    if options.dry_run:
        report, outcome = dry_run(trainer), "finished"
        if first:
            print(report, describe(), sep="\n")
    else:
        report = options.outcome_file if first else None
        _write_outcome(report, "started", experiment)
        outcome = trainer.train()
        _write_outcome(report, outcome, experiment)
    trainer.run.close()
    return EXIT_CODES[outcome]


def _write_outcome(path: str | None, outcome: str, experiment: Path) -> None:
    """For run.sh, which cannot rely on the exit code of a launcher that got a signal too."""
    if path:
        write_text(path, f"{outcome}\n{experiment}\n")


if __name__ == "__main__":
    run_main(main)
