"""Throughput and averages over the steps between two log points, without waiting for the device."""

import time
from collections.abc import Mapping

import torch
from torch import Tensor


class Throughput:
    """Sums of losses and gradient norms on their device, of frames and waiting on the host."""

    def __init__(self) -> None:
        self._sums: dict[str, Tensor] = {}
        self.reset()

    def reset(self) -> None:
        """Begin to count anew, now."""
        self._sums.clear()
        self._steps = 0
        self._frames = 0
        self._waited = 0.0
        self._paused = 0.0
        self._began = time.perf_counter()

    def add(self, values: Mapping[str, Tensor], frames: int, waited: float) -> None:
        """Count one step: scalars to average, mel frames, seconds spent waiting for data."""
        for name, value in values.items():
            total = self._sums.get(name)
            self._sums[name] = value.detach().clone() if total is None else total + value.detach()
        self._steps += 1
        self._frames += frames
        self._waited += waited

    def pause(self, seconds: float) -> None:
        """Leave out time that was not spent training: validation, pictures, checkpoints."""
        self._paused += seconds

    def averages(self) -> dict[str, float]:
        """Means of the scalars; one synchronization for all of them."""
        if not self._sums:
            return {}
        means = torch.stack([value.float() for value in self._sums.values()]) / self._steps
        return dict(zip(self._sums, means.tolist(), strict=True))

    def speed(self) -> dict[str, float]:
        """Frames and steps per second, and the share of the time spent waiting for data."""
        elapsed = max(time.perf_counter() - self._began - self._paused, 1e-9)
        return {
            "frames_per_second": self._frames / elapsed,
            "steps_per_second": self._steps / elapsed,
            "data_wait": min(self._waited / elapsed, 1.0),
        }
