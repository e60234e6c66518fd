"""Bundle a voice and its vocoder in one small folder: in half precision, only what speaking needs.

    python bins/tts/bundle_voice.py --acoustics_dir ckpts/tts/NAME \
        --vocoder_dir ckpts/vocoder/NAME --output_dir pretrained/NAME

The folder takes the place of an experiment: --infer_expt_dir pretrained/NAME.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from models.tts.base.voice_bundle import bundle_voice
from utils.log import run_main, setup_logging


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add("--acoustics_dir", type=Path, required=True, help="experiment, e.g. ckpts/tts/NAME")
    add(
        "--vocoder_dir",
        help="folder or file, or vocos_universal, hifigan_universal, hifigan_ljspeech "
        "(default: none, Griffin-Lim)",
    )
    add("--checkpoint", default="latest", help="latest (default), best, or a checkpoint folder")
    add("--output_dir", type=Path, required=True, help="new folder, e.g. pretrained/NAME")
    add(
        "--fit_tempo",
        action="store_true",
        help="let it speak as slowly as the recordings of its training, by their processed data",
    )
    args = parser.parse_args()
    setup_logging()
    folder = bundle_voice(
        args.acoustics_dir,
        args.vocoder_dir,
        args.output_dir,
        args.checkpoint,
        fit_tempo=args.fit_tempo,
    )
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{folder}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    run_main(main)
