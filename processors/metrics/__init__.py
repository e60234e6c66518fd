"""How good speech is, in numbers: recordings and texts in, a table out; no model of this toolkit.

from processors.metrics import Clip, choose, evaluate, Pair

metrics = choose(["mcd", "f0"])
report = evaluate([Pair("a", Clip("spoken/a.wav"), Clip("recorded/a.wav"))], metrics)
"""

from processors.metrics.base import Clip, Column, Metric, MetricError, Options, Pair
from processors.metrics.evaluate import Report, evaluate
from processors.metrics.registry import METRICS, choose
from processors.metrics.summary import Summary, summarize

__all__ = [
    "METRICS",
    "Clip",
    "Column",
    "Metric",
    "MetricError",
    "Options",
    "Pair",
    "Report",
    "Summary",
    "choose",
    "evaluate",
    "summarize",
]
