"""Convolutions of inference on a CPU, with what surrounds them in the same pass.

Compiled from kernels.c. ``modules.layers.conv.convolve`` and the lines around its calls are the
plain version, and what runs where these were not compiled or the processor has no AVX2.
"""

from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional as F

from modules.cpu_kernels import winograd
from modules.cpu_kernels.rows import place

INTERFACE = 1  # of cpu.pyx; to be raised in both when it changes

try:
    from modules.cpu_kernels import cpu
except ImportError as error:  # not compiled: slower, not worse
    cpu, PROBLEM = None, str(error)
else:
    PROBLEM = None
    if cpu.INTERFACE != INTERFACE:
        cpu, PROBLEM = None, "they are older than their source"

Precision = Literal["float32", "bf16"]
Activation = Literal["none", "relu", "gelu", "gate"]

LEVEL = 0 if cpu is None else cpu.LEVEL
PANEL = 32  # output channels whose weights lie side by side
_ACTIVATIONS = {"none": 0, "relu": 1, "gelu": 2, "gate": 3}
_HALF_LEVEL = 3
MAX_KERNEL_SIZE = 16  # as large as MAX_WINDOW of kernels.h


def has_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 itself: others are slower with it, not faster."""
    return LEVEL >= _HALF_LEVEL


class Kernel:
    """A layer's weight (C_out, C_in, K) in the order that it is used in.

    Kernels of 3 to 11 are multiplied by Winograd's algorithm, which takes 1.6 to 2 times the
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
        half = precision == "bf16"
        self.dtype = torch.bfloat16 if half else torch.float32
        if kernel_size > MAX_KERNEL_SIZE:
            raise ValueError(f"kernel_size must be at most {MAX_KERNEL_SIZE}, got {kernel_size}")
        if half and n_in % 2:
            raise ValueError(f"bfloat16 is multiplied in pairs of channels, not {n_in}")
        halves = 2 if activation == "gate" else 1
        self.out_channels = n_out // halves
        spread, points, transforms = None, 0, []
        if kernel_size in winograd.KERNEL_SIZES:
            matrices = winograd.transforms(kernel_size)
            after, spread, before = (matrix.float().contiguous() for matrix in matrices)
            points, transforms = len(before), [before, after]
        panels = _to_panels_of_points(weight, spread, halves)
        if half:
            panels = panels.unflatten(3, (-1, 2)).transpose(4, 5).to(torch.bfloat16)
        bias = weight.new_zeros(n_out) if bias is None else bias.detach().float()
        # The tensors must live as long as their addresses are in use.
        self._kept = [panels.contiguous(), _to_panels(bias.unsqueeze(1), halves).contiguous()]
        self._kept += transforms
        addresses = [x.data_ptr() for x in self._kept]
        self._kernel = cpu.Kernel(
            *(n_in, n_out, kernel_size, dilation, addresses[0], addresses[1], points),
            *(addresses[2:] or (0, 0)),
            *(kernel_size + winograd.OUTPUTS - 1, slope),
            *(_ACTIVATIONS[activation], half, LEVEL if level is None else level),
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
        distance. x and out are float32, or bfloat16 if the kernel is, the rest float32.
        Shapes: x (B, T, C_in); condition (B, C_out), contiguous; add, out and result (B, T, C);
        mask (B, 1, T), contiguous.
        """
        B, T, _ = x.shape
        if out is None:
            out = x.new_empty(B, T, self.out_channels, dtype=torch.float32)
        self._kernel.convolve(
            *(*place(x), x.dtype is torch.bfloat16, B, T),
            *(*place(out), out.dtype is torch.bfloat16),
            0 if condition is None else condition.data_ptr(),
            *place(add),
            0 if mask is None else mask.data_ptr(),
            torch.get_num_threads(),
        )
        return out


def _to_panels_of_points(weight: Tensor, spread: Tensor | None, halves: int) -> Tensor:
    """The weight (C_out, C_in, K) as (halves, panels, points or K, C_in, PANEL).

    ``spread`` (points, K) takes taps to points.
    """
    n_out, n_in, kernel_size = weight.shape
    if spread is None:
        spread = torch.eye(kernel_size)
    n_panels = -(-n_out // halves // PANEL)
    panels = weight.new_empty(halves, n_panels, len(spread), n_in, PANEL)
    for part, out in zip(weight.chunk(halves), panels, strict=True):
        cpu.pack(
            *(part.data_ptr(), part.stride(), len(part), n_in, kernel_size, len(spread)),
            *(spread.data_ptr(), out.data_ptr(), torch.get_num_threads(), min(LEVEL, 2)),
        )
    return panels


def _to_panels(rows: Tensor, halves: int) -> Tensor:
    """Rows (C_out, n) as (halves, panels, n, PANEL), with zeros where a half has no more rows."""
    rows = rows.unflatten(0, (halves, -1))
    rows = F.pad(rows, (0, 0, 0, -rows.shape[1] % PANEL))
    return rows.unflatten(1, (-1, PANEL)).mT
