"""Batches of similar length, in an order that seed and epoch decide alone."""

import logging
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from torch.utils.data import Sampler

from modules.length_regulator import round_frames

WINDOW = 64  # batches sorted together: enough to pad little, few enough to mix well
JITTER = 0.05  # lengths are blurred by this, so that a small corpus is not cut the same each epoch

logger = logging.getLogger(__name__)


class LengthBucketSampler(Sampler[list[int]]):
    """Yield lists of indices whose lengths are close to each other.

    All processes draw the same batches of ``batch_size * n_ranks`` and take every ``n_ranks``-th
    index of each, so all have the same number of batches of the same size, and the split over
    processes does not change what a step sees. Batch sizes within an epoch differ by at most one
    (a process), so there is no stunted last batch; only when the processes do not divide the
    data are up to ``n_ranks - 1`` items used twice, in training: see ``shares``.

    With ``max_frames`` a batch also holds at most so many padded frames (items times longest,
    rounded up to ``frame_multiple``) a process, and a longer item is a batch of its own. Batches
    are then about equally full, and their number differs a little from epoch to epoch.
    """

    def __init__(
        self,
        lengths: Sequence[int] | np.ndarray,
        batch_size: int,
        *,
        shuffle: bool,
        seed: int = 0,
        rank: int = 0,
        n_ranks: int = 1,
        max_frames: int | None = None,
        frame_multiple: int = 1,
    ) -> None:
        if len(lengths) == 0:
            raise ValueError("there is nothing to make batches of: no lengths were given")
        if not 0 <= rank < n_ranks:
            raise ValueError(f"rank {rank} is not one of {n_ranks}")
        self.lengths = np.asarray(lengths, dtype=np.int64)
        self.batch_size = batch_size
        self.max_frames = max_frames
        self.frame_multiple = frame_multiple
        self.shuffle = shuffle
        self.seed = seed
        self.rank = rank
        self.n_ranks = n_ranks
        self.epoch = 0
        self.start = 0
        self._counted: tuple[int, int] | None = None  # an epoch and its number of batches
        too_long = int((self.lengths > max_frames).sum()) if max_frames is not None else 0
        if too_long:
            logger.warning(
                "%d utterances are longer than max_frames %d (the longest has %d frames): each is "
                "a batch of its own, above the limit",
                too_long,
                max_frames,
                self.lengths.max(),
            )

    def __len__(self) -> int:
        """Batches in the whole epoch that is set, wherever iteration starts."""
        if self.max_frames is None:
            return self._even_count()
        if self._counted is None or self._counted[0] != self.epoch:
            self._counted = (self.epoch, len(self.global_batches()))
        return self._counted[1]

    def set_epoch(self, epoch: int, start: int = 0) -> None:
        """Choose the order of the next iteration, and the batch at which it begins."""
        self.epoch = epoch
        self.start = start

    def __iter__(self) -> Iterator[list[int]]:
        for batch, _ in self.shares()[self.start :]:
            yield batch.tolist()

    def shares(self) -> list[tuple[np.ndarray, bool]]:
        """This process's batches of the epoch, and whether each is to be counted.

        Without shuffling, which is for validation, no item is counted twice: a repeated one is
        left out of its batch. One of repeated items alone stays, not to be counted, because every
        process has to take part in every batch.
        """
        batches = self.global_batches()
        new = [np.ones(len(batch), dtype=bool) for batch in batches]
        if not self.shuffle:
            members = np.concatenate(batches)
            first = np.zeros(len(members), dtype=bool)
            first[np.unique(members, return_index=True)[1]] = True
            new = np.split(first, np.cumsum([len(batch) for batch in batches])[:-1])
        own = slice(self.rank, None, self.n_ranks)
        pairs = [(batch[own], fresh[own]) for batch, fresh in zip(batches, new, strict=True)]
        return [(b[f], True) if f.any() else (b, False) for b, f in pairs]

    def global_batches(self) -> list[np.ndarray]:
        """The epoch's batches over all processes."""
        rng = np.random.default_rng([self.seed, self.epoch])
        count, n_batches = len(self.lengths), self._even_count()
        order = rng.permutation(count) if self.shuffle else np.arange(count)
        order = np.resize(order, -(-count // self.n_ranks) * self.n_ranks)
        # Cut points in units of n_ranks, as even as they come.
        cuts = np.linspace(0, len(order) // self.n_ranks, n_batches + 1).astype(int) * self.n_ranks
        batches = []
        window = WINDOW if self.shuffle else n_batches
        for first in range(0, n_batches, window):
            edges = cuts[first : first + window + 1]
            members = order[edges[0] : edges[-1]]
            members = members[np.argsort(self._sort_keys(members, rng), kind="stable")]
            edges = edges - edges[0] if self.max_frames is None else self._budget_edges(members)
            batches += np.split(members, edges[1:-1])
        if self.shuffle:
            batches = [batches[i] for i in rng.permutation(len(batches))]
        return batches

    def longest_batch(self) -> list[int]:
        """This process's share of the epoch's batch with the most frames, padding included."""
        batches = self.global_batches()
        padded = [len(batch) * self.lengths[batch].max() for batch in batches]
        return batches[int(np.argmax(padded))][self.rank :: self.n_ranks].tolist()

    def fingerprint(self) -> int:
        """Changes with anything that changes the batches: a position in another order is void."""
        settings = (self.batch_size, self.shuffle, self.seed, self.n_ranks, WINDOW, JITTER)
        if self.max_frames is not None:
            settings += (self.max_frames,)
            settings += (self.frame_multiple,) if self.frame_multiple > 1 else ()
        return zlib.crc32(self.lengths.tobytes(), zlib.crc32(repr(settings).encode()))

    def _even_count(self) -> int:
        """Batches of ``batch_size`` in an epoch."""
        per_rank = -(-len(self.lengths) // self.n_ranks)
        return -(-per_rank // self.batch_size)

    def _budget_edges(self, members: np.ndarray) -> np.ndarray:
        """Where to cut ``members`` so that no part exceeds a limit and all are about as full."""
        longest = self.lengths[members].reshape(-1, self.n_ranks).max(1)  # of a step of all ranks
        longest = round_frames(longest, self.frame_multiple, up=True)
        # The share of a batch that each takes up; padding is not known before the cut.
        share = np.maximum(1 / self.batch_size, np.minimum(longest / self.max_frames, 1))
        filled = np.concatenate([[0], np.cumsum(share)])
        count = int(np.ceil(filled[-1] - 1e-6))
        while True:  # ends when nothing shares a batch, at the latest
            levels = np.linspace(0, filled[-1], count + 1)
            edges = np.unique(np.searchsorted(filled, levels - 1e-6))
            sizes, frames = np.diff(edges), np.maximum.reduceat(longest, edges[:-1])
            fits = (sizes <= self.batch_size) & (sizes * frames <= self.max_frames)
            if np.all(fits | (sizes == 1)):
                break
            count += 1 + count // 100
        return edges * self.n_ranks

    def _sort_keys(self, members: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        lengths = self.lengths[members].astype(np.float64)
        if self.shuffle:
            lengths *= rng.uniform(1 - JITTER, 1 + JITTER, len(members))
        return lengths
