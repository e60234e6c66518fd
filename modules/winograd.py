"""Convolution with fewer multiplications (Winograd, 1980; Lavin and Gray, 2015), for inference.

Four neighbouring results of a kernel of K are 4 K products a pair of channels. Seen as values of
a polynomial product at K + 3 points, they take K + 3: for K = 5, 8 instead of 20. What it costs
is a sixfold rounding error, still 1e-6 of the result in float32, and sums of neighbours before
and after. ``modules.conv.convolve`` is the plain version.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import torch
from torch import Tensor

from modules.onednn import GroupProduct

OUTPUTS = 4  # results that are computed together
# Groups of results in one product, whose weights are in order for so many: a larger one takes less
# time for each, a smaller one for what is left.
TILE, LAST_TILE = 64, 32
KERNEL_SIZES = (3, 5)  # larger ones take more points, and lose precision
POINTS = (0, 1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2))  # and infinity


class WinogradConv:
    """A kernel (C_out, C_in, K) in the form that it is used in.

    The result is as long as the input. Shapes: x (B, C_in, T); result (B, C_out, T), channels
    side by side.
    """

    @torch.no_grad()
    def __init__(self, weight: Tensor, bias: Tensor | None, dilation: int) -> None:
        kernel_size = weight.shape[2]
        self._weight = weight.detach()
        self._products: dict[int, GroupProduct] = {}
        self._bias = None if bias is None else bias.detach()
        self._dilation = dilation
        self._reach = kernel_size // 2
        self._transforms = [matrix.float() for matrix in transforms(kernel_size)]

    def __call__(self, x: Tensor) -> Tensor:
        rows, d = x.mT, self._dilation  # (B, T, C_in)
        if d == 1:
            return self._convolve(rows).mT
        # Every d-th frame is a sequence of its own.
        B, T, C = rows.shape
        length = -(-T // d)
        padded = rows.new_zeros(B, length * d, C)
        padded[:, :T] = rows
        y = self._convolve(padded.view(B, length, d, C).transpose(1, 2).reshape(B * d, length, C))
        y = y.unflatten(0, (B, d)).transpose(1, 2).reshape(B, length * d, -1)
        return y[:, :T].mT

    def _convolve(self, rows: Tensor) -> Tensor:
        """Shapes: rows (B, T, C_in); result (B, T, C_out)."""
        B, T, C = rows.shape
        after, _, before = self._transforms
        n_points = len(before)
        # One sequence after the other, each with the zeros around it; a window of n_points frames
        # begins every OUTPUTS frames. Those between two sequences are of no use.
        stride = -(-T // OUTPUTS) * OUTPUTS + OUTPUTS
        whole = B * stride
        tiles = list(_cut(-(-(whole - OUTPUTS) // OUTPUTS)))
        n_windows = sum(tiles)
        frames = rows.new_zeros(max(n_windows * OUTPUTS + n_points - OUTPUTS, whole), C)
        frames[:whole].view(B, stride, C)[:, self._reach : self._reach + T] = rows
        windows = frames.unfold(0, n_points, OUTPUTS).mT.split(tiles)  # (tile, n_points, C_in)
        y = rows.new_empty(max(n_windows * OUTPUTS, whole), len(self._weight))
        results = y[: n_windows * OUTPUTS].view(n_windows, OUTPUTS, -1).split(tiles)
        for size, window, result in zip(tiles, windows, results, strict=True):
            products = self._product(size)(torch.bmm(before.expand(size, -1, -1), window))
            torch.bmm(after.expand(size, -1, -1), products, out=result)
        return y[:whole].view(B, stride, -1)[:, :T]

    def _product(self, size: int) -> GroupProduct:
        if size not in self._products:
            _, kernel, _ = self._transforms
            spread = torch.einsum("pk,oik->poi", kernel, self._weight)
            bias = None
            if self._bias is not None:  # what is added at the point 1 is in every result
                bias = self._bias * torch.eye(len(kernel))[POINTS.index(1)].unsqueeze(1)
            self._products[size] = GroupProduct(spread, bias, size)
        return self._products[size]


@cache
def transforms(kernel_size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Matrices A, G and B, float64, with which a convolution of 4 results is A ((G w) * (B x)).

    Shapes: (OUTPUTS, points), (points, kernel_size), (points, points).
    """
    n_points = OUTPUTS + kernel_size - 1
    points = [Fraction(point) for point in POINTS[: n_points - 1]]
    results, kernel = _powers(points, OUTPUTS), _powers(points, kernel_size)
    # Values of polynomials, multiplied and turned into coefficients again, are a full convolution;
    # ours is the transpose of that.
    inputs = [list(row) for row in zip(*_invert(_powers(points, n_points)), strict=True)]
    for i, row in enumerate(inputs):  # powers of two, so that all rows are of like size
        scale = Fraction(2) ** round(torch.tensor(float(max(map(abs, row)))).log2().item())
        inputs[i] = [value / scale for value in row]
        kernel[i] = [value * scale for value in kernel[i]]
    after, kernel, before = (
        torch.tensor([[float(value) for value in row] for row in matrix], dtype=torch.float64)
        for matrix in (results, kernel, inputs)
    )
    return after.T, kernel, before


def _cut(count: int) -> Iterator[int]:
    """Sizes of tiles that hold so many."""
    while count > LAST_TILE:
        yield TILE
        count -= TILE
    if count > 0:
        yield LAST_TILE


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
