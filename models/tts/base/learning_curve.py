"""How well a voice speaks over its training: every checkpoint says the same texts."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from models.base.checkpoint.checkpoint import list_checkpoints
from models.tts.base.evaluation import speak_and_time
from models.tts.base.requests import Request
from models.tts.base.synthesis_settings import SynthesisSettings
from models.tts.base.synthesizer import Synthesizer
from processors.metrics import Metric, Options, Pair, Summary, evaluate
from processors.metrics.output import write_report
from utils.errors import UserError
from utils.files import read_json

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Point:
    """One checkpoint, measured."""

    step: int
    minutes: float  # of training
    summary: list[Summary]


def measure_checkpoints(
    expt_dir: Path,
    requests: Sequence[Request],
    folder: Path,
    metrics: Sequence[Metric],
    options: Options,
    settings: SynthesisSettings,
    vocoder_dir: str | None = None,
) -> list[Point]:
    """Have every checkpoint of an experiment speak into ``folder``, oldest first, and measure.

    What is there already is not measured again.
    """
    checkpoints = list_checkpoints(expt_dir)
    if not checkpoints:
        raise UserError(f"{expt_dir}: no checkpoints in it; train first (stage 2)")
    requests = list(dict.fromkeys(requests))
    facts = _facts(requests, metrics, options, settings, vocoder_dir)
    points = []
    for checkpoint, state in checkpoints:
        place = folder / checkpoint.name
        found = _read(place / "metrics" / "summary.json", facts)
        if found is None:
            synthesizer = Synthesizer.from_checkpoint(checkpoint, vocoder_dir)
            found = _measure(synthesizer, requests, place, metrics, options, settings, facts)
        points.append(Point(state.step, state.minutes, found))
        scores = ", ".join(f"{one.name} {one.mean:.3g} {one.unit}".strip() for one in found)
        logger.info("%s, step %d: %s", expt_dir.name, state.step, scores)
    return points


def format_points(curves: Mapping[str, Sequence[Point]]) -> str:
    """A line a checkpoint, plain Markdown; intervals of 95 % in brackets."""
    columns = list(dict.fromkeys(s.name for c in curves.values() for p in c for s in p.summary))
    lines = [["run", "step", "minutes", *columns], ["---"] * (3 + len(columns))]
    for name, points in curves.items():
        for point in points:
            values = {one.name: _cell(one) for one in point.summary}
            cells = [values.get(column, "–") for column in columns]
            lines.append([name, str(point.step), f"{point.minutes:.1f}", *cells])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def plot_points(curves: Mapping[str, Sequence[Point]], against: str = "step") -> Figure:
    """A panel for each number; ``against`` "step" or "minutes"."""
    names = [s.name for c in curves.values() for p in c for s in p.summary]
    names = list(dict.fromkeys(names))
    figure = Figure(figsize=(6, 4 * len(names)), layout="constrained")
    panels = figure.subplots(len(names), squeeze=False)[:, 0]
    for axes, name in zip(panels, names, strict=True):
        unit = ""
        for label, points in curves.items():
            found = [(p, s) for p in points for s in p.summary if s.name == name]
            unit = found[0][1].unit if found else unit
            places = [getattr(point, against) for point, _ in found]
            axes.plot(places, [one.mean for _, one in found], marker="o", label=label)
        axes.set(xlabel=against, ylabel=f"{name}, {unit}" if unit else name)
        axes.grid(alpha=0.3)
        axes.legend()
    return figure


def _measure(
    synthesizer: Synthesizer,
    requests: Sequence[Request],
    folder: Path,
    metrics: Sequence[Metric],
    options: Options,
    settings: SynthesisSettings,
    facts: Mapping[str, object],
) -> list[Summary]:
    spoken, _ = speak_and_time(synthesizer, requests, folder, settings)
    pairs = [Pair(clip.path.stem, clip, text=request.text) for request, clip in spoken]
    return write_report(folder / "metrics", evaluate(pairs, metrics, options), facts)


def _facts(
    requests: Sequence[Request],
    metrics: Sequence[Metric],
    options: Options,
    settings: SynthesisSettings,
    vocoder_dir: str | None,
) -> dict[str, object]:
    """Everything that decides what is measured; the checkpoint is in the folder's name."""
    return {
        "texts": [request.text for request in requests],
        "metrics": [metric.name for metric in metrics],
        "recognizer": options.recognizer,
        "language": options.language,
        "noise_scale": settings.noise_scale,
        "length_scale": settings.length_scale,
        "seed": settings.seed,
        "vocoder": vocoder_dir,
    }


def _read(path: Path, facts: Mapping[str, object]) -> list[Summary] | None:
    """What was measured before, if it was measured so."""
    if not path.is_file():
        return None
    try:
        document = read_json(path)
        same = all(document[name] == value for name, value in facts.items())
        return [Summary(**values) for values in document["summary"]] if same else None
    except (KeyError, TypeError, ValueError):
        raise UserError(f"{path}: not what was written there; remove it to measure again") from None


def _cell(one: Summary) -> str:
    interval = "" if one.low is None else f" [{one.low:.1f}, {one.high:.1f}]"
    return f"{one.mean:.1f}{interval}"
