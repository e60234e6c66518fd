"""The gated activation of a WaveNet."""

from typing import Any

import torch
from torch import Tensor

from modules.layers.dropout import dropout


def gated(h: Tensor, condition: Tensor | None = None, p_dropout: float = 0.0) -> Tensor:
    """tanh of the first half of the channels times the sigmoid of the second.

    Before it, dropout, and what a speaker adds.
    Shapes: h (B, 2 C, T); condition (B, 2 C, 1); result (B, C, T).
    """
    h = dropout(h, p_dropout)
    if condition is not None:
        h = h + condition
    if h.device.type == "cpu":
        return _Gated.apply(h)
    signal, gate = _activate(h)
    return signal * gate


def put_gated(h: Tensor, result: Tensor) -> None:
    """``gated`` without gradients, into a tensor that is there."""
    torch.mul(*_activate(h), out=result)


class _Gated(torch.autograd.Function):
    """With tanh(x) as 2 sigmoid(2 x) - 1: on a CPU torch's tanh takes seven times its sigmoid."""

    @staticmethod
    def forward(ctx: Any, h: Tensor) -> Tensor:
        signal, gate = _activate(h)
        ctx.save_for_backward(signal, gate)
        return signal * gate

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        signal, gate = ctx.saved_tensors
        B, C, T = grad.shape
        result = grad.new_empty(B, T, 2 * C).mT  # as convolutions want it
        by_signal, by_gate = result.chunk(2, 1)
        torch.mul(grad, gate, out=by_signal)
        torch.ops.aten.tanh_backward.grad_input(by_signal, signal, grad_input=by_signal)
        torch.mul(grad, signal, out=by_gate)
        torch.ops.aten.sigmoid_backward.grad_input(by_gate, gate, grad_input=by_gate)
        return result


def _activate(h: Tensor) -> tuple[Tensor, Tensor]:
    """New tensors: tanh of the first half of the channels, sigmoid of the second."""
    signal, gate = h.chunk(2, 1)
    if h.device.type != "cpu":
        return torch.tanh(signal), torch.sigmoid(gate)
    signal = signal.float().mul(2).sigmoid_().mul_(2).sub_(1).to(h.dtype)
    return signal, torch.sigmoid(gate)
