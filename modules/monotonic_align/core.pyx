# cython: language_level=3
# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Compiled search for the best monotonic alignment.

A row holds, for one frame, the best total score of any alignment that has reached each phone.
Its entry 0 stands before the first phone and entry x + 1 belongs to phone x, so that the two
ways into a cell, staying on the phone and moving on from the one before, are neighbors.

Only the row before every block of frames is kept. The way back recomputes the few cells of a
block that the path can cross, which is cheaper than noting a direction for every cell.
"""

from cython.parallel cimport prange
from libc.math cimport INFINITY
from libc.stdint cimport int64_t
from libc.stdlib cimport free, malloc

cdef extern from *:
    """
    #ifdef _OPENMP
    #define ALIGN_HAS_OPENMP 1
    #else
    #define ALIGN_HAS_OPENMP 0
    #endif
    #ifdef __GNUC__
    #define ALIGN_PREFETCH(address) __builtin_prefetch(address)
    #else
    #define ALIGN_PREFETCH(address) ((void)(address))
    #endif
    """
    const int ALIGN_HAS_OPENMP
    void ALIGN_PREFETCH(const void* address) noexcept nogil

cdef enum:
    BLOCK = 8  # frames
    WINDOW = BLOCK + 2  # phones a path can touch within a block, and one entry before them

cdef enum Outcome:
    DONE
    BAD_SCORE
    NO_MEMORY

# Whether the utterances of a batch are searched in parallel.
HAS_OPENMP = bool(ALIGN_HAS_OPENMP)


cdef struct Scores:
    # Part of log_prob; strides count floats.
    const float* cells
    Py_ssize_t phone_stride
    Py_ssize_t frame_stride


cdef void advance(
    const float* before, const float* scores, float* after, Py_ssize_t first, Py_ssize_t last
) noexcept nogil:
    """Row of one frame from the row before it, for the phones from first to last - 1.

    NaN and +infinity never leave a column again: no way in from the side compares as greater.
    """
    cdef Py_ssize_t x
    cdef float stay, move
    for x in range(first, last):
        stay = before[x + 1]
        move = before[x]
        after[x + 1] = (move if move > stay else stay) + scores[x]


cdef Scores take_block(
    Scores scores,
    Py_ssize_t first_phone,
    Py_ssize_t last_phone,
    Py_ssize_t first_frame,
    Py_ssize_t last_frame,
    float* tile,
) noexcept nogil:
    """Part of the scores with phones side by side: a view if they are so already, else a copy."""
    cdef Py_ssize_t n_phones = last_phone - first_phone
    cdef Py_ssize_t n_frames = last_frame - first_frame
    cdef const float* source = (
        scores.cells + first_phone * scores.phone_stride + first_frame * scores.frame_stride
    )
    cdef Py_ssize_t x, y
    if scores.phone_stride == 1:
        return Scores(source, 1, scores.frame_stride)
    for x in range(n_phones):
        # A little of each of many rows: the processor does not foresee what is read next.
        ALIGN_PREFETCH(source + 3 * BLOCK * scores.frame_stride)
        for y in range(n_frames):
            tile[y * n_phones + x] = source[y * scores.frame_stride]
        source += scores.phone_stride
    return Scores(tile, 1, n_phones)


cdef void fetch(const float* scores, Py_ssize_t n_phones) noexcept nogil:
    """Have memory send the scores, side by side, that are soon needed."""
    cdef Py_ssize_t x
    for x in range(0, n_phones, 16):  # as many as memory sends together
        ALIGN_PREFETCH(scores + x)


cdef Outcome walk_forth(
    Scores scores, Py_ssize_t n_phones, Py_ssize_t n_frames, float* rows, float* tile
) noexcept nogil:
    """Fill the row before each block; two more rows behind them take turns in between.

    All rows come filled with -infinity. Cells that no complete alignment can use are not read.
    """
    cdef Py_ssize_t n_blocks = (n_frames + BLOCK - 1) // BLOCK
    cdef Py_ssize_t width = n_phones + 1
    cdef float* spare = rows + n_blocks * width
    cdef float* before = rows
    cdef float* after
    cdef Scores block
    cdef Py_ssize_t b, start, stop, left, first, beyond, y
    cdef bint bad = False
    rows[0] = 0  # the one way in: onto the first phone at the first frame
    for b in range(n_blocks):
        start = b * BLOCK
        stop = min(start + BLOCK, n_frames)
        left = max(0, n_phones + start - n_frames)
        block = take_block(scores, left, min(n_phones, stop), start, stop, tile)
        for y in range(start, stop):
            if y + 1 == stop and b + 1 < n_blocks:
                after = rows + (b + 1) * width
            else:
                after = spare + y % 2 * width
            first = max(0, n_phones + y - n_frames)
            beyond = min(n_phones, y + 1)
            if scores.phone_stride == 1:  # else the copy did it
                fetch(block.cells + BLOCK * block.frame_stride, beyond - left)
            advance(before + left, block.cells, after + left, first - left, beyond - left)
            block.cells += block.frame_stride
            # The lowest column of a frame ends here, and holds any bad score that it met.
            bad |= not after[first + 1] < INFINITY
            before = after
    return BAD_SCORE if bad else DONE


cdef void walk_back(
    Scores scores,
    Py_ssize_t n_phones,
    Py_ssize_t n_frames,
    const float* rows,
    float* tile,
    int64_t* durations,
) noexcept nogil:
    """Count the frames of each phone on the best path, from the last frame to the first."""
    cdef float[BLOCK][WINDOW] window  # row y - start is that of frame y - 1, from phone left
    cdef const float* kept
    cdef Scores block
    cdef Py_ssize_t b, start, stop, left, width, x, y, i
    cdef Py_ssize_t last = n_phones - 1
    for b in range((n_frames - 1) // BLOCK, -1, -1):
        start = b * BLOCK
        stop = min(start + BLOCK, n_frames)
        left = max(0, last - BLOCK)
        width = last + 1 - left
        kept = rows + b * (n_phones + 1) + left
        for i in range(width + 1):
            window[0][i] = kept[i]
        for y in range(1, stop - start):
            for i in range(width + 1):
                window[y][i] = -INFINITY
        block = take_block(scores, left, last + 1, start, stop - 1, tile)
        for y in range(start, stop - 1):
            x = min(width, y + 1 - left)
            advance(window[y - start], block.cells, window[y - start + 1], 0, x)
            block.cells += block.frame_stride
        for y in range(stop - 1, start - 1, -1):
            durations[last] += 1
            x = last - left
            if last > 0 and (last == y or window[y - start][x] > window[y - start][x + 1]):
                last -= 1


cdef Outcome search_one(
    Scores scores, Py_ssize_t n_phones, Py_ssize_t n_frames, int64_t* durations
) noexcept nogil:
    cdef Py_ssize_t n_blocks = (n_frames + BLOCK - 1) // BLOCK
    cdef Py_ssize_t n_row_cells = (n_blocks + 2) * (n_phones + 1)
    cdef Py_ssize_t n_tile_cells = 0 if scores.phone_stride == 1 else BLOCK * n_phones
    cdef float* rows = <float*>malloc((n_row_cells + n_tile_cells) * sizeof(float))
    cdef Outcome outcome
    cdef Py_ssize_t i
    if rows == NULL:
        return NO_MEMORY
    for i in range(n_row_cells):
        rows[i] = -INFINITY
    outcome = walk_forth(scores, n_phones, n_frames, rows, rows + n_row_cells)
    if outcome == DONE:
        walk_back(scores, n_phones, n_frames, rows, rows + n_row_cells, durations)
    free(rows)
    return outcome


def search(
    const float[:, :, :] log_prob,
    const int64_t[::1] text_lengths,
    const int64_t[::1] mel_lengths,
    int64_t[:, ::1] durations,
    int n_threads,
):
    """Fill ``durations``, which come as zeros; return the items that met a NaN or +infinity.

    Nothing is checked here: 1 <= text_lengths <= mel_lengths must hold and fit the shapes.
    Shapes: log_prob (B, T_text, T_mel), any strides; lengths (B,); durations (B, T_text).
    """
    cdef Py_ssize_t batch_size = log_prob.shape[0]
    cdef Py_ssize_t phone_stride = log_prob.strides[1] // <Py_ssize_t>sizeof(float)
    cdef Py_ssize_t frame_stride = log_prob.strides[2] // <Py_ssize_t>sizeof(float)
    cdef int[::1] outcomes
    cdef Py_ssize_t b
    outcomes = memoryview(bytearray(batch_size * sizeof(int))).cast("i")
    for b in prange(batch_size, nogil=True, schedule="dynamic", num_threads=n_threads):
        outcomes[b] = search_one(
            Scores(&log_prob[b, 0, 0], phone_stride, frame_stride),
            text_lengths[b],
            mel_lengths[b],
            &durations[b, 0],
        )
    if NO_MEMORY in list(outcomes):
        raise MemoryError("no memory for the rows of the alignment search")
    return [b for b in range(batch_size) if outcomes[b] == BAD_SCORE]
