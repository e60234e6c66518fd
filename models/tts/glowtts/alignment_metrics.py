"""Is it learning? Numbers that tell an alignment that has formed from one that has not."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from config.glowtts import GlowTTSTrainConfig
from models.tts.glowtts.durations import alignment_log_prob
from models.tts.glowtts.output import GlowTTSOutput
from modules.length_regulator import frame_to_phone, gather_frames, round_frames
from processors.text.symbols import SymbolTable

OFF_DIAGONAL = "off_diagonal"
ONE_FRAME = "one_frame_phones"
UNCERTAINTY = "alignment_entropy"
MEASURES = (OFF_DIAGONAL, ONE_FRAME, UNCERTAINTY)


@dataclass(frozen=True)
class Limit:
    """The most that a voice which learns has of a measure, and what more of it means."""

    highest: float
    meaning: str


LIMITS = {
    OFF_DIAGONAL: Limit(0.1, "the path runs far from the diagonal"),
    ONE_FRAME: Limit(0.7, "most phones last a single frame, and a few take all the rest"),
    UNCERTAINTY: Limit(0.6, "a frame fits nearly every phone alike"),
}
WARM_UPS = 2  # lengths of the schedule's ramp, after which the measures are judged
REMEDY = (
    "look at the alignment in TensorBoard: a line from corner to corner is right. If none forms, "
    "see that texts belong to their recordings, cut silence (preprocess.trim), or set "
    "train.diagonal_weight"
)


def remarks(means: Mapping[str, float]) -> list[str]:
    """What is wrong with the measures of an alignment, a sentence each; NaN is."""
    return [
        f"{name} {means[name]:.2f} is above {limit.highest}: {limit.meaning}"
        for name, limit in LIMITS.items()
        if not means[name] <= limit.highest
    ]


def ready_to_judge(step: int, settings: GlowTTSTrainConfig) -> bool:
    """Whether an alignment should have formed by now."""
    return step >= WARM_UPS * settings.warmup


def spoken_phones(symbols: SymbolTable) -> Tensor:
    """Which ids are phones, and no blank, space, punctuation or stress. Shapes: (n_symbols,)."""
    return torch.tensor([symbols.is_spoken(symbol) for symbol in symbols.symbols])


@torch.no_grad()
def measure_alignment(output: GlowTTSOutput, spoken: Tensor) -> dict[str, Tensor]:
    """Means over a batch, each 0 at best and 1 at worst.

    ``off_diagonal``: distance of the path from the diagonal, as a share of the utterance; over
    frames. ``one_frame_phones``: share of the phones that last one frame. ``alignment_entropy``:
    entropy of the phone given the frame, all phones of the utterance alike before, as a share of
    the largest there is; over frames.
    Shapes: spoken (B, T_text), the phones that count; results scalars.
    """
    frames = output.mel_mask.squeeze(1)
    return {
        OFF_DIAGONAL: _mean(_distances(output), frames),
        ONE_FRAME: _mean((output.durations == 1).float(), spoken.float()),
        UNCERTAINTY: _mean(_entropies(output), frames),
    }


def measure_elements(mel_lengths: Tensor, n_sqz: int, spoken: Tensor) -> dict[str, int]:
    """How many elements each of the means is over. Shapes: mel_lengths (B,); spoken as above."""
    frames = int(round_frames(mel_lengths, n_sqz).sum())
    return {OFF_DIAGONAL: frames, ONE_FRAME: int(spoken.sum()), UNCERTAINTY: frames}


def _mean(values: Tensor, weights: Tensor) -> Tensor:
    return (values * weights).sum() / weights.sum().clamp_min(1)


def _distances(output: GlowTTSOutput) -> Tensor:
    """Of each frame's phone from the diagonal (B, T_mel)."""
    phone = frame_to_phone(output.durations, output.z.shape[2]) + 0.5
    frame = torch.arange(output.z.shape[2], device=phone.device) + 0.5
    n_phones = output.text_mask.sum(2)  # (B, 1)
    return (phone / n_phones - frame / output.mel_lengths.unsqueeze(1)).abs()


def _entropies(output: GlowTTSOutput) -> Tensor:
    """Of the phones given each frame, over that of complete ignorance (B, T_mel)."""
    first = (output.durations.cumsum(1) - output.durations).clamp_max(output.z.shape[2] - 1)
    mean = gather_frames(output.prior_mean, first)  # the prior of a phone is that of its frames
    log_std = gather_frames(output.prior_log_std, first)
    scores = alignment_log_prob(output.z.float(), mean.float(), log_std.float())
    scores = scores.masked_fill(output.text_mask.transpose(1, 2) == 0, -torch.inf)
    n_phones = output.text_mask.sum(2).clamp_min(2)  # one phone alone is certain
    return torch.special.entr(scores.softmax(1)).sum(1) / n_phones.log()
