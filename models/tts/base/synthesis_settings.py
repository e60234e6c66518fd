"""How texts are spoken: the settings of synthesis, their defaults and their limits."""

import math
from dataclasses import dataclass
from pathlib import Path

from utils.errors import UserError


class ScaleError(UserError, ValueError):
    """A noise_scale or length_scale that no speech can be made with."""


@dataclass(frozen=True)
class SynthesisSettings:
    """Settings of one run of synthesis; the only place of their defaults.

    ``noise_scale`` is the deviation of the noise, lower is more deterministic; ``length_scale``
    stretches durations, above 1 is slower. The same ``seed`` gives the same audio.
    ``reference_audio``: optional recording of who shall speak, for voices with a speaker encoder.
    """

    noise_scale: float = 0.667
    length_scale: float = 1.0
    seed: int = 0
    reference_audio: str | Path | None = None

    def check(self) -> None:
        """Raise ScaleError unless speech can be made with both scales."""
        check_scales(self.noise_scale, self.length_scale)


DEFAULTS = SynthesisSettings()


def check_scales(noise_scale: float, length_scale: float) -> None:
    """Raise ScaleError unless ``AcousticModel.synthesize`` can work with both."""
    for name, value, allowed, expected in (
        ("noise_scale", noise_scale, noise_scale >= 0, "0 or more"),
        ("length_scale", length_scale, length_scale > 0, "above 0"),
    ):
        if not (math.isfinite(value) and allowed):
            raise ScaleError(f"{name} must be a finite number, {expected}, got {value}")
