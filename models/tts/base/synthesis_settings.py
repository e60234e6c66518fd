"""How texts are spoken: the settings of synthesis, their defaults and their limits."""

import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from utils.errors import UserError
from utils.messages import split_names


class ScaleError(UserError, ValueError):
    """A noise_scale or length_scale that no speech can be made with."""


MAX_PAUSE = 10.0  # seconds


@dataclass(frozen=True)
class Pauses:
    """Seconds of silence in a text, beside what the voice itself leaves there.

    ``sentence``, ``clause`` and ``paragraph`` follow a segment of a text: one that ends a sentence,
    one that was cut inside of an overlong sentence, one that ends a paragraph. ``ellipsis`` and
    ``dash`` are the least that "…" and "—" take within a segment.
    """

    sentence: float = 0.3
    clause: float = 0.12
    paragraph: float = 0.7
    ellipsis: float = 0.4
    dash: float = 0.25

    @classmethod
    def parse(cls, text: str) -> "Pauses":
        """Pauses of "sentence=0.4,paragraph=1"; those that are not named keep their defaults."""
        values = {}
        for entry in split_names(text):
            name, _, value = entry.partition("=")
            known = [field.name for field in fields(cls)]
            if name.strip() not in known:
                raise UserError(f"no pause is called {name!r}; known: {', '.join(known)}")
            try:
                values[name.strip()] = float(value)
            except ValueError:
                raise UserError(f"{entry}: expected seconds, e.g. {name}=0.5") from None
        pauses = cls(**values)
        pauses.check()
        return pauses

    def check(self) -> None:
        """Raise ScaleError unless each is 0 to MAX_PAUSE seconds."""
        for name, value in asdict(self).items():
            if not 0 <= value <= MAX_PAUSE:
                raise ScaleError(f"pause {name}={value}: expected 0 to {MAX_PAUSE:g} seconds")


@dataclass(frozen=True)
class SynthesisSettings:
    """Settings of one run of synthesis; the only place of their defaults.

    ``noise_scale`` is the deviation of the noise, lower is more deterministic; ``length_scale``
    stretches durations, above 1 is slower. The same ``seed`` gives the same audio.
    ``reference_audio``: optional recording of who shall speak, for voices with a speaker encoder.
    With ``ssml`` the texts are SSML documents; ``ssml_warnings``: optional list to which what is
    unknown in them is added, where it is an error otherwise.
    """

    noise_scale: float = 0.667
    length_scale: float = 1.0
    seed: int = 0
    reference_audio: str | Path | None = None
    ssml: bool = False
    ssml_warnings: list[str] | None = None
    pauses: Pauses = Pauses()

    def check(self) -> None:
        """Raise ScaleError unless speech can be made with both scales and the pauses."""
        check_scales(self.noise_scale, self.length_scale)
        self.pauses.check()


DEFAULTS = SynthesisSettings()


def usual_noise_scale(own: float | None) -> float:
    """Noise scale of a voice that has its ``own`` in its settings, or the toolkit's."""
    return DEFAULTS.noise_scale if own is None else own


def check_scales(noise_scale: float, length_scale: float) -> None:
    """Raise ScaleError unless ``AcousticModel.synthesize`` can work with both."""
    for name, value, allowed, expected in (
        ("noise_scale", noise_scale, noise_scale >= 0, "0 or more"),
        ("length_scale", length_scale, length_scale > 0, "above 0"),
    ):
        if not (math.isfinite(value) and allowed):
            raise ScaleError(f"{name} must be a finite number, {expected}, got {value}")
