"""What the run is on, and whether what is compiled for it is there."""

import statistics
import subprocess
import sys

import torch

from benchmarks.gpu.measure import times_of
from benchmarks.gpu.sections import Case, Figures
from models.base.process.gpu import find_problem
from modules.cpu_kernels import describe
from modules.monotonic_align import search


def environment(case: Case) -> Figures:
    """Versions, the card, and what it can copy and multiply at most."""
    facts: Figures = {"python": sys.version.split()[0], "torch": torch.__version__}
    facts["cpu_kernels"] = describe()
    facts["search_on_cpu"] = search.find_backend().__module__
    if case.device != "cuda":
        return {**facts, "ok": True}
    problem = find_problem()
    if problem is not None:
        return {**facts, "problem": problem, "ok": False}
    card = torch.cuda.get_device_properties(0)
    facts |= {
        "gpu": card.name,
        "memory_gib": card.total_memory / 2**30,
        "capability": f"{card.major}.{card.minor}",
        "driver": _driver(),
        "cuda": torch.version.cuda,
        "cudnn": torch.backends.cudnn.version(),
        "search_on_gpu": search.find_triton_search() is not None,
    }
    case.tell(**facts)
    facts |= _peaks()
    return {**facts, "ok": facts["search_on_gpu"]}


def _peaks() -> Figures:
    """Terabytes copied and operations multiplied per second, of large tensors."""
    one = torch.empty(1 << 28, device="cuda")  # 1 GiB
    two = torch.empty_like(one)
    copy = statistics.median(times_of(lambda: two.copy_(one), "cuda", 10))
    a = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
    product = statistics.median(times_of(lambda: a @ a, "cuda", 10))
    return {
        "copy_tb_per_second": 2 * one.numel() * 4 / copy / 1e12,
        "bf16_tflops": 2 * 8192**3 / product / 1e12,
    }


def _driver() -> str:
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return found.stdout.strip()
