"""The sampler: everything once, similar lengths, equal ranks, a position to start from."""

from collections import Counter

import numpy as np
import pytest

from models.base.data.length_bucket_sampler import LengthBucketSampler


@pytest.fixture
def lengths() -> np.ndarray:
    return np.random.default_rng(0).integers(80, 870, 1003)


def make(lengths: np.ndarray, **options) -> LengthBucketSampler:
    return LengthBucketSampler(lengths, **{"batch_size": 16, "shuffle": True, "seed": 7, **options})


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("count", [1, 15, 16, 17, 1003])
def test_everything_once_in_even_batches(count: int, shuffle: bool, lengths: np.ndarray) -> None:
    sampler = make(lengths[:count], shuffle=shuffle)
    batches = list(sampler)
    assert len(batches) == len(sampler) == -(-count // 16)
    assert sorted(index for batch in batches for index in batch) == list(range(count))
    sizes = [len(batch) for batch in batches]
    assert max(sizes) <= 16
    assert max(sizes) - min(sizes) <= 1


def test_little_padding(lengths: np.ndarray) -> None:
    batches = list(make(lengths))
    real = lengths.sum()
    padded = sum(lengths[batch].max() * len(batch) for batch in batches)
    assert real / padded > 0.9
    order = np.random.default_rng(0).permutation(len(lengths))
    careless = sum(lengths[b].max() * len(b) for b in np.array_split(order, len(batches)))
    assert real / careless < 0.6


def test_epochs_differ_in_order_and_in_company(lengths: np.ndarray) -> None:
    sampler = make(lengths[:200])  # one window: only the blur can change the company
    first = list(sampler)
    assert first == list(sampler)
    sampler.set_epoch(1)
    second = list(sampler)
    shared = Counter(map(frozenset, first)) & Counter(map(frozenset, second))
    assert len(shared) < len(first) / 4
    sizes = [lengths[batch].mean() for batch in first]
    assert sizes != sorted(sizes)


def test_seed_decides_alone(lengths: np.ndarray) -> None:
    np.random.seed(1)
    first = list(make(lengths))
    np.random.seed(2)
    assert first == list(make(lengths))
    assert first != list(make(lengths, seed=8))


def test_start_continues_the_same_epoch(lengths: np.ndarray) -> None:
    sampler = make(lengths)
    whole = list(sampler)
    sampler.set_epoch(0, start=20)
    assert list(sampler) == whole[20:]
    assert len(sampler) == len(whole)
    sampler.set_epoch(0, start=len(whole))
    assert list(sampler) == []


@pytest.mark.parametrize("count", [1, 2, 31, 100, 1003])
def test_ranks_share_one_order(count: int, lengths: np.ndarray) -> None:
    ranks = [list(make(lengths[:count], rank=r, n_ranks=3, batch_size=4)) for r in range(3)]
    assert len({len(batches) for batches in ranks}) == 1
    for step in zip(*ranks, strict=True):
        assert len({len(batch) for batch in step}) == 1
    seen = Counter(index for batches in ranks for batch in batches for index in batch)
    assert set(seen) == set(range(count))
    assert seen.total() == -(-count // 3) * 3


@pytest.mark.parametrize("batch_size", [1, 4])
@pytest.mark.parametrize("count", [1, 2, 9, 10, 31])
def test_validation_counts_nothing_twice(count: int, batch_size: int, lengths: np.ndarray) -> None:
    options = {"shuffle": False, "n_ranks": 3, "batch_size": batch_size}
    samplers = [make(lengths[:count], rank=rank, **options) for rank in range(3)]
    assert len({len(list(sampler)) for sampler in samplers}) == 1
    shares = [share for sampler in samplers for share in sampler.shares()]
    assert all(len(batch) for batch, _ in shares)
    counted = [index for batch, counts in shares if counts for index in batch]
    assert sorted(counted) == list(range(count))
    for sampler in samplers:
        assert list(sampler) == [batch.tolist() for batch, _ in sampler.shares()]


def test_two_ranks_see_the_batches_of_one_twice_as_large(lengths: np.ndarray) -> None:
    one = [sorted(batch) for batch in make(lengths[:992], batch_size=16)]
    halves = [make(lengths[:992], batch_size=8, rank=rank, n_ranks=2) for rank in range(2)]
    assert len(one) == len(halves[0])
    differing = sum(sorted(a + b) != whole for a, b, whole in zip(*halves, one, strict=True))
    assert differing == 0


def test_fingerprint_follows_what_changes_the_order(lengths: np.ndarray) -> None:
    fingerprint = make(lengths).fingerprint()
    assert fingerprint == make(lengths).fingerprint()
    for change in ({"batch_size": 8}, {"seed": 8}, {"n_ranks": 2}, {"lengths": lengths[:-1]}):
        assert make(**{"lengths": lengths, **change}).fingerprint() != fingerprint


def test_bad_arguments(lengths: np.ndarray) -> None:
    with pytest.raises(ValueError, match="nothing to make batches of"):
        make(lengths[:0])
    with pytest.raises(ValueError, match="rank 2 is not one of 2"):
        make(lengths, rank=2, n_ranks=2)
