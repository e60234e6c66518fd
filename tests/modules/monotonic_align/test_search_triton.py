"""The search for GPUs, where there is none: interpreted, compiled, and chosen."""

import ctypes
import os
import signal
import subprocess
import sys
import types
import warnings

import pytest
import torch

from config.schema import REPOSITORY
from modules.monotonic_align import search

pytest.importorskip("triton", reason="triton is not installed")
from triton.runtime.errors import OutOfResources

CASES = "tests/modules/monotonic_align/search_triton_cases.py"


def run_cases(*options: str, **environment: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", CASES, *options],
        cwd=REPOSITORY, env={**os.environ, **environment},
        capture_output=True, text=True, timeout=1800,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stdout[-4000:] + finished.stderr[-2000:]


def test_in_the_interpreter():
    run_cases(TRITON_INTERPRET="1", CUDA_VISIBLE_DEVICES="")


@pytest.mark.slow
def test_long_utterances_in_the_interpreter():
    run_cases("-m", "slow", TRITON_INTERPRET="1", CUDA_VISIBLE_DEVICES="")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_on_the_gpu():
    run_cases("-m", "slow or not slow")


def compile_apart(tmp_path, *arguments: str) -> str:
    """What compile_search prints; in a process of its own, whose signal handlers may change."""
    finished = subprocess.run(
        [sys.executable, "-m", "tests.modules.monotonic_align.compile_search", *arguments],
        cwd=REPOSITORY, env={**os.environ, "TRITON_CACHE_DIR": str(tmp_path)},
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr[-4000:]
    return finished.stdout.strip()


@pytest.mark.parametrize(
    "architecture",
    [pytest.param(75, marks=pytest.mark.slow), pytest.param(80, marks=pytest.mark.slow), 90],
)
def test_it_compiles_for_nvidia(architecture, tmp_path):
    """To machine code, which needs no GPU: the interpreter takes what a compiler does not."""
    loads, through_shared = compile_apart(tmp_path, str(architecture)).split()
    # Four scores at once, which go from register to register: the compiler sees that rows are
    # aligned, and shuffles do the rest.
    assert int(loads) > 0
    assert int(through_shared) == 0


def test_requests_to_stop_are_heard_before_while_and_after_it_compiles(tmp_path):
    assert compile_apart(tmp_path, "80", "--stopping") == "2 2 2 True"


def test_the_first_compilation_keeps_the_handlers(fake_triton_search):
    before = signal.getsignal(signal.SIGUSR1)
    inside = []

    def find_problem():  # as LLVM does, below what Python knows of
        ctypes.CDLL(None).signal(int(signal.SIGUSR1), 1)  # SIG_IGN
        inside.append(signal.SIGUSR1)

    fake_triton_search.find_problem = find_problem
    heard = []
    signal.signal(signal.SIGUSR1, lambda number, frame: heard.append(number))
    try:
        assert search.find_triton_search() is fake_triton_search.search
        os.kill(os.getpid(), signal.SIGUSR1)
        assert heard == inside
    finally:
        signal.signal(signal.SIGUSR1, before)


@pytest.fixture
def fake_triton_search(monkeypatch):
    """Stand-in for the module of the Triton search; what was found before is forgotten."""
    module = types.ModuleType("search_triton")
    module.search, module.find_problem = object(), lambda: None
    monkeypatch.setitem(sys.modules, "modules.monotonic_align.search_triton", module)
    monkeypatch.setattr("modules.monotonic_align.search_triton", module, raising=False)
    monkeypatch.delenv(search.BACKEND_VARIABLE, raising=False)
    search.find_triton_search.cache_clear()
    yield module
    search.find_triton_search.cache_clear()


def test_it_is_for_tensors_on_a_gpu(fake_triton_search, monkeypatch):
    assert search._triton_search_for(torch.zeros(1, 3, 7)) is None
    on_gpu = types.SimpleNamespace(is_cuda=True, numel=lambda: 21)
    assert search._triton_search_for(on_gpu) is fake_triton_search.search


@pytest.mark.parametrize("choice", ["numpy", "core"])
def test_the_environment_can_keep_it_out_of_use(fake_triton_search, monkeypatch, choice):
    monkeypatch.setenv(search.BACKEND_VARIABLE, choice)
    assert search.find_triton_search() is None


def test_where_it_cannot_work_the_host_searches_and_says_why_once(fake_triton_search):
    fake_triton_search.find_problem = lambda: RuntimeError("Failed to find C compiler")
    with pytest.warns(RuntimeWarning, match=r"on the GPU \(Failed to find C compiler\)"):
        assert search.find_triton_search() is None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert search.find_triton_search() is None


def test_what_is_too_large_for_the_gpu_the_host_searches(fake_triton_search, monkeypatch):
    def search_on_gpu(*arguments):
        raise OutOfResources(300_000, 232_448, "shared memory")

    monkeypatch.setattr(search, "_triton_search_for", lambda log_prob: search_on_gpu)
    scores, lengths = torch.zeros(1, 3, 7), (torch.tensor([3]), torch.tensor([7]))
    with pytest.warns(
        RuntimeWarning, match=r"GPU for \(1, 3, 7\) \(out of resource: shared memory"
    ):
        durations = search.search_durations(scores, *lengths, wait=False)
    assert durations.tolist() == [[1, 1, 5]]


@pytest.mark.parametrize(
    "problem", [AssertionError("no such card"), OutOfResources(1, 0, "registers"), OSError("cc")]
)
def test_whatever_keeps_triton_from_compiling_is_a_problem(problem, monkeypatch):
    search_triton = pytest.importorskip("modules.monotonic_align.search_triton")

    def fail(*arguments):
        raise problem

    monkeypatch.setattr(search_triton, "search", fail)
    monkeypatch.setattr(search_triton.torch, "ones", lambda *_, **__: None)
    monkeypatch.setattr(search_triton.torch, "zeros", lambda *_, **__: None)
    assert search_triton.find_problem() is problem


def test_without_triton_the_host_searches(fake_triton_search, monkeypatch):
    monkeypatch.setitem(sys.modules, "modules.monotonic_align.search_triton", None)
    monkeypatch.delattr("modules.monotonic_align.search_triton")
    with pytest.warns(RuntimeWarning, match="cannot run on the GPU"):
        assert search.find_triton_search() is None
