"""Batches by frame budget: both limits hold, nothing is lost, ranks and resumes agree."""

import logging
from collections import Counter

import numpy as np
import pytest

from models.base.data.length_bucket_sampler import LengthBucketSampler

BUDGET = 6000


@pytest.fixture
def lengths() -> np.ndarray:
    return np.random.default_rng(0).integers(80, 870, 1003)


def make(lengths: np.ndarray, **options) -> LengthBucketSampler:
    defaults = {"batch_size": 16, "shuffle": True, "seed": 7, "max_frames": BUDGET}
    return LengthBucketSampler(lengths, **{**defaults, **options})


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("batch_size", [3, 16, 1000])
def test_both_limits_hold_and_everything_comes_once(
    lengths: np.ndarray, batch_size: int, shuffle: bool
) -> None:
    sampler = make(lengths, batch_size=batch_size, shuffle=shuffle)
    batches = list(sampler)
    assert len(batches) == len(sampler)
    assert sorted(index for batch in batches for index in batch) == list(range(1003))
    assert max(len(batch) for batch in batches) <= batch_size
    padded = [len(batch) * lengths[batch].max() for batch in batches]
    assert max(padded) <= BUDGET
    if batch_size == 1000:  # the budget alone decides: it is used, and equally
        assert np.mean(padded) > 0.8 * BUDGET
        assert min(padded) > 0.6 * BUDGET


def test_frames_that_a_batch_is_rounded_up_to_count(lengths: np.ndarray) -> None:
    rounded = -(-lengths // 32) * 32
    batches = list(make(lengths, frame_multiple=32))
    assert max(len(batch) * rounded[batch].max() for batch in batches) <= BUDGET
    assert max(len(batch) * rounded[batch].max() for batch in make(lengths)) > BUDGET
    prints = {make(lengths, frame_multiple=m).fingerprint() for m in (1, 16, 32)}
    assert len(prints) == 3
    assert make(lengths, frame_multiple=1).fingerprint() == make(lengths).fingerprint()


def test_a_budget_that_is_never_reached_changes_no_size(lengths: np.ndarray) -> None:
    plain = make(lengths, max_frames=None)
    roomy = make(lengths, max_frames=16 * 870)
    assert len(roomy) == len(plain)
    assert sorted(map(len, roomy)) == sorted(map(len, plain))


@pytest.mark.parametrize("n_ranks", [2, 3])
def test_ranks_divide_a_batch_of_all_budgets(lengths: np.ndarray, n_ranks: int) -> None:
    ranks = [make(lengths, rank=rank, n_ranks=n_ranks) for rank in range(n_ranks)]
    steps = list(zip(*map(list, ranks), strict=True))
    assert {len(sampler) for sampler in ranks} == {len(steps)}
    whole = [set(batch.tolist()) for batch in ranks[0].global_batches()]
    for shares, batch in zip(steps, whole, strict=True):
        assert len({len(share) for share in shares}) == 1
        assert set().union(*shares) == batch
        assert max(len(share) * lengths[share].max() for share in shares) <= BUDGET
    seen = Counter(index for shares in steps for share in shares for index in share)
    assert set(seen) == set(range(1003))
    assert seen.total() == -(-1003 // n_ranks) * n_ranks


def test_two_ranks_see_what_one_with_twice_the_limits_sees() -> None:
    lengths = np.full(96, 400)  # the limits are met at an even count
    halves = [list(make(lengths, max_frames=2400, rank=rank, n_ranks=2)) for rank in range(2)]
    one = list(make(lengths, max_frames=4800, batch_size=32))
    assert [sorted(a + b) for a, b in zip(*halves, strict=True)] == [sorted(batch) for batch in one]
    assert {len(batch) for batch in one} == {12}


def test_an_utterance_above_the_budget_is_alone_and_reported_once(
    lengths: np.ndarray, caplog
) -> None:
    lengths[[5, 77, 500]] = 7000, 9000, 6001
    with caplog.at_level(logging.WARNING):
        sampler = make(lengths)
        for epoch in range(3):
            sampler.set_epoch(epoch)
            batches = list(sampler)
            alone = sorted(batch for batch in batches if lengths[batch].max() > BUDGET)
            assert alone == [[5], [77], [500]]
            others = [batch for batch in batches if batch not in alone]
            assert max(len(batch) * lengths[batch].max() for batch in others) <= BUDGET
    (record,) = caplog.records
    assert "3 utterances are longer than max_frames 6000" in record.getMessage()
    assert "9000 frames" in record.getMessage()


def test_mostly_too_long_still_comes_to_an_end() -> None:
    lengths = np.repeat([601, 2000], 10)  # two of the short ones are above the budget too
    batches = list(make(lengths, max_frames=1000))
    assert sorted(index for (index,) in batches) == list(range(20))


def test_the_number_of_batches_is_that_of_the_epoch(lengths: np.ndarray) -> None:
    sampler = make(lengths)
    counts = set()
    for epoch in range(6):
        sampler.set_epoch(epoch)
        whole = list(sampler)
        assert len(whole) == len(sampler)
        counts.add(len(whole))
        sampler.set_epoch(epoch, start=20)
        assert list(sampler) == whole[20:]
        assert len(sampler) == len(whole)
    assert len(counts) > 1  # else this test would show nothing


def test_the_fingerprint_follows_the_budget(lengths: np.ndarray) -> None:
    prints = {make(lengths, max_frames=limit).fingerprint() for limit in (None, 5000, 6000)}
    assert len(prints) == 3
    before = LengthBucketSampler(np.arange(1, 50), 4, shuffle=True, seed=1)
    assert before.fingerprint() == 2756622865  # positions of runs without a budget stay valid


@pytest.mark.parametrize("max_frames", [None, BUDGET])
def test_the_longest_batch_is_the_costliest(lengths: np.ndarray, max_frames: int | None) -> None:
    sampler = make(lengths, max_frames=max_frames)
    costs = {tuple(batch): len(batch) * lengths[batch].max() for batch in sampler}
    assert costs[tuple(sampler.longest_batch())] == max(costs.values())
    shares = [
        make(lengths, max_frames=max_frames, rank=rank, n_ranks=2).longest_batch()
        for rank in range(2)
    ]
    assert len(shares[0]) == len(shares[1])
    assert not set(shares[0]) & set(shares[1])
