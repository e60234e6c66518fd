"""Schedules against the formula and its peak."""

import pytest

from models.base.optim.lr_schedule import constant, exponential, noam


def test_noam() -> None:
    rate = noam(1.0, 192, 4000)
    assert rate(1) == pytest.approx(192**-0.5 * 4000**-1.5)
    assert rate(4000) == pytest.approx((192 * 4000) ** -0.5) == pytest.approx(1.141e-3, rel=1e-3)
    assert rate(16000) == pytest.approx(rate(4000) / 2)
    assert max(range(1, 10000), key=rate) == 4000
    assert noam(2.0, 192, 4000)(123) == pytest.approx(2 * rate(123))


def test_constant() -> None:
    rate = constant(2e-4, 10)
    assert [rate(5), rate(10), rate(1000)] == pytest.approx([1e-4, 2e-4, 2e-4])


def test_exponential_falls_once_an_epoch() -> None:
    rate = exponential(1.0, 0.5, steps_per_epoch=3)
    assert [rate(step) for step in range(1, 8)] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25]
