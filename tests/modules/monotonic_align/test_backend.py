import shutil
import sys
import warnings

import numpy as np
import pytest
import torch

from modules.monotonic_align import search, search_durations
from modules.monotonic_align import search_numpy as reference
from tests.modules.monotonic_align.oracle import random_batch


@pytest.fixture(autouse=True)
def _fresh_choice(monkeypatch):
    monkeypatch.delenv(search.BACKEND_VARIABLE, raising=False)
    forget_choice = search.find_backend.cache_clear
    forget_choice()
    yield
    forget_choice()


@pytest.fixture
def core():
    return pytest.importorskip("modules.monotonic_align.core", reason="the core is not built")


@pytest.mark.parametrize("kind", ["integers", "floats", "holes"])
@pytest.mark.parametrize("text_last", [True, False])
def test_both_implementations_agree_exactly(core, kind, text_last):
    rng = np.random.default_rng(8)
    for _ in range(40):
        log_prob, text_lengths, mel_lengths = random_batch(rng, 6, 150, 400, kind)
        scores = (log_prob.mT.contiguous().mT if text_last else log_prob).numpy()
        lengths = text_lengths.numpy(), mel_lengths.numpy()
        compiled = np.zeros(scores.shape[:2], dtype=np.int64)
        plain = np.zeros_like(compiled)
        assert core.search(scores, *lengths, compiled, 1) == []
        assert reference.search(scores, *lengths, plain) == []
        np.testing.assert_array_equal(compiled, plain)


def test_both_implementations_name_the_same_bad_items(core):
    rng = np.random.default_rng(9)
    named = 0
    for _ in range(200):
        log_prob, *lengths = random_batch(rng, 6, 30, 60, "floats")
        log_prob[torch.rand(log_prob.shape) < 0.001] = torch.nan
        lengths = [length.numpy() for length in lengths]
        durations = np.zeros((2, *log_prob.shape[:2]), dtype=np.int64)
        bad = core.search(log_prob.numpy(), *lengths, durations[0], 1)
        assert reference.search(log_prob.numpy(), *lengths, durations[1]) == bad
        np.testing.assert_array_equal(durations[0], durations[1])
        named += len(bad)
    assert named > 20


def test_any_number_of_threads_gives_the_same(core, monkeypatch):
    monkeypatch.setattr(search, "CELLS_PER_THREAD", 1)
    log_prob = torch.randn(7, 300, 60).mT
    lengths = torch.randint(1, 61, (7,)), torch.randint(60, 301, (7,))
    before = torch.get_num_threads()
    try:
        results = []
        for n_threads in (1, 2, 3, 7, 16):
            torch.set_num_threads(n_threads)
            results += [search_durations(log_prob, *lengths) for _ in range(3)]
    finally:
        torch.set_num_threads(before)
    for result in results:
        torch.testing.assert_close(result, results[0])


@pytest.mark.parametrize(
    ("torch_threads", "batch_size", "n_frames", "expected"),
    [(4, 8, 72000, 4), (16, 3, 99000, 3), (1, 8, 72000, 1), (16, 8, 72000, 7), (8, 8, 9000, 1)],
)
def test_threads_follow_torch_the_batch_and_the_work(
    monkeypatch, torch_threads, batch_size, n_frames, expected
):
    monkeypatch.setattr(torch, "get_num_threads", lambda: torch_threads)
    seen = []
    monkeypatch.setattr(search, "find_backend", lambda: lambda *args: seen.append(args[-1]) or [])
    lengths = torch.full((batch_size,), 50), torch.full((batch_size,), n_frames)
    search_durations(torch.zeros(1).expand(batch_size, 50, n_frames), *lengths)
    assert seen == [expected]


def test_the_core_is_preferred_without_a_word(core):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert search.find_backend() is core.search


@pytest.mark.skipif(not shutil.which("gcc"), reason="gcc is what surely has OpenMP")
def test_the_core_runs_in_parallel(core):
    assert core.HAS_OPENMP


def test_the_environment_can_choose_numpy(monkeypatch):
    monkeypatch.setenv(search.BACKEND_VARIABLE, "numpy")
    assert search.find_backend() is reference.search


def test_without_the_core_numpy_steps_in_and_says_so_once(monkeypatch):
    monkeypatch.setitem(sys.modules, "modules.monotonic_align.core", None)
    monkeypatch.delattr("modules.monotonic_align.core", raising=False)
    arguments = torch.zeros(1, 3, 7), torch.tensor([3]), torch.tensor([7])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        results = [search_durations(*arguments).tolist() for _ in range(3)]
    assert results == [[[1, 1, 5]]] * 3
    assert [warning.category for warning in caught] == [RuntimeWarning]
    assert "setup.py build_ext --inplace" in str(caught[0].message)
