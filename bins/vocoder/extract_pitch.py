"""Write the pitch of the clips of stage 1, which a source-filter vocoder is told in training.

    python bins/vocoder/extract_pitch.py --config egs/vocoder/HiFiGAN/exp_config_universal.json

Clips that have theirs are left as they are. Needs the package pyworld (pip install -e '.[pitch]').
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from utils.log import run_main, setup_logging


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", required=True, help="of the vocoder, as for stage 1")
    parser.add_argument("--num_workers", type=int, default=1, help="processes (1)")
    return parser


def main() -> None:
    args = build_parser().parse_args()
    setup_logging("info")

    from tqdm import tqdm

    from models.registry import load_experiment_config
    from processors.preprocess.pitches import missing_pitches, write_pitches

    config = load_experiment_config(args.config)
    rows = missing_pitches(config)
    done = write_pitches(config, rows, max(1, args.num_workers))
    for _ in tqdm(done, total=len(rows), unit="clip", desc="pitch"):
        pass
    print(f"{config.processed_dir}: pitch of {len(rows)} clips written")


if __name__ == "__main__":
    run_main(main)
