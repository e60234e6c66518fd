"""Convolutions of inference on a CPU, with what surrounds them in the same pass.

``modules.layers.conv.convolve`` and the lines around its calls are the plain version.
"""

from typing import Literal

import torch
from torch import Tensor

from modules.cpu_kernels import dispatch, winograd
from modules.cpu_kernels.arrays import as_array
from modules.cpu_kernels.dispatch import Precision, binding
from modules.cpu_kernels.weight_packing import pack_bias, pack_weight, pair_channels

Activation = Literal["none", "relu", "gelu", "gate"]


class Convolution:
    """A layer's weight (C_out, C_in, K) in the order that it is used in.

    Kernel sizes of 3 to 11 are computed by Winograd's algorithm, which takes 1.6 to 2 times the
    memory; "bf16" has products of bfloat16 and float32 sums. With "gate" the first half of the
    channels goes through tanh and is multiplied by the sigmoid of the second. ``dtype`` is what the
    products are of. The input goes through a leaky ReLU of that ``slope``.
    """

    @torch.no_grad()
    def __init__(
        self,
        weight: Tensor,
        bias: Tensor | None,
        dilation: int = 1,
        *,
        activation: Activation = "none",
        precision: Precision = "float32",
        slope: float = 1.0,
        level: int | None = None,
    ) -> None:
        weight = weight.detach().float()
        n_out, n_in, kernel_size = weight.shape
        bf16 = precision == "bf16"
        self.dtype = torch.bfloat16 if bf16 else torch.float32
        if kernel_size > binding.MAX_KERNEL_SIZE:
            raise ValueError(
                f"kernel_size must be at most {binding.MAX_KERNEL_SIZE}, got {kernel_size}"
            )
        if bf16 and n_in % 2:
            raise ValueError(f"bfloat16 is multiplied in pairs of channels, not {n_in}")
        gate_parts = 2 if activation == "gate" else 1
        self.out_channels = n_out // gate_parts
        if kernel_size in winograd.KERNEL_SIZES:
            matrices = winograd.compiled_transforms(kernel_size)
            weight_transform = matrices.weight
            transforms = as_array(matrices.input), as_array(matrices.output)
        else:
            weight_transform, transforms = torch.eye(kernel_size), ()
        level = dispatch.level() if level is None else level
        packed = pack_weight(weight, weight_transform, level, gate_parts)
        if bf16:
            packed = pair_channels(packed)
        bias = weight.new_zeros(n_out) if bias is None else bias.detach().float()
        self._compiled = binding.Convolution(
            weight=as_array(packed).reshape(-1),
            bias=as_array(pack_bias(bias.contiguous(), gate_parts)).reshape(-1),
            transforms=transforms,
            in_channels=n_in,
            out_channels=n_out,
            kernel_size=kernel_size,
            dilation=dilation,
            slope=slope,
            activation=activation,
            level=level,
        )

    def __call__(
        self,
        x: Tensor,
        *,
        condition: Tensor | None = None,
        add: Tensor | None = None,
        mask: Tensor | None = None,
        out: Tensor | None = None,
    ) -> Tensor:
        """The convolution, as long as its input.

        ``condition`` comes before the activation, ``add`` after it, then ``mask``; ``out`` may be
        ``add``, and not ``x``. Rows of x, add and out have their channels side by side and a fixed
        distance. x and out are float32, or bfloat16 if the weight is, the rest float32.
        Shapes: x (B, T, C_in); condition (B, C_out), contiguous; add, out and result (B, T, C);
        mask (B, 1, T), contiguous.
        """
        B, T, _ = x.shape
        if out is None:
            out = x.new_empty(B, T, self.out_channels, dtype=torch.float32)
        self._compiled.convolve(
            as_array(x),
            as_array(out),
            None if condition is None else as_array(condition),
            None if add is None else as_array(add),
            None if mask is None else as_array(mask),
            torch.get_num_threads(),
        )
        return out
