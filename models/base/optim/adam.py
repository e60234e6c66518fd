"""Adam with the settings of a config."""

import torch
from torch import nn
from torch.optim import Optimizer

from config.schema import TrainConfig
from models.base.optim.freeze import trained_weights


def build_adam(
    module: nn.Module, rate: float, settings: TrainConfig, weight_decay: float | None = None
) -> Optimizer:
    """Adam, or AdamW where there is a weight decay, of the weights of ``module`` that are trained.

    The weights are given with their names: resuming goes by these.
    """
    named = trained_weights(module)
    options = {
        "lr": rate,
        "betas": settings.betas,
        "eps": settings.eps,
        "fused": named[0][1].device.type in ("cpu", "cuda"),
    }
    if weight_decay is None:
        return torch.optim.Adam(named, **options)
    return torch.optim.AdamW(named, weight_decay=weight_decay, **options)
