"""Stage 1: turn the corpora of a config into mels, phones and splits.

    python bins/tts/preprocess.py --config egs/tts/GlowTTS/exp_config.json

Running it again does only what is new or has changed.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from processors.preprocess import DatasetReport, preprocess, summarize
from utils.config import load_config
from utils.log import run_main, setup_logging

SHOWN = 10  # failed clips printed; all of them are in failed.json


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--config", type=Path, required=True, help="an exp_config.json")
    parser.add_argument(
        "--num_workers", type=int, help="processes, 0 for one a core; default: the config's"
    )
    parser.add_argument("--log_level", default="info", choices=["debug", "info", "warning"])
    args = parser.parse_args()
    setup_logging(args.log_level)
    for report in preprocess(load_config(args.config), args.num_workers):
        print_summary(report)


def print_summary(report: DatasetReport) -> None:
    meta, failed = report.meta, report.failed
    splits = ", ".join(f"{count} {split}" for split, count in meta["splits"].items())
    print(f"{report.dataset}: {meta['clips']} clips ({splits}), {meta['hours']:.2f} hours")
    print(f"  made: {report.mels_made} mels, {report.phones_made} phone files")
    if failed:
        print(f"  failed: {len(failed)} clips ({summarize(failed)})")
        for row in failed[:SHOWN]:
            print(f"    {row['Uid']}: {row['Reason']}")
        if len(failed) > SHOWN:
            print(f"    … and {len(failed) - SHOWN} more in {report.folder / 'failed.json'}")
    print(f"  where: {report.folder}")


if __name__ == "__main__":
    run_main(main)
