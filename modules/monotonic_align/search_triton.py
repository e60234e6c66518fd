"""Triton search, on a GPU: one warp per utterance, neighboring phones in the registers of a lane.

Nothing comes back to the host, so nothing waits. An item that cannot be searched (more phones than
frames, a length out of bounds, NaN or +infinity where a path could go) gets -1 for all durations.
Texts of more than ``LANES * MOST_PHONES_A_LANE`` phones are searched by ``search_triton_long``.
"""

# ruff: noqa: RUF005 - functions of Triton join tuples by + alone

import subprocess

import torch
import triton
import triton.language as tl
from torch import Tensor
from torch.nn import functional as F
from triton.errors import TritonError

from modules.monotonic_align import search_triton_long

LANES = 32  # of a warp
GROUP = 4  # scores that a lane loads at once
MOST_PHONES_A_LANE = 64  # their scores, totals and moves fill the registers
WORD = 32  # frames whose moves share an integer
# What keeps Triton from compiling: a missing compiler, a card that it does not know, too few
# registers or too little shared memory for long texts.
PROBLEMS = (TritonError, RuntimeError, AssertionError, OSError, subprocess.SubprocessError)


@torch.no_grad()
def search(log_prob: Tensor, text_lengths: Tensor, mel_lengths: Tensor) -> Tensor:
    """Durations as by the compiled core, ties included; -1 where there are none.

    Shapes: log_prob (B, T_text, T_mel) float32, any strides, copied unless phones are side by
    side in groups of ``GROUP``; lengths (B,) integers on the same device; result (B, T_text) int64.
    """
    B, T_text, T_mel = log_prob.shape
    if T_text > LANES * MOST_PHONES_A_LANE:
        return search_triton_long.search(log_prob, text_lengths, mel_lengths)
    text_lengths, mel_lengths = text_lengths.contiguous(), mel_lengths.contiguous()
    scores = _in_groups(log_prob)  # (B, T_mel, T_text or a little more)
    per_lane = max(GROUP, triton.next_power_of_2(triton.cdiv(T_text, LANES)))
    durations = log_prob.new_empty((B, T_text), dtype=torch.int64)
    words = triton.cdiv(T_mel, WORD)
    moves = log_prob.new_empty((B, words, LANES * per_lane), dtype=torch.int32)
    with torch.cuda.device_of(log_prob):
        _search[(B,)](
            *(scores, scores.stride(0) // GROUP, scores.stride(1) // GROUP),
            *(text_lengths, mel_lengths, T_text, T_mel, moves, durations),
            K=per_lane,
            num_warps=1,
        )
    return durations


def find_problem() -> Exception | None:
    """What keeps Triton from compiling for the current GPU, a missing compiler for instance."""
    one = torch.ones(1, dtype=torch.int64, device="cuda")
    try:
        search(torch.zeros(1, 1, 1, device="cuda"), one, one)
    except PROBLEMS as error:
        return error
    return None


def _in_groups(log_prob: Tensor) -> Tensor:
    """Scores (B, T_mel, T_text) whose rows begin, and end, with a whole group."""
    scores = log_prob.mT
    more = -scores.shape[2] % GROUP
    ordered = scores.stride(2) == 1 and not (scores.stride(0) % GROUP or scores.stride(1) % GROUP)
    if more or not ordered or scores.data_ptr() % (GROUP * scores.element_size()):
        return F.pad(scores, (0, more)).contiguous()
    return scores


@triton.jit
def _load_phones(pointers, first, n_phones, K: tl.constexpr):
    """Scores of K neighboring phones per lane, K tensors [32]; -inf in groups after the text."""
    scores = ()
    for group in tl.static_range(K // 4):
        inside = tl.broadcast_to((first + group * 4 < n_phones)[:, None], [32, 4])
        four = tl.load(pointers + group * 4, mask=inside, other=float("-inf"))
        even, odd = tl.split(tl.reshape(four, [32, 2, 2]))
        zeroth, second = tl.split(even)
        one, third = tl.split(odd)
        scores = scores + (zeroth, one, second, third)
    return scores


# Triton compiles anew for sizes of 1 and for multiples of 16: here sizes change with every batch.
@triton.jit(do_not_specialize=("item_groups", "frame_groups", "T_text", "T_mel"))
def _search(
    log_prob, item_groups, frame_groups, text_lengths, mel_lengths, T_text, T_mel, moves, durations,
    K: tl.constexpr,
):  # fmt: skip
    """Durations of one item: forth over the frames, then back along the moves.

    A lane has the phones K lane … K lane + K - 1. ``totals`` holds for each the best total score of
    any alignment that has reached it by the frame at hand; ``words`` its last 32 moves, whether
    that alignment came from the phone before, the latest in the lowest bit.
    """
    item = tl.program_id(0).to(tl.int64)
    n_phones = tl.load(text_lengths + item)
    n_frames = tl.load(mel_lengths + item)
    fits = (n_phones >= 1) & (n_phones <= T_text) & (n_phones <= n_frames) & (n_frames <= T_mel)
    n_phones = n_phones.to(tl.int32)
    n_frames = tl.where(fits, n_frames, 0).to(tl.int32)
    lanes = tl.arange(0, 32)
    first = lanes * K
    lane_before = tl.maximum(lanes - 1, 0)
    # Strides come in groups of four, so that the compiler knows that four can be loaded at once.
    start = item * item_groups * 4
    pointers = log_prob + start + first[:, None] + tl.arange(0, 4)[None, :]
    item_moves = moves + item * tl.cdiv(T_mel, 32) * (32 * K)
    totals = ()
    words = ()
    for _ in tl.static_range(K):
        totals = totals + (tl.full((32,), float("-inf"), tl.float32),)
        words = words + (tl.zeros((32,), tl.int32),)
    # The one way in is onto the first phone at the first frame.
    before = tl.where(lanes == 0, 0.0, float("-inf"))
    bad = tl.zeros((32,), tl.int32) + (n_frames == 0).to(tl.int32)
    for y in tl.range(0, n_frames, num_stages=4):
        scores = _load_phones(pointers, first, n_phones, K)
        pointers += frame_groups * 4
        lowest = tl.maximum(n_phones + y - n_frames, 0)  # later ones only: the end must be reached
        last = tl.minimum(y, n_phones - 1)
        new_totals = ()
        new_words = ()
        for k in tl.static_range(K):
            usable = (first + k >= lowest) & (first + k <= last)
            moved = before > totals[k]  # a tie stays
            best = tl.where(moved, before, totals[k]) + tl.where(usable, scores[k], float("-inf"))
            # NaN and +infinity stay in their phone, and each phone is once the lowest.
            bad |= ((first + k == lowest) & ~(best < float("inf"))).to(tl.int32)
            before = totals[k]
            new_totals = new_totals + (best,)
            new_words = new_words + ((words[k] << 1) | moved.to(tl.int32),)
        totals = new_totals
        words = new_words
        # From the last phone of a lane one moves on to the first of the next.
        before = tl.where(lanes == 0, float("-inf"), tl.gather(totals[K - 1], lane_before, 0))
        if (y % 32 == 31) | (y == n_frames - 1):
            for k in tl.static_range(K):
                tl.store(item_moves + (y // 32) * (32 * K) + first + k, words[k])
    fault = tl.max(bad, 0)
    item_durations = durations + item * T_text
    for k in tl.static_range(K):
        nothing = tl.zeros((32,), tl.int64) - fault
        tl.store(item_durations + first + k, nothing, mask=first + k < T_text)
    tl.debug_barrier()  # what other lanes have stored is read now
    _walk_back(item_moves, n_phones, tl.where(fault != 0, 0, n_frames), item_durations, K)


@triton.jit
def _walk_back(moves, n_phones, n_frames, durations, K: tl.constexpr):
    """Count the frames of each phone from the last one on, a jump to the next move at a time."""
    phone = n_phones - 1
    left = n_frames  # that no phone has been given yet
    count = tl.zeros((), tl.int32)  # of the phone at hand
    while left > 0:
        y = left - 1
        block = y // 32
        newest = tl.minimum(block * 32 + 31, n_frames - 1)  # frame in the lowest bit
        word = tl.load(moves + block * (32 * K) + phone) >> (newest - y)
        # A power of two is exact as a float, and its exponent says which bit it is.
        lowest_bit = (word & -word).to(tl.float32).to(tl.int32, bitcast=True)
        stays = tl.where(word == 0, 32, ((lowest_bit >> 23) & 255) - 127)
        stays = tl.minimum(stays, y - phone)  # then there are no frames to spare
        in_block = y - block * 32 + 1
        moves_on = (phone > 0) & (stays < in_block)
        taken = tl.where(moves_on, stays + 1, in_block)
        count += taken
        left -= taken
        tl.store(durations + phone, count.to(tl.int64))
        count = tl.where(moves_on, 0, count)
        phone -= moves_on.to(tl.int32)
