"""Arguments that several commands of a voice share."""

import argparse
from dataclasses import asdict

from models.tts.base.synthesis_settings import DEFAULTS, Pauses, SynthesisSettings


def add_synthesis_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --noise_scale, --length_scale, --seed and --pauses."""
    length, seed = DEFAULTS.length_scale, DEFAULTS.seed
    add = parser.add_argument
    add("--noise_scale", type=float, help="lower is more deterministic (the voice's own)")
    add("--length_scale", type=float, default=length, help=f"above 1 is slower ({length})")
    add("--seed", type=int, default=seed, help=f"the same seed gives the same audio ({seed})")
    usual = ",".join(f"{name}={value:g}" for name, value in asdict(DEFAULTS.pauses).items())
    add("--pauses", default="", help=f"seconds of silence in texts, any of {usual}")


def synthesis_settings(args: argparse.Namespace, noise_scale: float) -> SynthesisSettings:
    """Settings of the command line, with its --reference_audio if the command has one.

    ``noise_scale`` is the voice's own, which is taken where the command line names none.
    """
    reference_audio = getattr(args, "reference_audio", None)
    return SynthesisSettings(
        noise_scale if args.noise_scale is None else args.noise_scale,
        args.length_scale,
        args.seed,
        reference_audio,
        ssml=getattr(args, "ssml", False),
        pauses=Pauses.parse(args.pauses),
    )
