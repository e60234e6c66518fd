"""Stage 0: get the corpora of a config that can be downloaded (LJSpeech).

python bins/tts/download.py --config egs/tts/GlowTTS/exp_config.json
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from config.schema import resolve_path
from models.registry import load_experiment_config
from processors.corpora import libritts, ljspeech
from utils.errors import UserError
from utils.log import run_main, setup_logging


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--config", type=Path, required=True, help="an exp_config.json")
    args = parser.parse_args()
    setup_logging()
    config = load_experiment_config(args.config, "acoustic")
    for name in config.dataset:
        folder = resolve_path(config.dataset_path[name])
        if name == "LJSpeech":
            new = ljspeech.download(folder)
            print(f"{name}: {'downloaded to' if new else 'already there:'} {folder}")
        elif folder.is_dir():
            print(f"{name}: already there: {folder}")
        elif name == "LibriTTS":
            raise UserError(
                f"{folder}: LibriTTS is not there, and too large for stage 0 to choose for you.\n"
                f"{libritts.how_to_get(folder)}"
            )
        else:
            raise UserError(
                f"{folder}: only LJSpeech can be downloaded; put dataset {name!r} there yourself, "
                "as egs/datasets/README.md says"
            )


if __name__ == "__main__":
    run_main(main)
