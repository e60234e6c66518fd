"""Reproducible noise for batches of utterances."""

from collections.abc import Sequence

import torch
from torch import Tensor

from utils.seeds import derive_seed


def noise_generator(seed: int, sentence: int | str) -> torch.Generator:
    """Noise of one sentence: by its place in its own text, or its name, not in a batch; on the CPU,
    so that every device speaks alike."""
    return torch.Generator().manual_seed(derive_seed(seed, sentence))


def draw_noise(
    n_mels: int,
    lengths: Sequence[int],
    generator: torch.Generator | Sequence[torch.Generator] | None,
) -> Tensor:
    """Standard normal noise (B, n_mels, T_mel), drawn for each utterance at its own length.

    With one generator per utterance the noise of an utterance does not depend on its batch; one
    generator, or torch's own (None), is drawn from in turn. Zero on padding, on the device of
    the first generator.
    """
    if generator is None or isinstance(generator, torch.Generator):
        generators = [generator] * len(lengths)
    else:
        generators = list(generator)
    if len(generators) != len(lengths):
        raise ValueError(f"{len(generators)} generators for {len(lengths)} utterances")
    device = generators[0].device if generators[0] is not None else "cpu"
    noise = torch.zeros(len(lengths), n_mels, max(lengths), device=device)
    for row, length, source in zip(noise, lengths, generators, strict=True):
        row[:, :length] = torch.randn(n_mels, length, generator=source, device=device)
    return noise
