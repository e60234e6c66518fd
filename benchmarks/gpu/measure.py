"""Clocks, errors and the profile of a step."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from benchmarks.gpu.sections import Figures

LONGEST = 15  # device functions that a profile names
SEARCH = ("_search", "_walk_")  # begin the names of those of the alignment search


def wait_for(device: str) -> None:
    """Return when the device has done all it was given."""
    if device == "cuda":
        torch.cuda.synchronize()


def times_of(call: Callable[[], Any], device: str, repeats: int, warmups: int = 2) -> list[float]:
    """Seconds of each of ``repeats`` calls, the device's work included."""
    times = []
    for number in range(warmups + repeats):
        wait_for(device)
        began = time.perf_counter()
        call()
        wait_for(device)
        if number >= warmups:
            times.append(time.perf_counter() - began)
    return times


def median_ms(call: Callable[[], Any], device: str, repeats: int, warmups: int = 2) -> float:
    """Median of ``times_of``, in milliseconds."""
    return 1e3 * statistics.median(times_of(call, device, repeats, warmups))


def relative_error(found: Tensor, expected: Tensor) -> float:
    """Norm of the difference over the norm of what is expected; NaN if anything is NaN."""
    found, expected = found.detach().double().cpu(), expected.detach().double().cpu()
    return float((found - expected).norm() / expected.norm().clamp_min(1e-30))


def throughput_of(
    step: Callable[[dict], Any], batches: Sequence[dict], device: str, rounds: int
) -> Figures:
    """Frames per second of steps over batches that come again and again, and of their first pass.

    In the first pass cudnn makes its plans for each length.
    """
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    frames = [int(batch["mel_lengths"].sum()) for batch in batches]
    first = times_of(lambda: [step(batch) for batch in batches], device, 1, 0)[0]
    times = [times_of(lambda batch=batch: step(batch), device, rounds, 1) for batch in batches]
    seconds = [statistics.median(each) for each in times]
    spreads = [(max(each) - min(each)) / statistics.median(each) for each in times]
    figures = {
        "frames_per_second": sum(frames) / sum(seconds),
        "median_step_ms": 1e3 * statistics.median(seconds),
        "spread": max(spreads),
        "first_pass_ms_a_step": 1e3 * first / len(batches),
        "frames_a_batch": statistics.mean(frames),
    }
    if device == "cuda":
        figures["peak_gib"] = torch.cuda.max_memory_allocated() / 2**30
    return figures


def profile_of(step: Callable[[], Any], device: str, steps: int = 3) -> Figures:
    """Per step on a GPU: launches, waits of the host, busy time, and the share of the search."""
    if device != "cuda":
        return {}
    from torch.profiler import ProfilerActivity, profile

    step()
    with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as record:
        began = time.perf_counter()
        for _ in range(steps):
            step()
        torch.cuda.synchronize()
        wall = time.perf_counter() - began
    launches, waits, on_device, busy = 0, Counter(), Counter(), 0.0
    for event in record.events():
        if event.device_type == torch.autograd.DeviceType.CUDA:
            busy += event.device_time_total
            on_device[event.name] += event.device_time_total
        elif "LaunchKernel" in event.name or event.name == "cudaGraphLaunch":
            launches += 1
        elif "Synchronize" in event.name or event.name == "cudaMemcpy":
            waits[event.name] += 1
    searching = sum(spent for name, spent in on_device.items() if name.startswith(SEARCH))
    longest = {name[:90]: spent / steps / 1e3 for name, spent in on_device.most_common(LONGEST)}
    return {
        "launches": launches / steps,
        "waits": {name: count / steps for name, count in waits.items()},
        "gpu_busy_ms": busy / steps / 1e3,
        "profiled_step_ms": 1e3 * wall / steps,
        "search_ms": searching / steps / 1e3,
        "search_share": searching / max(busy, 1e-9),
        "longest_ms": longest,
    }
