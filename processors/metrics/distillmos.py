"""DistillMOS: an estimate of the quality of speech that hears what a vocoder does to it."""

import contextlib
import io
from typing import TYPE_CHECKING

import torch

from processors.metrics.base import Clip, Column, Metric, MetricError, Options, require

if TYPE_CHECKING:
    from distillmos import ConvTransformerSQAModel

RATE = 16000
MAX_SECONDS = 60.0  # windows of 7.68 s, one for each second, go through the model together


def distillmos(
    degraded: Clip,
    reference: Clip | None = None,
    text: str | None = None,
    *,
    model: "ConvTransformerSQAModel",
) -> dict:
    """Estimated opinion score of 1 to 5, by a small model distilled from one of XLS-R features.

    Stahl and Gamper, "Distillation and Pruning for Scalable Self-Supervised Representation-Based
    Speech Quality Assessment", 2025, with the weights of the package distillmos. The whole
    utterance at 16 kHz is measured: the mean over windows of 7.68 seconds, a shorter one filled up
    with zeros, each scaled to its peak. Higher is better.
    """
    samples = torch.from_numpy(degraded.samples(RATE))
    if not samples.any():
        raise MetricError(f"{degraded.path}: silent: there is nothing to judge")
    if len(samples) > MAX_SECONDS * RATE:
        raise MetricError(
            f"{degraded.path}: longer than {MAX_SECONDS:g} s; cut it into utterances to measure it"
        )
    device = next(model.parameters()).device
    with torch.inference_mode():
        return {"distillmos": float(model(samples[None].to(device)))}


def _prepare(options: Options) -> dict:
    (package,) = require("distillmos", "distillmos")
    with contextlib.redirect_stdout(io.StringIO()):  # it says where its weights are
        model = package.ConvTransformerSQAModel()
    return {"model": model.eval().to(options.device)}


METRIC = Metric(
    "distillmos", distillmos, (Column("distillmos", "MOS", "higher"),), prepare=_prepare
)
