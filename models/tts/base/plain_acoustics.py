"""What an acoustic model is to be for an export: one utterance, operations that graphs know."""

from abc import ABC, abstractmethod

from torch import Tensor, nn


class PlainAcoustics(nn.Module, ABC):
    """Acoustic model of a single utterance without padding, for tracing.

    ``frame_multiple``: what lengths of mels are multiples of. Weights are folded for good. Nothing
    depends on values in Python: lengths are those of tensors.
    """

    frame_multiple: int

    def use_products(self) -> set[tuple[int, int]]:
        """Have ``decode`` compute in products of matrices where int8 makes that faster.

        Returns the shapes (rows, columns) of the weights that may be int8; none here.
        """
        return set()

    @abstractmethod
    def encode(
        self, phone_ids: Tensor, length_scale: Tensor, speaker: Tensor | None
    ) -> tuple[Tensor, ...]:
        """Durations, and whatever ``decode`` takes.

        Shapes: phone_ids (1, T_text); length_scale (1,); speaker, as ``embed_speaker`` gives it,
        (1, speaker_channels, 1); durations (1, T_text) int64.
        """

    @abstractmethod
    def prior(self, *encoded: Tensor) -> tuple[Tensor, Tensor | None]:
        """Mean and log-deviation of the noise, per frame: (1, n_mels, T_mel); None for zeros."""

    @abstractmethod
    def decode(self, z: Tensor, speaker: Tensor | None) -> Tensor:
        """Mel (1, n_mels, T_mel) of the prior with noise."""
