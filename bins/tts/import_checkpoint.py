"""Turn a checkpoint of the reference implementation of Glow-TTS into an experiment of ours.

    python bins/tts/import_checkpoint.py --source G_100.pth --config config.json \
        --output_dir ckpts/tts/imported
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from models.tts.glowtts.reference.import_checkpoint import import_checkpoint
from utils.log import run_main, setup_logging


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--source", type=Path, required=True, help="the reference's G_*.pth")
    parser.add_argument("--config", type=Path, required=True, help="its config.json")
    parser.add_argument(
        "--output_dir", type=Path, required=True, help="new experiment, e.g. ckpts/tts/NAME"
    )
    args = parser.parse_args()
    setup_logging()
    folder = import_checkpoint(args.source, args.config, args.output_dir)
    print(f"imported to {folder}")
    print("This voice takes phones, not text: [[ … ]] with its own symbols, separated by spaces.")


if __name__ == "__main__":
    run_main(main)
