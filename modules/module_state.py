"""State of modules outside training: eval mode, frozen, folded and uninitialized weights."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from torch import Tensor, nn
from torch.nn.utils import parametrize
from torch.overrides import TorchFunctionMode


def fold_weight_norm(module: nn.Module) -> None:
    """Replace every weight-normalized weight inside ``module`` by its value, for inference."""
    for layer in list(module.modules()):
        if parametrize.is_parametrized(layer, "weight"):
            parametrize.remove_parametrizations(layer, "weight")


class SkipInit(TorchFunctionMode):
    """Context in which modules are built without drawing the weights that will be loaded anyway.

    Drawing takes longer than loading. Until they are loaded the weights are arbitrary.
    """

    DRAWS = (
        *(Tensor.uniform_, Tensor.normal_, Tensor.erfinv_),  # the last of trunc_normal_
        *(nn.init.uniform_, nn.init.normal_, nn.init.kaiming_uniform_, nn.init.xavier_uniform_),
    )

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        if func in self.DRAWS:
            return args[0] if args else kwargs["tensor"]
        return func(*args, **kwargs)


@contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """Context with ``module`` in eval mode; each submodule has its own mode again after it."""
    training = [child for child in module.modules() if child.training]
    for child in training:
        child.training = False
    try:
        yield
    finally:
        for child in training:
            child.training = True


@contextmanager
def frozen(modules: Iterable[nn.Module]) -> Iterator[None]:
    """Context in which gradients pass through ``modules`` and none is kept for their weights."""
    weights = [p for module in modules for p in module.parameters() if p.requires_grad]
    for weight in weights:
        weight.requires_grad_(False)
    try:
        yield
    finally:
        for weight in weights:
            weight.requires_grad_(True)
