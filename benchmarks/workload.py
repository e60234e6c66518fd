"""What contenders work on, the same for each of them."""

import hashlib
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from benchmarks.turns import Turn, timed

N_MELS = 80
N_SYMBOLS = 148
FRAMES_PER_PHONE = 3  # blanks counted as phones, as in LJSpeech
SHORTEST, LONGEST = 300, 800  # frames of an utterance
REPEATED = 6  # batches


def draw_lengths(count: int) -> np.ndarray:
    """Frames of ``count`` utterances, uniform from SHORTEST to LONGEST, in random order."""
    return np.random.default_rng(0).integers(SHORTEST, LONGEST + 1, count)


def make_batch(mel_lengths: np.ndarray, device: str) -> dict[str, Tensor]:
    """Random phones and mels of these lengths, zero on padding."""
    generator = torch.Generator().manual_seed(int(mel_lengths.sum()))
    frames = torch.from_numpy(mel_lengths)
    phones = frames // FRAMES_PER_PHONE
    shape = (len(frames), int(phones.max()))
    phone_ids = torch.randint(1, N_SYMBOLS, shape, generator=generator)
    mel = torch.randn(len(frames), N_MELS, int(frames.max()), generator=generator) * 2 - 5
    batch = {
        "phone_ids": phone_ids * (torch.arange(phone_ids.shape[1]) < phones.unsqueeze(1)),
        "phone_lengths": phones,
        "mel": mel * (torch.arange(mel.shape[2]) < frames.view(-1, 1, 1)),
        "mel_lengths": frames,
    }
    return {name: value.to(device) for name, value in batch.items()}


def repeated(batches: Sequence[np.ndarray], device: str) -> Sequence[np.ndarray]:
    """The batches that turns go through; on a GPU, few, as cudnn makes plans for each length."""
    return batches if device == "cpu" else batches[:REPEATED]


def step_turn(
    step: Callable[[dict[str, Tensor]], None], batches: Sequence[np.ndarray], device: str
) -> Turn:
    """Turns of a step of training, on batches of these lengths one after the other.

    Work is in frames. On a GPU the peak is that of its memory, since the warm-up.
    """
    if device != "cpu":
        for lengths in batches:
            step(make_batch(lengths, device))
        torch.cuda.reset_peak_memory_stats()

    def turn(number: int) -> dict[str, float]:
        batch = make_batch(batches[number % len(batches)], device)
        _, times = timed(lambda: step(batch), device)
        told = {**times, "work": int(batch["mel_lengths"].sum())}
        if device != "cpu":
            told["peak_mib"] = torch.cuda.max_memory_allocated() / 2**20
        return told

    return turn


def make_scores(size: str) -> tuple[Tensor, Tensor, Tensor]:
    """Scores for the alignment search, "BxT_TEXTxT_MEL", and both lengths."""
    batch_size, n_phones, n_frames = map(int, size.split("x"))
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(batch_size, n_phones, n_frames, generator=generator)
    return scores, torch.full((batch_size,), n_phones), torch.full((batch_size,), n_frames)


@torch.no_grad()
def fix_durations(weight: Tensor, bias: Tensor, frames: int) -> None:
    """Make a duration predictor's last layer give every phone so many frames."""
    weight.zero_()
    bias.fill_(math.log(frames - 0.5))


def path_turn(maximum_path: Callable[[Tensor, Tensor], Tensor], size: str) -> Turn:
    """Turns of a search that takes scores and a mask and gives a path."""
    scores, *_ = make_scores(size)
    mask = torch.ones_like(scores)

    def turn(number: int) -> dict[str, Any]:
        path, times = timed(lambda: maximum_path(scores, mask))
        return {**times, "answer": digest(path.sum(2).long())}

    return turn


def core_turn(maximum_path_c: Callable[..., None], size: str) -> Turn:
    """Turns of a compiled search that takes arrays, and leaves its totals in the scores."""
    scores, *lengths = make_scores(size)
    lengths = [length.int().numpy() for length in lengths]

    def turn(number: int) -> dict[str, Any]:
        values, path = scores.clone().numpy(), np.zeros(scores.shape, np.int32)
        _, times = timed(lambda: maximum_path_c(path, values, *lengths))
        return {**times, "answer": digest(torch.from_numpy(path).sum(2))}

    return turn


def epoch_turn(read: Callable[[int], int], num_workers: int) -> Turn:
    """Turns of a loader: ``read`` goes through an epoch and counts its frames.

    What CPU time the loader's processes take is not known: then none is given.
    """

    def turn(number: int) -> dict[str, Any]:
        frames, times = timed(lambda: read(number))
        return {**times, "work": frames, **({"cpu_seconds": 0.0} if num_workers else {})}

    return turn


def digest(values: Tensor) -> str:
    """A name for the contents of a tensor."""
    return hashlib.sha256(values.contiguous().numpy().tobytes()).hexdigest()[:12]
