"""Stage 1: turn the corpora of a config into mels, phones and splits.

    python bins/tts/preprocess.py --config egs/tts/GlowTTS/exp_config.json

Running it again does only what is new or has changed. Several machines share the work when
accelerate launch or torchrun starts it on each of them.
"""

import argparse
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from models.registry import load_experiment_config
from processors.preprocess.dataset_run import DatasetReport
from processors.preprocess.outputs import summarize
from processors.preprocess.speakers import SHORT_MINUTES
from processors.preprocess.stage import preprocess
from utils.log import run_main, setup_logging
from utils.messages import list_some

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
    for report in preprocess(load_experiment_config(args.config), args.num_workers):
        print_summary(report)


def print_summary(report: DatasetReport) -> None:
    meta = report.meta
    splits = ", ".join(f"{count} {split}" for split, count in meta["splits"].items())
    print(f"{report.dataset}: {meta['clips']} clips ({splits}), {meta['hours']:.2f} hours")
    audios = f", {report.audios_made} waveforms" if report.audios_made else ""
    print(f"  made: {report.mels_made} mels, {report.phones_made} phone files{audios}")
    print_speakers(meta)
    if meta["shortened"]["clips"]:
        shortened = meta["shortened"]
        print(
            f"  long pauses: {shortened['clips']} clips shortened by {shortened['seconds']:.1f} s "
            f"in all, see {report.folder / 'shortened.json'}"
        )
    print_clips("failed", report.failed, report.folder / "failed.json")
    print_clips("used, but look at them", report.suspects, report.folder / "suspects.json")
    if report.suspects:
        page = "docs/aligning_recordings.md"
        print(f"    python bins/tts/align.py --check finds texts that do not fit: {page}")
    print(f"  where: {report.folder}")


def print_clips(what: str, rows: list[dict[str, str]], path: Path) -> None:
    """How many there are, of which kinds, and the first."""
    if rows:
        print(f"  {what}: {len(rows)} clips ({summarize(rows)})")
    for row in rows[:SHOWN]:
        print(f"    {row['Uid']}: {row['Reason']}")
    if len(rows) > SHOWN:
        print(f"    … and {len(rows) - SHOWN} more in {path}")


def print_speakers(meta: dict[str, Any]) -> None:
    """How many there are, and those with too little."""
    kept, dropped, short = meta["speakers"], meta["speakers_dropped"], meta["speakers_short"]
    minutes = [counts["minutes"] for counts in (*kept.values(), *dropped.values())]
    if len(minutes) > 1:
        print(
            f"  speakers: {len(kept)}, of {min(minutes):.2f} to {max(minutes):.2f} minutes "
            f"({name_some(kept)})"
        )
    if dropped:
        print(f"  left out by min_speaker_minutes: {len(dropped)} speakers ({name_some(dropped)})")
    if short:
        print(
            f"  too short to learn well: {len(short)} speakers have less than {SHORT_MINUTES:g} "
            f"minute ({name_some(short)}); preprocess.min_speaker_minutes can leave them out"
        )


def name_some(names: Collection[str]) -> str:
    return list_some(names, SHOWN, ", … all in meta_info.json")


if __name__ == "__main__":
    run_main(main)
