"""The page about a new voice: what it sounds like, how it was made, and what to do next."""

import base64
import html
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from matplotlib.figure import Figure

from processors.audio.io import load_audio
from utils.errors import UserError
from utils.files import write_text

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse}td,th{padding:.25rem .75rem;border-bottom:1px solid #ddd;
text-align:left;vertical-align:middle}img{max-width:100%}audio{width:15rem}
pre{background:#f4f4f4;padding:.75rem;overflow-x:auto}.bad{color:#a00}.warn{color:#960}
"""


@dataclass
class Page:
    """A page of HTML that needs no other file; everything that is added is escaped."""

    title: str
    parts: list[str] = field(default_factory=list)

    def heading(self, text: str) -> None:
        self.parts.append(f"<h2>{html.escape(text)}</h2>")

    def paragraph(self, text: str, kind: str = "") -> None:
        self.parts.append(f'<p class="{kind}">{html.escape(text)}</p>')

    def items(self, texts: Sequence[str]) -> None:
        inside = "".join(f"<li>{html.escape(text)}</li>" for text in texts)
        self.parts.append(f"<ul>{inside}</ul>")

    def command(self, text: str) -> None:
        self.parts.append(f"<pre>{html.escape(text)}</pre>")

    def table(self, rows: Sequence[Sequence[str]], header: Sequence[str] = ()) -> None:
        """Cells that begin with ``<audio`` are players from ``player``; others are text."""
        lines = []
        if header:
            cells = "".join(f"<th>{html.escape(cell)}</th>" for cell in header)
            lines.append(f"<tr>{cells}</tr>")
        for row in rows:
            cells = (c if c.startswith("<audio") else html.escape(c) for c in row)
            lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        self.parts.append("<table>" + "".join(lines) + "</table>")

    def figure(self, figure: Figure) -> None:
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=90)
        self.parts.append(f'<img alt="" src="{_data("image/png", buffer.getvalue())}">')

    def image(self, path: Path) -> None:
        self.parts.append(f'<img alt="" src="{_data("image/png", path.read_bytes())}">')

    def write(self, path: Path) -> None:
        title = html.escape(self.title)
        write_text(
            path,
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
            f"<style>{STYLE}</style><h1>{title}</h1>" + "\n".join(self.parts) + "</html>\n",
        )


def player(path: Path, sample_rate: int = 22050) -> str:
    """Audio element with the recording in it, 16 bits; "–" where it cannot be read."""
    try:
        samples = load_audio(path, sample_rate).numpy()
    except UserError:
        return "–"
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, sample_rate, format="WAV", subtype="PCM_16")
    return f'<audio controls preload="none" src="{_data("audio/wav", buffer.getvalue())}"></audio>'


def read_curves(path: Path) -> dict[str, list[tuple[int, float]]]:
    """Points (step, value) by name, ``split/name``, of a run's metrics.jsonl."""
    curves: dict[str, list[tuple[int, float]]] = {}
    if not path.is_file():
        return curves
    for line in path.read_text(encoding="utf-8").splitlines():
        point = json.loads(line)
        for name, value in point.items():
            if name not in ("split", "step") and isinstance(value, int | float):
                curves.setdefault(f"{point['split']}/{name}", []).append((point["step"], value))
    return curves


def plot_curves(curves: Mapping[str, Sequence[tuple[int, float]]], chosen: int) -> Figure:
    """Losses, and the measure by which the checkpoint of step ``chosen`` is the best."""
    panels = [("loss", ("train/loss", "valid/loss")), ("dB", ("valid/aligned_mcd",))]
    figure = Figure(figsize=(9, 3.2), layout="constrained")
    for axes, (unit, names) in zip(figure.subplots(1, 2), panels, strict=True):
        for name in names:
            points = np.array(curves.get(name, [])).reshape(-1, 2)
            axes.plot(points[:, 0], points[:, 1], label=name)
        axes.axvline(chosen, color="gray", linestyle=":", label="the voice")
        axes.set(xlabel="step", ylabel=unit)
        axes.grid(alpha=0.3)
        axes.legend()
    return figure


def advice(
    minutes: float,
    steps: Mapping[str, int],
    reason: str,
    findings: Sequence[Mapping[str, Any]],
    *,
    untuned: bool = False,
) -> list[str]:
    """What to do next, the most useful first.

    ``steps``: "chosen", "last"; ``reason``: why training ended; ``untuned``: whether the vocoder is
    one that can be tuned, and was not.
    """
    found = [f"{one['check']}: {one['text']}" for one in findings if one["verdict"] == "BAD"]
    if minutes < 10:
        found.append(
            f"Record more: {minutes:.0f} minutes are few; ten make words clearer, an hour is "
            "enough."
        )
    if steps["chosen"] == steps["last"] and "max_minutes" in reason:
        found.append(
            "The voice was still getting better when its time was over: run the same command "
            "with more --minutes, and it goes on."
        )
    elif steps["last"] > 2 * steps["chosen"]:
        found.append(
            "The best checkpoint came early, then the voice learned its recordings by heart: "
            "more recordings help, more minutes do not."
        )
    if untuned:
        found.append(
            "The vocoder never heard these recordings: --vocoder_minutes 6 tunes it on them, which "
            "sounds cleaner and more like the person (needs pip install -e '.[pitch]')."
        )
    found.append("Listen to the five sentences. Words that are wrong: docs/pronunciation.md.")
    found.append(
        "Too lively or too flat: a lower or higher --noise_scale; too fast: --length_scale 1.1."
    )
    return found


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
