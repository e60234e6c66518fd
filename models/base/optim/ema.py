"""An exponential moving average of weights: what is used of a model, while training goes on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import get_ema_multi_avg_fn


class WeightAverage:
    """Averages, in float32, of the weights of ``module`` that are being trained.

    What is not trained (buffers, frozen weights) is the module's own at any time.
    """

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.module = module
        self.decay = decay
        self._trained = {n: p for n, p in module.named_parameters() if p.requires_grad}
        self._averages = {n: p.detach().float().clone() for n, p in self._trained.items()}

    def update(self, step: int) -> None:
        """Take in the weights as they are after ``step``."""
        average = get_ema_multi_avg_fn(decay_at(step, self.decay))
        average(list(self._averages.values()), list(self._trained.values()), step)

    def state_dict(self) -> dict[str, Tensor]:
        """State dict of the module with the averages in place of the weights."""
        return {**self.module.state_dict(), **self._averages}

    def load_state_dict(self, weights: Mapping[str, Tensor]) -> None:
        """Go on from averages that were saved."""
        for name, average in self._averages.items():
            average.copy_(weights[name])

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The module has the averages inside the block, and its own weights again after it."""
        self._swap()
        try:
            yield
        finally:
            self._swap()

    @torch.no_grad()
    def _swap(self) -> None:
        for name, weight in self._trained.items():
            kept = weight.clone()
            weight.copy_(self._averages[name])
            self._averages[name].copy_(kept)


def decay_at(step: int, decay: float) -> float:
    """At first shorter than ``decay``, so that the random weights of the start are soon forgotten.

    About the last tenth of the steps counts, until ``decay`` is reached.
    """
    return min(decay, (1 + step) / (10 + step))
