"""Pictures of a measurement, of numbers that leave little to draw too."""

import pytest

from processors.metrics import Column
from processors.metrics.pictures import plot_histograms, plot_scatter

COLUMN = Column("mcd", "dB", "lower")


@pytest.mark.parametrize(
    "values", [[1.0, 2.0, 4.0], [0.0, 0.0], [1.0, 1.0 - 1e-16], [1e-17, 3e-17], [1e9, 1e9]], ids=str
)
def test_every_utterance_is_in_a_bin(values: list[float]) -> None:
    rows = [{"mcd": value, "length": 1.0} for value in values]
    (axes,) = plot_histograms(rows, [COLUMN]).axes
    assert sum(bar.get_height() for bar in axes.patches) == len(values)


def test_what_was_not_measured_is_left_out() -> None:
    rows = [{"length": 1.0}, {"length": 2.0, "mcd": 3.0}]
    assert sum(bar.get_height() for bar in plot_histograms(rows, [COLUMN]).axes[0].patches) == 1
    assert len(plot_scatter(rows, [COLUMN]).axes[0].collections[0].get_offsets()) == 1
    assert plot_histograms(rows[:1], [COLUMN]).axes[0].patches is not None
