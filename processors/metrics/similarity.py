"""Whether it is the same voice."""

from functools import lru_cache

import torch
from torch import Tensor

from modules.speaker_encoder import SpeakerEncoder
from processors.audio.speaker_encoding import (
    LOUDNESS,
    SAMPLE_RATE,
    cut_parts,
    find_weights,
    load_speaker_encoder,
)
from processors.metrics.base import EXTRA, Clip, Column, Metric, MetricError, Options
from utils.errors import UserError


def speaker_similarity(
    degraded: Clip, reference: Clip, text: str | None = None, *, encoder: SpeakerEncoder
) -> dict:
    """Cosine of the speaker embeddings of both clips: 1 is the same voice; higher is better.

    Embeddings by Resemblyzer's weights (Wan and others, GE2E, 2018). They are never negative, so
    strangers are well above 0: measure two speakers to see where they lie.
    """
    return {
        "similarity": float(
            torch.dot(embed_clip(degraded, encoder), embed_clip(reference, encoder))
        )
    }


@lru_cache(maxsize=4)
def embed_clip(clip: Clip, encoder: SpeakerEncoder) -> Tensor:
    """Unit vector (256,) of the voice in a clip, whatever its level; MetricError if silent."""
    samples = torch.from_numpy(clip.samples(SAMPLE_RATE))
    if not samples.any():
        raise MetricError(f"{clip.path}: silent: there is no voice in it")
    # The encoder hears the level too: both clips have that which Resemblyzer raises quiet ones to.
    return encoder.embed([cut_parts(samples * (LOUDNESS / samples.square().mean().sqrt()))])[0]


def _prepare(options: Options) -> dict:
    try:
        find_weights()
    except UserError:
        raise UserError(f"the metric similarity needs Resemblyzer's weights; {EXTRA}") from None
    return {"encoder": load_speaker_encoder(options.device)}


METRIC = Metric(
    "similarity",
    speaker_similarity,
    (Column("similarity", "", "higher"),),
    needs=("reference",),
    prepare=_prepare,
)
