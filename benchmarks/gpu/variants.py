"""What could be faster: layouts of convolutions, a step without its host, a compiled step."""

import time

import torch
from torch import Tensor
from torch.nn import functional as F

from benchmarks.gpu.measure import median_ms, profile_of, throughput_of, wait_for
from benchmarks.gpu.sections import Case, Figures
from benchmarks.gpu.steps import (
    PRECISIONS,
    build_model,
    build_step,
    draw_batches,
    rounded_up,
    sum_losses,
)


def layouts(case: Case) -> Figures:
    """Milliseconds of the convolutions of a WaveNet, forward and backward, by form and layout."""
    B, C, T = (2, 16, 20) if case.small else (32, 192, 300)
    for dtype in (torch.float32, torch.bfloat16):
        for kernel_size, out_channels in ((5, 2 * C), (1, 2 * C), (1, C)):
            weight = torch.randn(out_channels, C, kernel_size, device=case.device, dtype=dtype)
            x = torch.randn(B, C, T, device=case.device, dtype=dtype)
            for name in ("channels first", "channels last", "product"):
                if name == "product" and kernel_size > 1:
                    continue
                ms = _time_convolution(case, name, x, weight * 0.02)
                title = f"{str(dtype)[6:]}, kernel size {kernel_size}, {C} to {out_channels}"
                case.tell(**{f"{title}: {name}": ms})
    return {**case.known, "ok": True}


def _time_convolution(case: Case, form: str, x: Tensor, weight: Tensor) -> float:
    bias = torch.zeros(len(weight), device=x.device, dtype=x.dtype)
    given = x if form == "channels first" else x.mT.contiguous().mT
    leaves = [each.clone().requires_grad_() for each in (given, weight, bias)]

    def convolve(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        padding = weight.shape[2] // 2
        if form == "channels first":
            return F.conv1d(x, weight, bias, padding=padding)
        if form == "product":
            return F.linear(x.mT, weight.squeeze(2), bias).mT
        weight = weight.unsqueeze(2).contiguous(memory_format=torch.channels_last)
        return F.conv2d(x.unsqueeze(2), weight, bias, padding=(0, padding)).squeeze(2)

    gradient = torch.randn_like(convolve(*leaves))
    repeats = 3 if case.small else 20
    return median_ms(lambda: convolve(*leaves).backward(gradient), case.device, repeats, 5)


def graphs(case: Case) -> Figures:
    """A step of one shape as a CUDA graph: what the device alone would take."""
    if case.device != "cuda":
        return {"ok": True, "skipped": "there is no GPU"}
    batch = rounded_up(draw_batches(case)[0])
    for precision in ("no", "bf16"):
        model = build_model(case)
        build_step(case, precision, model)(batch)  # which compiles the search

        def both_ways(model=model, dtype=PRECISIONS[precision]) -> None:
            enabled = dtype is not None
            with torch.autocast("cuda", dtype=dtype, enabled=enabled, cache_enabled=False):
                output = model(**batch)
            sum_losses(output).backward()

        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                model.zero_grad(set_to_none=True)
                both_ways()
        torch.cuda.current_stream().wait_stream(stream)
        model.zero_grad(set_to_none=True)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            both_ways()
        replay = median_ms(graph.replay, "cuda", 10)
        case.tell(**{precision: {"replay_ms": replay, "eager_ms": median_ms(both_ways, "cuda", 5)}})
        del graph
    return {**case.known, "ok": True}


def compiled(case: Case) -> Figures:
    """A step as train.compile has it: seconds of compiling, frames per second, error, graphs.

    On a CPU nothing is compiled.
    """
    batches = [rounded_up(batch) for batch in draw_batches(case)]
    for precision in ("no",) if case.small else ("no", "bf16"):
        model = build_model(case)
        expected = sum_losses(model.eval()(**batches[0])).item()
        if case.device == "cuda":
            model.compile_forward()
        error = abs(sum_losses(model(**batches[0])).item() / expected - 1)
        step = build_step(case, precision, model.train())
        began = time.perf_counter()
        step(batches[0])
        wait_for(case.device)
        seconds = time.perf_counter() - began
        case.tell(**{precision: {"compile_seconds": seconds, "error": error}})
        counters = torch._dynamo.utils.counters["stats"]
        before = counters["unique_graphs"]
        figures = throughput_of(step, batches, case.device, 1 if case.small else 5)
        figures["recompiled"] = counters["unique_graphs"] - before
        figures |= profile_of(lambda step=step: step(batches[0]), case.device)
        case.tell(**{precision: {**case.known[precision], **figures}})
        torch._dynamo.reset()
    rows = case.known.values()
    right = all(row["error"] < 1e-2 and row["recompiled"] == 0 for row in rows)
    return {**case.known, "ok": right}
