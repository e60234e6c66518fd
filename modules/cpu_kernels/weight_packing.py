"""Weights of convolutions in the order that the compiled ones read them in."""

import torch
from torch import Tensor
from torch.nn import functional as F

from modules.cpu_kernels.arrays import as_array
from modules.cpu_kernels.dispatch import binding


def pack_weight(weight: Tensor, transform: Tensor, level: int, gate_parts: int = 1) -> Tensor:
    """The weight as (gate_parts, panels, points, C_in, PANEL), zero where channels are missing.

    Shapes: weight (C_out, C_in, K) in any layout; transform (points, K).
    """
    n_out, n_in = len(weight) // gate_parts, weight.shape[1]
    n_panels = -(-n_out // binding.PANEL)
    packed = weight.new_empty(gate_parts, n_panels, len(transform), n_in, binding.PANEL)
    source, matrix, target = map(as_array, (weight, transform, packed))
    for i in range(gate_parts):
        part = source[i * n_out : (i + 1) * n_out]
        binding.pack_weight(part, matrix, target[i], threads=torch.get_num_threads(), level=level)
    return packed


def pack_bias(bias: Tensor, gate_parts: int = 1) -> Tensor:
    """The bias (C_out) as (gate_parts, panels * PANEL), with zeros likewise."""
    parts = bias.view(gate_parts, -1)
    return F.pad(parts, (0, -parts.shape[1] % binding.PANEL))


def pair_channels(packed: Tensor) -> Tensor:
    """A packed weight (…, C_in, PANEL) in bfloat16, as (…, C_in / 2, PANEL, 2)."""
    pairs = packed.unflatten(-2, (-1, 2)).transpose(-1, -2)
    return pairs.to(torch.bfloat16).contiguous()
