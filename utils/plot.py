"""Pictures of mels and alignments, as matplotlib figures (no window, no pyplot state)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.files import atomic_path

MAX_LABELS = 120  # more would overlap


def plot_mel(mel: np.ndarray, title: str = "") -> Figure:
    """Picture of a log-mel. Shapes: mel (n_mels, T)."""
    figure = Figure(figsize=(_width(mel.shape[1]), 3), layout="constrained")
    _draw_mel(figure.subplots(), mel, title)
    return figure


def plot_mels(mels: Sequence[np.ndarray], titles: Sequence[str]) -> Figure:
    """Log-mels above one another on the same color scale, e.g. predicted and true.

    Shapes: each (n_mels, T_i).
    """
    width = _width(max(mel.shape[1] for mel in mels))
    figure = Figure(figsize=(width, 2.6 * len(mels)), layout="constrained")
    limits = min(mel.min() for mel in mels), max(mel.max() for mel in mels)
    all_axes = figure.subplots(len(mels), squeeze=False)[:, 0]
    for axes, mel, title in zip(all_axes, mels, titles, strict=True):
        _draw_mel(axes, mel, title, limits)
    return figure


def plot_alignment(path: np.ndarray, phones: Sequence[str] | None = None) -> Figure:
    """Picture of an alignment, the first phone at the bottom.

    Shapes: path (T_text, T_mel), hard or soft; phones: a label for each row, "" for none.
    """
    figure = Figure(figsize=(_width(path.shape[1]), _height(path.shape[0])), layout="constrained")
    _draw_alignment(figure.subplots(), path, phones)
    return figure


def plot_speech(mel: np.ndarray, path: np.ndarray, phones: Sequence[str] | None = None) -> Figure:
    """Picture of a mel above its alignment, frame under frame.

    Shapes: mel (n_mels, T); path (T_text, T); phones: a label for each row of path, "" for none.
    """
    height = _height(path.shape[0])
    figure = Figure(figsize=(_width(mel.shape[1]), 3 + height), layout="constrained")
    upper, lower = figure.subplots(2, sharex=True, height_ratios=[3, height])
    _draw_mel(upper, mel, "")
    upper.set_xlabel("")
    _draw_alignment(lower, path, phones)
    return figure


def plot_intervals(
    mel: np.ndarray, seconds: float, tiers: Sequence[Sequence[tuple[float, float, str]]]
) -> Figure:
    """Picture of a mel (n_mels, T) above tiers of labels, each with start and end in seconds."""
    figure = Figure(figsize=(min(max(6.0, 2.6 * seconds), 24.0), 3.6), layout="constrained")
    heights = [3, *[0.45] * len(tiers)]
    upper, *lower = figure.subplots(1 + len(tiers), sharex=True, height_ratios=heights)
    options = {"origin": "lower", "aspect": "auto", "interpolation": "nearest"}
    upper.imshow(mel, cmap="magma", extent=(0, seconds, 0, len(mel)), **options)
    upper.set(ylabel="mel band")
    for axes, labels in zip(lower, tiers, strict=True):
        axes.set(ylim=(0, 1), yticks=[])
        for start, end, label in labels:
            axes.axvspan(start, end, facecolor="0.92", edgecolor="0.4", linewidth=0.6)
            axes.text((start + end) / 2, 0.5, label, ha="center", va="center", fontsize=8)
            for edge in (start, end):
                upper.axvline(edge, color="white", linewidth=0.25, alpha=0.7)
    lower[-1].set(xlabel="seconds", xlim=(0, seconds))
    return figure


def save_figure(figure: Figure, path: str | Path, dpi: int = 100) -> None:
    """Write a figure atomically; the suffix chooses the format."""
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=dpi)


def _draw_mel(
    axes: Axes, mel: np.ndarray, title: str, limits: tuple[float, float] | None = None
) -> None:
    low, high = limits or (None, None)
    options = {"origin": "lower", "aspect": "auto", "interpolation": "nearest"}
    axes.imshow(mel, cmap="magma", vmin=low, vmax=high, **options)
    axes.set(title=title, xlabel="frame", ylabel="mel band")


def _draw_alignment(axes: Axes, path: np.ndarray, phones: Sequence[str] | None) -> None:
    options = {"origin": "lower", "aspect": "auto", "interpolation": "nearest"}
    axes.imshow(path, cmap="viridis", **options)
    axes.set(xlabel="frame", ylabel="phone")
    rows = [row for row, phone in enumerate(phones or ()) if phone]
    if 0 < len(rows) <= MAX_LABELS:
        axes.set_yticks(rows, [phones[row] for row in rows], fontsize=6)


def _width(frames: int) -> float:
    return min(max(5.0, frames / 60), 24.0)


def _height(rows: int) -> float:
    return min(max(3.0, rows / 12), 12.0)
