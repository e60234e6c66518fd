"""Start, grouping, and the cached inverse."""

import copy
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from modules.flow import InvertibleConv
from utils.mask import sequence_mask

MASK = sequence_mask(torch.tensor([5, 3]))
X = torch.linspace(-1, 1, 80).view(2, 8, 5) * MASK


def test_starts_as_a_rotation() -> None:
    for _ in range(10):
        weight = InvertibleConv(8).weight.detach()
        torch.testing.assert_close(weight @ weight.T, torch.eye(4))
        assert torch.linalg.det(weight) > 0


def test_a_group_is_made_of_neighbors_in_both_halves() -> None:
    layer = InvertibleConv(8, n_split=4)
    touched = torch.zeros(8, 8)
    for channel in range(8):
        x = torch.zeros(1, 8, 1)
        x[0, channel] = 1
        touched[channel] = layer(x, torch.ones(1, 1, 1))[0].detach().view(8).abs()
    groups = {tuple(row.nonzero().flatten().tolist()) for row in touched}
    assert groups == {(0, 1, 4, 5), (2, 3, 6, 7)}


def test_refuses_channels_that_do_not_split() -> None:
    with pytest.raises(ValueError, match="groups of 4"):
        InvertibleConv(6, n_split=4)
    with pytest.raises(ValueError, match="even groups of 3"):
        InvertibleConv(6, n_split=3)


def inverse(layer: InvertibleConv) -> Tensor:
    with torch.inference_mode():
        return layer.inverse(X, MASK)[0].clone()


def change_by_training(layer: InvertibleConv) -> None:
    layer.train()
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    layer(X, MASK)[0].sum().backward()
    optimizer.step()
    layer.eval()


def change_by_loading(layer: InvertibleConv) -> None:
    layer.load_state_dict({"weight": torch.eye(4) * 2})


def change_by_assignment(layer: InvertibleConv) -> None:
    layer.load_state_dict({"weight": torch.eye(4) * 3}, assign=True)
    inverse(layer)
    layer.load_state_dict({"weight": torch.eye(4) * 2}, assign=True)  # as new as the one before


def change_in_place(layer: InvertibleConv) -> None:
    with torch.no_grad():
        layer.weight.mul_(3)


def change_hidden_from_autograd(layer: InvertibleConv) -> None:
    layer.train()(X, MASK)
    layer.weight.data.mul_(3)
    layer.eval()


def change_dtype(layer: InvertibleConv) -> None:
    layer.double()
    layer.float()


@pytest.mark.parametrize(
    "change",
    [
        change_by_training,
        change_by_loading,
        change_by_assignment,
        change_in_place,
        change_hidden_from_autograd,
        change_dtype,
    ],
)
def test_cached_inverse_follows_the_weight(change: Callable[[InvertibleConv], None]) -> None:
    layer = InvertibleConv(8).eval()
    inverse(layer)
    assert layer._cache is not None
    change(layer)
    fresh = InvertibleConv(8).eval()
    fresh.load_state_dict(layer.state_dict())
    torch.testing.assert_close(inverse(layer), inverse(fresh))


def test_inverse_is_computed_once_in_inference() -> None:
    layer = InvertibleConv(8).eval()
    inverse(layer)
    cached = layer._cache[1]
    inverse(layer)
    assert layer._cache[1] is cached
    assert "_cache" not in layer.state_dict()


def test_gradients_flow_through_the_inverse() -> None:
    layer = InvertibleConv(8).eval()
    inverse(layer)
    layer.inverse(X, MASK)[0].square().sum().backward()
    assert layer.weight.grad.abs().sum() > 0


def test_copy_after_inference() -> None:
    layer = InvertibleConv(8).eval()
    expected = inverse(layer)
    torch.testing.assert_close(inverse(copy.deepcopy(layer)), expected)
