"""What only inference needs: modes, folded weights, reproducible noise."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize


def fold_weight_norm(module: nn.Module) -> None:
    """Replace every weight-normalised weight inside ``module`` by its value, for inference."""
    for layer in list(module.modules()):
        if parametrize.is_parametrized(layer, "weight"):
            parametrize.remove_parametrizations(layer, "weight")


@contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """Eval mode inside the block, and each submodule's own mode again after it."""
    training = [child for child in module.modules() if child.training]
    module.eval()
    try:
        yield
    finally:
        for child in training:
            child.training = True


def draw_noise(
    n_mels: int,
    lengths: Sequence[int],
    generator: torch.Generator | Sequence[torch.Generator] | None,
) -> Tensor:
    """Standard normal noise (B, n_mels, T_mel), drawn for each utterance at its own length."""
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
