"""What runs on a GPU, counted without one, on fake tensors: they have a device, and no values."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map_only

# They move nothing: a GPU is given no work by them.
VIEWS = {
    *("view", "transpose", "t", "permute", "expand", "slice", "select", "unsqueeze", "squeeze"),
    *("as_strided", "detach", "alias", "split", "split_with_sizes", "unbind", "_unsafe_view"),
    *("_reshape_alias", "diagonal", "unfold", "empty", "empty_like", "new_empty", "empty_strided"),
    *("new_empty_strided", "lift_fresh", "device"),
}


class OperatorCounter(TorchDispatchMode):
    """Context that counts the operators which would give a GPU work, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict | None = None
    ) -> Any:
        name = func.overloadpacket.__name__
        if name not in VIEWS:
            self.counts[name] += 1
        return func(*args, **(kwargs or {}))


def on_fake_gpu(build: Callable[[], nn.Module] | None, call: Callable[..., Any], *arguments: Any):
    """Result of ``call(module, *arguments)`` on a GPU that is made up, and its operators by name.

    ``build`` makes the module, without values; with None there is none. Tensors among the
    arguments keep their types, shapes and strides.
    """
    torch._C._ensureCUDADeviceGuardSet()
    with FakeTensorMode(allow_non_fake_inputs=True):
        moved = tree_map_only(Tensor, _move, arguments)
        with torch.device("cuda"):
            first = () if build is None else (build(),)
        with OperatorCounter() as counter:
            result = call(*first, *moved)
    return result, counter.counts


def _move(tensor: Tensor) -> Tensor:
    strides = tensor.stride()
    moved = torch.empty_strided(tensor.shape, strides, dtype=tensor.dtype, device="cuda")
    return moved.requires_grad_(tensor.requires_grad)
