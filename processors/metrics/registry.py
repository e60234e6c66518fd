"""The metrics by name."""

from collections.abc import Sequence

from processors.metrics import (
    distillmos,
    distortion,
    dnsmos,
    pitch,
    recognition,
    similarity,
    timing,
)
from processors.metrics.base import Metric
from utils.errors import UserError

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        recognition.WORDS,
        recognition.CHARACTERS,
        distortion.METRIC,
        pitch.METRIC,
        dnsmos.METRIC,
        distillmos.METRIC,
        similarity.METRIC,
        timing.DURATION,
        timing.SILENCE,
        timing.REAL_TIME_FACTOR,
    )
}


def choose(names: Sequence[str]) -> list[Metric]:
    """Metrics by name, each once."""
    for name in names:
        if name not in METRICS:
            raise UserError(f"no metric is called {name!r}; there are {', '.join(METRICS)}")
    if not names:
        raise UserError(f"no metric is named; there are {', '.join(METRICS)}")
    return [METRICS[name] for name in dict.fromkeys(names)]
