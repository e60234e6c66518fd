"""Convolution with fewer multiplications (Winograd, 1980; Lavin and Gray, 2015): its matrices.

Four neighboring results with K taps are 4 K products per pair of channels. Seen as values of a
polynomial product at K + 3 points, they take K + 3: for K = 5, 8 instead of 20. The cost is a
sixfold rounding error, still 1e-6 of the result in float32, and sums of neighbors before and
after. More taps are sums of few: 7 of 4 and 3, with 13 points instead of 28.
"""

from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from modules.cpu_kernels.dispatch import binding

KERNEL_SIZES = (3, 5, 7, 9, 11)
LARGEST = 5  # taps at a time: more of them take more points, and lose precision
POINTS = (0, 1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2))  # and infinity


class Transforms(NamedTuple):
    """Matrices with which neighboring results are output ((weight w) * (input x)).

    Shapes: output (n_outputs, points), weight (points, kernel_size),
    input (points, kernel_size + n_outputs - 1).
    """

    output: Tensor
    weight: Tensor
    input: Tensor


@cache
def compiled_transforms(kernel_size: int) -> Transforms:
    """The matrices as the compiled operations take them."""
    with torch.inference_mode(False):
        matrices = make_transforms(kernel_size, binding.OUTPUTS)
        return Transforms(*(matrix.float().contiguous() for matrix in matrices))


def make_transforms(kernel_size: int, n_outputs: int) -> Transforms:
    """The matrices in float64."""
    n_parts = -(-kernel_size // LARGEST)
    ends = [kernel_size * i // n_parts for i in range(n_parts + 1)]
    parts = []
    for first, end in pairwise(ends):
        output, weight, inputs = _transforms_of_few(end - first, n_outputs)
        around = (first, kernel_size - end)  # the taps of other parts
        parts.append((output, F.pad(weight, around), F.pad(inputs, around)))
    output, weight, inputs = zip(*parts, strict=True)
    return Transforms(torch.cat(output, 1), torch.cat(weight), torch.cat(inputs))


def _transforms_of_few(n_taps: int, n_outputs: int) -> tuple[Tensor, Tensor, Tensor]:
    n_points = n_outputs + n_taps - 1
    points = [Fraction(point) for point in POINTS[: n_points - 1]]
    output, weight = _powers(points, n_outputs), _powers(points, n_taps)
    # Values of polynomials, multiplied and turned into coefficients again, are a full convolution;
    # ours is the transpose of that.
    inputs = [list(row) for row in zip(*_invert(_powers(points, n_points)), strict=True)]
    for i, row in enumerate(inputs):  # powers of two, so that all rows are of like size
        scale = Fraction(2) ** round(torch.tensor(float(max(map(abs, row)))).log2().item())
        inputs[i] = [value / scale for value in row]
        weight[i] = [value * scale for value in weight[i]]
    output, weight, inputs = (
        torch.tensor([[float(value) for value in row] for row in matrix], dtype=torch.float64)
        for matrix in (output, weight, inputs)
    )
    return output.T, weight, inputs


def _powers(points: list[Fraction], count: int) -> list[list[Fraction]]:
    """What takes ``count`` coefficients to values at the points and at infinity."""
    infinity = [Fraction(0)] * (count - 1) + [Fraction(1)]
    return [[point**power for power in range(count)] for point in points] + [infinity]


def _invert(matrix: list[list[Fraction]]) -> list[list[Fraction]]:
    """The exact inverse, by elimination."""
    size = len(matrix)
    rows = [[*row, *(Fraction(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = next(k for k in range(i, size) if rows[k][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(size):
            if k != i:
                factor = rows[k][i]
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]
