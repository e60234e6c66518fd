"""Learning rates as plain functions of the step: nothing to store, nothing to step twice."""

from collections.abc import Callable

Schedule = Callable[[int], float]


def noam(factor: float, width: int, warmup: int) -> Schedule:
    """Linear ramp over ``warmup`` steps, then down with the square root of the step.

    Step 1 is the first update. The peak is ``factor * (width * warmup) ** -0.5``.
    """

    def rate(step: int) -> float:
        return factor * width**-0.5 * min(step**-0.5, step * warmup**-1.5)

    return rate


def constant(rate: float, warmup: int) -> Schedule:
    """The same rate throughout, after a linear ramp over ``warmup`` steps."""
    return lambda step: rate * min(1.0, step / warmup)


def exponential(rate: float, decay: float, steps_per_epoch: int) -> Schedule:
    """Down by the factor ``decay`` after each epoch of so many steps."""
    return lambda step: rate * decay ** ((step - 1) // steps_per_epoch)
