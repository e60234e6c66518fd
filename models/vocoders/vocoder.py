"""The interface of every vocoder."""

from collections.abc import Iterator
from typing import Protocol

from torch import Tensor


class Vocoder(Protocol):
    """What every vocoder offers.

    ``name`` tells two vocoders apart, where audio is compared or cached.
    """

    name: str
    sample_rate: int

    def __call__(self, mel: Tensor) -> Tensor:
        """Waveform of log-mels of equal length.

        Shapes: mel (B, n_mels, T), on the vocoder's device; result (B, T * hop), float32, where
        sample t * hop of a row is where frame t begins. Rows do not influence each other.
        """

    def stream(self, mel: Tensor, first: int | None = None) -> Iterator[Tensor]:
        """The same waveform in parts (B, n * hop), from its beginning, as they are finished.

        The first part is of ``first`` frames, where the vocoder can work on less than the whole.
        """
