"""Batches of similar length, in an order that seed and epoch decide alone."""

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from torch.utils.data import Sampler

WINDOW = 64  # batches sorted together: enough to pad little, few enough to mix well
JITTER = 0.05  # lengths are blurred by this, so that a small corpus is not cut the same each epoch


class LengthBucketedBatchSampler(Sampler[list[int]]):
    """Yield lists of indices whose lengths are close to each other.

    All processes draw the same batches of ``batch_size * n_ranks`` and take every ``n_ranks``-th
    index of each, so all have the same number of batches of the same size, and the split over
    processes does not change what a step sees. Batch sizes within an epoch differ by at most one
    (a process), so there is no stunted last batch; only when the processes do not divide the
    data are up to ``n_ranks - 1`` items used twice.
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
    ) -> None:
        if len(lengths) == 0:
            raise ValueError("there is nothing to make batches of: no lengths were given")
        if not 0 <= rank < n_ranks:
            raise ValueError(f"rank {rank} is not one of {n_ranks}")
        self.lengths = np.asarray(lengths, dtype=np.int64)
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.seed = seed
        self.rank = rank
        self.n_ranks = n_ranks
        self.epoch = 0
        self.start = 0

    def __len__(self) -> int:
        """Batches in a whole epoch, wherever iteration starts."""
        per_rank = -(-len(self.lengths) // self.n_ranks)
        return -(-per_rank // self.batch_size)

    def set_epoch(self, epoch: int, start: int = 0) -> None:
        """Choose the order of the next iteration, and the batch at which it begins."""
        self.epoch = epoch
        self.start = start

    def __iter__(self) -> Iterator[list[int]]:
        for batch in self.global_batches()[self.start :]:
            yield batch[self.rank :: self.n_ranks].tolist()

    def global_batches(self) -> list[np.ndarray]:
        """The epoch's batches over all processes."""
        rng = np.random.default_rng([self.seed, self.epoch])
        count = len(self.lengths)
        order = rng.permutation(count) if self.shuffle else np.arange(count)
        order = np.resize(order, -(-count // self.n_ranks) * self.n_ranks)
        # Cut points in units of n_ranks, as even as they come.
        cuts = np.linspace(0, len(order) // self.n_ranks, len(self) + 1).astype(int) * self.n_ranks
        batches = []
        window = WINDOW if self.shuffle else len(self)
        for first in range(0, len(self), window):
            edges = cuts[first : first + window + 1]
            members = order[edges[0] : edges[-1]]
            members = members[np.argsort(self._sort_keys(members, rng), kind="stable")]
            batches += np.split(members, edges[1:-1] - edges[0])
        if self.shuffle:
            batches = [batches[i] for i in rng.permutation(len(batches))]
        return batches

    def fingerprint(self) -> int:
        """Changes with anything that changes the batches: a position in another order is void."""
        settings = (self.batch_size, self.shuffle, self.seed, self.n_ranks, WINDOW, JITTER)
        return zlib.crc32(self.lengths.tobytes(), zlib.crc32(repr(settings).encode()))

    def _sort_keys(self, members: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        lengths = self.lengths[members].astype(np.float64)
        if self.shuffle:
            lengths *= rng.uniform(1 - JITTER, 1 + JITTER, len(members))
        return lengths
