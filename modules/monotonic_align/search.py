"""Monotonic alignment search on tensors: checks, the choice of implementation, results."""

import functools
import os
import warnings
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from modules.length_regulator import frame_to_phone
from modules.monotonic_align import search_numpy as reference
from utils.mask import sequence_mask
from utils.signals import kept_signal_handlers

# "numpy" in this variable keeps everything compiled out of use, "core" only what runs on a GPU.
BACKEND_VARIABLE = "MONOTONIC_ALIGN_BACKEND"
# Work of about a millisecond: for less, a thread that must be woken can cost more than it saves.
CELLS_PER_THREAD = 4_000_000

Search = Callable[..., list[int]]
TritonSearch = Callable[[Tensor, Tensor, Tensor], Tensor]


def search_durations(
    log_prob: Tensor, text_lengths: Tensor, mel_lengths: Tensor, *, wait: bool = True
) -> Tensor:
    """Number of frames of each phone on the best monotonic path through each item.

    Durations of Glow-TTS (Kim et al., 2020, equation 5) on the path of equation 4. The path starts
    on the first phone, ends on the last, and gives each at least one frame; among equal scores it
    stays on a phone rather than move on. Cells may be -inf. NaN or +inf in a cell that a path could
    use raises ValueError, as do more phones than frames. Padding is never read. Fastest where the
    text axis is contiguous: pass (B, T_mel, T_text).mT.
    Where the search runs on a GPU, ``wait=False`` does not wait for its outcome: an item at fault
    has -1 for every duration instead of an error.
    Shapes: log_prob (B, T_text, T_mel) float32, any strides; lengths (B,) integers; result
    (B, T_text) int64 on the device of log_prob, zero on padding.
    """
    if torch.compiler.is_compiling():
        return _search_operator(log_prob, text_lengths, mel_lengths)
    _check_arguments(log_prob, text_lengths, mel_lengths)
    triton_search = _triton_search_for(log_prob)
    if triton_search is not None:
        on_device = (length.to(log_prob.device) for length in (text_lengths, mel_lengths))
        durations = _try_triton(triton_search, log_prob, *on_device)
        if durations is not None and not (wait and (durations < 0).any()):
            return durations
        # The search on the CPU finds the same fault again, and its error names it.
    n_phones, n_frames = _checked_lengths(log_prob, text_lengths, mel_lengths)
    scores = log_prob.detach().cpu().numpy()
    durations = np.zeros(scores.shape[:2], dtype=np.int64)
    bad = find_backend()(scores, n_phones, n_frames, durations, _n_threads(n_phones, n_frames))
    if bad:
        raise ValueError(_describe_bad_score(scores, bad[0], n_phones[bad[0]], n_frames[bad[0]]))
    return torch.from_numpy(durations).to(log_prob.device)


@torch.library.custom_op("tts::search_durations", mutates_args=())
def _search_operator(log_prob: Tensor, text_lengths: Tensor, mel_lengths: Tensor) -> Tensor:
    """``search_durations`` as one operator of a compiled graph; it does not wait on a GPU."""
    return search_durations(log_prob, text_lengths, mel_lengths, wait=False)


@_search_operator.register_fake
def _empty_durations(log_prob: Tensor, text_lengths: Tensor, mel_lengths: Tensor) -> Tensor:
    return log_prob.new_empty(log_prob.shape[:2], dtype=torch.int64)


@torch.no_grad()
def maximum_path(log_prob: Tensor, text_lengths: Tensor, mel_lengths: Tensor) -> Tensor:
    """Hard alignment path of ``search_durations`` as ones and zeros.

    Shapes: log_prob (B, T_text, T_mel) float32; lengths (B,); result like log_prob, contiguous,
    zero on padding.
    """
    durations = search_durations(log_prob, text_lengths, mel_lengths)
    path = log_prob.new_zeros(log_prob.shape)
    if path.numel():
        index = frame_to_phone(durations, path.shape[2]).unsqueeze(1)  # (B, 1, T_mel)
        path.scatter_(1, index, sequence_mask(durations.sum(1), path.shape[2], path.dtype))
    return path


@functools.cache
def find_backend() -> Search:
    """Search on the CPU: the compiled core, or numpy where it is missing, with one warning."""
    if os.environ.get(BACKEND_VARIABLE) == "numpy":
        return reference.search
    try:
        from modules.monotonic_align import core
    except ImportError as error:
        warnings.warn(
            f"the compiled alignment search cannot be used ({error}); numpy does it many times "
            "slower. To build it: python modules/monotonic_align/setup.py build_ext --inplace",
            RuntimeWarning,
            stacklevel=3,
        )
        return reference.search
    return core.search


