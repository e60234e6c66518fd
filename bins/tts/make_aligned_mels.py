"""Write the mels that a voice makes of its own corpora, to fine-tune a vocoder on.

    python bins/tts/make_aligned_mels.py --acoustics_dir ckpts/tts/glowtts_ljspeech \
        --output_dir data/aligned/glowtts_ljspeech

The alignment is searched on the true mels, so each is as long as its recording. Running it again
continues where it stopped.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from utils.log import run_main, setup_logging


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--acoustics_dir", type=Path, required=True, help="experiment, e.g. ckpts/tts/NAME")
    add("--output_dir", type=Path, required=True, help="a new folder, or one to continue")
    add("--checkpoint", default="latest", help="latest (default), best, or a checkpoint folder")
    add("--noise_scale", type=float, help="as in synthesis; 0 is the mean (the voice's own)")
    add("--seed", type=int, default=0, help="the same seed gives the same mels (0)")
    add("--batch_size", type=int, default=16, help="utterances at a time (16)")
    add("--device", default="auto", help="auto (default), cpu, cuda, cuda:1, …")
    add("--log_level", choices=["debug", "info", "warning", "error"], default="info")
    return parser


def main() -> None:
    args = build_parser().parse_args()
    setup_logging(args.log_level)

    from models.base.process.device import choose_device
    from models.tts.base.aligned_mels import write_aligned_mels
    from models.tts.base.voice import Voice

    device = choose_device(args.device)
    voice = Voice.from_checkpoint(args.acoustics_dir, args.checkpoint, device)
    folder = voice.folder.resolve()
    report = write_aligned_mels(
        voice,
        {"checkpoint": f"{folder.parents[1].name}/{folder.name}"},
        args.output_dir,
        noise_scale=args.noise_scale,
        seed=args.seed,
        batch_size=args.batch_size,
    )
    print(f"{args.output_dir}: {report.made} mels made, {report.there} were there")
    if report.mel_error is not None:
        print(f"  mean distance from the true ones: {report.mel_error:.4f} (natural log)")


if __name__ == "__main__":
    run_main(main)
