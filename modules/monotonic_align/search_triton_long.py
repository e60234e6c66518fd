"""Triton search of long texts: several warps per utterance, all of its phones side by side.

As ``search_triton``, for more phones than the registers of one warp hold.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

WORD = 32  # frames whose directions share an integer
LANES = 128  # phones a warp works on


@torch.no_grad()
def search(log_prob: Tensor, text_lengths: Tensor, mel_lengths: Tensor) -> Tensor:
    """Durations as by the compiled core, ties included; -1 where there are none.

    Shapes: log_prob (B, T_text, T_mel) float32, any strides, copied unless phones are side by
    side; lengths (B,) integers on the same device; result (B, T_text) int64.
    """
    B, T_text, T_mel = log_prob.shape
    if log_prob.stride(1) != 1:
        log_prob = log_prob.mT.contiguous().mT
    text_lengths, mel_lengths = text_lengths.contiguous(), mel_lengths.contiguous()
    durations = log_prob.new_empty((B, T_text), dtype=torch.int64)
    words = triton.cdiv(T_mel, WORD)
    moves = log_prob.new_empty((B, words, T_text), dtype=torch.int32)
    lengths = (text_lengths, mel_lengths, T_text, T_mel)
    block = max(LANES, triton.next_power_of_2(T_text))
    with torch.cuda.device_of(log_prob):
        strides = log_prob.stride(0), log_prob.stride(2)
        _walk_forth[(B,)](
            *(log_prob, *strides, *lengths, moves, durations),
            WORD=WORD,
            BLOCK=block,
            num_warps=min(block // LANES, 8),
        )
        _walk_back[(B,)](moves, *lengths, durations, WORD=WORD, num_warps=1)
    return durations


@triton.jit
def _fitting_lengths(item, text_lengths, mel_lengths, T_text, T_mel):
    """Phones and frames of an item; no frames if it cannot be searched."""
    n_phones = tl.load(text_lengths + item)
    n_frames = tl.load(mel_lengths + item)
    fits = (n_phones >= 1) & (n_phones <= T_text) & (n_phones <= n_frames) & (n_frames <= T_mel)
    return n_phones.to(tl.int32), tl.where(fits, n_frames, 0).to(tl.int32)


# Triton compiles anew for sizes of 1 and for multiples of 16: here sizes change with every batch.
@triton.jit(do_not_specialize=("item_stride", "frame_stride", "T_text", "T_mel"))
def _walk_forth(
    log_prob, item_stride, frame_stride, text_lengths, mel_lengths, T_text, T_mel, moves, durations,
    WORD: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    """Note for each cell whether its best way in comes from the phone before: a bit of ``moves``.

    Prepares ``durations``: zeros, or -1 throughout. A row holds, for one frame, the best total
    score of any alignment that has reached each phone.
    """
    item = tl.program_id(0).to(tl.int64)
    n_phones, n_frames = _fitting_lengths(item, text_lengths, mel_lengths, T_text, T_mel)
    phones = tl.arange(0, BLOCK)
    before = tl.maximum(phones - 1, 0)
    scores = log_prob + item * item_stride + phones
    words = moves + item * tl.cdiv(T_mel, WORD) * T_text + phones
    row = tl.full((BLOCK,), float("-inf"), tl.float32)
    word = tl.zeros((BLOCK,), tl.int32)
    bad = (phones == 0) & (n_frames == 0)
    for y in tl.range(0, n_frames, num_stages=4):
        first = tl.maximum(n_phones + y - n_frames, 0)  # later ones only: the end must be reached
        usable = (phones >= first) & (phones <= y) & (phones < n_phones)
        score = tl.load(scores, mask=usable, other=float("-inf"))
        scores += frame_stride
        # The one way in is onto the first phone at the first frame.
        entry = tl.where(y == 0, 0.0, float("-inf"))
        move = tl.where(phones == 0, entry, tl.gather(row, before, 0))
        moved = move > row  # a tie stays
        row = tl.where(phones <= y, tl.where(moved, move, row) + score, float("-inf"))
        # NaN and +infinity stay in their column, and each column ends as the first.
        bad |= (phones == first) & ~(row < float("inf"))
        word = tl.where(y % WORD == 0, 0, word) | (moved.to(tl.int32) << (y % WORD))
        full = (y % WORD == WORD - 1) | (y == n_frames - 1)
        tl.store(words + (y // WORD) * T_text, word, mask=(phones < n_phones) & full)
    fault = tl.max(bad.to(tl.int64), 0)
    tl.store(durations + item * T_text + phones, tl.zeros_like(phones) - fault, phones < T_text)


@triton.jit(do_not_specialize=("T_text", "T_mel"))
def _walk_back(moves, text_lengths, mel_lengths, T_text, T_mel, durations, WORD: tl.constexpr):
    """Count the frames of each phone on the best path, from the last frame to the first."""
    item = tl.program_id(0).to(tl.int64)
    n_phones, n_frames = _fitting_lengths(item, text_lengths, mel_lengths, T_text, T_mel)
    words = moves + item * tl.cdiv(T_mel, WORD) * T_text
    counts = durations + item * T_text
    n_frames = tl.where(tl.load(counts) < 0, 0, n_frames)
    phone = n_phones - 1
    count = tl.zeros((), tl.int64)
    for back in range(n_frames):
        y = n_frames - 1 - back
        count += 1
        tl.store(counts + phone, count)
        word = tl.load(words + (y // WORD) * T_text + phone)
        moved = (phone > 0) & ((phone == y) | ((word >> (y % WORD)) & 1 == 1))
        count = tl.where(moved, 0, count)
        phone -= moved.to(tl.int32)
