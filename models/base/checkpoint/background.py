"""Checkpoints that a thread writes while training goes on: a copy of the values, and one writer."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from models.base.checkpoint.checkpoint import CheckpointError


class BackgroundWriter:
    """Thread that writes one checkpoint at a time. Python ends after what it has begun."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "checkpoint")
        self._pending: Future[Path] | None = None

    def begin(self, write: Callable[[], Path]) -> None:
        """Have ``write`` called, which uses nothing that training changes; ``finish`` first."""
        self._pending = self._thread.submit(write)

    def finish(self) -> tuple[Path | None, CheckpointError | None]:
        """Wait for what was begun: its folder, or why it could not be written; None without any."""
        pending, self._pending = self._pending, None
        if pending is None:
            return None, None
        try:
            return pending.result(), None
        except CheckpointError as error:
            return None, error

    def close(self) -> None:
        """Let the thread end when it is done."""
        self._thread.shutdown(wait=True)


def copy_to_host(values: Any) -> Any:
    """The same dicts, lists and tuples with copies of all tensors, on the CPU.

    Tensors of a GPU cross in one piece per type: thousands of small copies take longer.
    """
    groups: dict[tuple[torch.device, torch.dtype], list[Tensor]] = {}
    for tensor in _tensors(values):
        groups.setdefault((tensor.device, tensor.dtype), []).append(tensor)
    copies: dict[int, Tensor] = {}
    for tensors in groups.values():
        packed = torch.cat([tensor.detach().reshape(-1) for tensor in tensors]).cpu()
        parts = packed.split([tensor.numel() for tensor in tensors])
        for tensor, part in zip(tensors, parts, strict=True):
            copies[id(tensor)] = part.view(tensor.shape)
    return _replace(values, copies)


def _tensors(values: Any) -> Iterator[Tensor]:
    if isinstance(values, Tensor):
        yield values
    elif isinstance(values, dict):
        for value in values.values():
            yield from _tensors(value)
    elif isinstance(values, list | tuple):
        for value in values:
            yield from _tensors(value)


def _replace(values: Any, copies: dict[int, Tensor]) -> Any:
    if isinstance(values, Tensor):
        return copies[id(values)]
    if isinstance(values, dict):
        return {key: _replace(value, copies) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return type(values)(_replace(value, copies) for value in values)
    return values