@functools.cache
def find_triton_search() -> TritonSearch | None:
    """Search on a GPU; None, with one warning, where Triton cannot run and the CPU searches."""
    if os.environ.get(BACKEND_VARIABLE) in ("numpy", "core"):
        return None
    try:
        from modules.monotonic_align import search_triton
    except ImportError as missing:
        problem = missing
    else:
        with kept_signal_handlers():
            problem = search_triton.find_problem()
        if problem is None:
            return search_triton.search
    warnings.warn(
        f"the alignment search cannot run on the GPU ({problem}); the CPU does it, and the GPU "
        "waits. It takes triton, a C compiler and the headers of Python",
        RuntimeWarning,
        stacklevel=4,
    )
    return None


def _triton_search_for(log_prob: Tensor) -> TritonSearch | None:
    return find_triton_search() if log_prob.is_cuda and log_prob.numel() else None


def _try_triton(search: TritonSearch, *arguments: Tensor) -> Tensor | None:
    """Durations; None, with a warning, where the GPU has too little of something for this size."""
    from triton.errors import TritonError

    try:
        return search(*arguments)
    except TritonError as problem:
        warnings.warn(
            f"the alignment search cannot run on the GPU for {tuple(arguments[0].shape)} "
            f"({problem}); the CPU does it, and the GPU waits",
            RuntimeWarning,
            stacklevel=3,
        )
        return None


def _n_threads(n_phones: NDArray[np.int64], n_frames: NDArray[np.int64]) -> int:
    worthwhile = int(n_phones @ n_frames) // CELLS_PER_THREAD
    return max(1, min(torch.get_num_threads(), len(n_phones), worthwhile))


def _check_arguments(log_prob: Tensor, text_lengths: Tensor, mel_lengths: Tensor) -> None:
    """Raise unless types and shapes, which need no look at values, are right."""
    if not isinstance(log_prob, Tensor):
        raise TypeError(f"log_prob must be a tensor, got {type(log_prob).__name__}")
    if log_prob.dtype != torch.float32:
        raise TypeError(f"log_prob is {log_prob.dtype}, expected torch.float32: call .float()")
    if log_prob.ndim != 3:
        raise ValueError(f"log_prob is {tuple(log_prob.shape)}, expected (B, T_text, T_mel)")
    batch_size = len(log_prob)
    for name, lengths in {"text_lengths": text_lengths, "mel_lengths": mel_lengths}.items():
        if not isinstance(lengths, Tensor):
            raise TypeError(f"{name} must be a tensor, got {type(lengths).__name__}")
        if lengths.is_floating_point() or lengths.is_complex() or lengths.dtype == torch.bool:
            raise TypeError(f"{name} is {lengths.dtype}, expected integers: call .long()")
        if lengths.shape != (batch_size,):
            raise ValueError(
                f"{name} is {tuple(lengths.shape)}, expected ({batch_size},): one length an item "
                "of log_prob"
            )


def _checked_lengths(
    log_prob: Tensor, text_lengths: Tensor, mel_lengths: Tensor
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Both lengths as arrays; raises unless they fit the scores and each other."""
    _, T_text, T_mel = log_prob.shape
    n_phones = _checked_length("text_lengths", text_lengths, T_text)
    n_frames = _checked_length("mel_lengths", mel_lengths, T_mel)
    too_long = np.flatnonzero(n_phones > n_frames)
    if too_long.size:
        item = too_long[0]
        raise ValueError(
            f"batch item {item}: {n_phones[item]} phones but {n_frames[item]} frames, and each "
            "phone needs one; exclude the utterance, lower hop_size or leave out the blanks"
        )
    return n_phones, n_frames


def _checked_length(name: str, lengths: Tensor, limit: int) -> NDArray[np.int64]:
    values = lengths.detach().to("cpu", torch.int64).contiguous().numpy()
    outside = np.flatnonzero((values < 1) | (values > limit))
    if outside.size:
        item = outside[0]
        raise ValueError(
            f"batch item {item}: {name} is {values[item]}, expected 1 to {limit}, the size of "
            "log_prob; check that lengths and log_prob belong together"
        )
    return values


def _describe_bad_score(
    scores: NDArray[np.float32], item: int, n_phones: int, n_frames: int
) -> str:
    """Name the first cell, frame by frame, that no search can work with."""
    cells = scores[item, :n_phones, :n_frames].T  # (T_mel, T_text)
    phones, frames = np.arange(n_phones), np.arange(n_frames)[:, None]
    usable = (phones <= frames) & (n_phones - phones <= n_frames - frames)
    found = np.argwhere(usable & ~(cells < np.inf))
    remedy = "look for a diverged model or bad features in this utterance"
    if not found.size:
        return f"batch item {item}: the scores in log_prob add up beyond float32; {remedy}"
    frame, phone = found[0]
    value = cells[frame, phone]
    return f"batch item {item}: log_prob is {value} at phone {phone}, frame {frame}; {remedy}"
