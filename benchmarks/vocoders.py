"""Time every vocoder on the same mel: real-time factor, parameters, memory.

    python -m benchmarks.vocoders [--seconds 5] [--turns 7] [--threads 1 2] [--json PATH]

The real-time factor is the time a second of speech takes; below 1 it is made faster than it is
heard. Weights are random: they change what is said, not how long it takes. Every vocoder gets one
turn in each round, so that a busy machine is busy for all alike, and the ratios compare turns of
the same round. Memory is the peak of a process of its own that makes this speech once, less that
of one that only gets ready to (Linux alone tells it).
"""

import argparse
import importlib.metadata
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch
from torch import nn

from config.hifigan import HIFIGAN_SIZES, VocoderConfig
from config.schema import MelConfig
from models.vocoders.generators import build_generator
from models.vocoders.griffin_lim import GriffinLim
from models.vocoders.neural import NeuralVocoder

MEL = MelConfig()
CONFIGS = {
    "HiFi-GAN V1": VocoderConfig(hifigan=HIFIGAN_SIZES["v1"]),
    "HiFi-GAN V2": VocoderConfig(hifigan=HIFIGAN_SIZES["v2"]),
    "HiFi-GAN V3": VocoderConfig(hifigan=HIFIGAN_SIZES["v3"]),
    "Vocos": VocoderConfig(generator="vocos"),
    "source-filter": VocoderConfig(generator="source_filter"),
    "Griffin-Lim": None,
}
BASELINE = "HiFi-GAN V1"
NOTHING = "nothing"
PACKAGES = ("torch", "torchaudio")


def build(name: str) -> nn.Module:
    """A vocoder as synthesis uses it."""
    config = CONFIGS[name]
    if config is None:
        return GriffinLim(MEL)
    return NeuralVocoder(build_generator(config, MEL), name, MEL.sample_rate)


def make_mel(seconds: float) -> torch.Tensor:
    """Shapes: result (1, n_mels, T)."""
    frames = max(1, round(seconds * MEL.sample_rate / MEL.hop_length))
    return torch.randn(1, MEL.n_mels, frames) * 2 - 5


def time_turns(vocoders: dict[str, nn.Module], mel: torch.Tensor, turns: int) -> dict:
    """Seconds of each turn of each vocoder."""
    seconds: dict[str, list[float]] = {name: [] for name in vocoders}
    for vocoder in vocoders.values():
        vocoder(mel)  # the first call allocates and plans
    for _ in range(turns):
        for name, vocoder in vocoders.items():
            start = time.perf_counter()
            vocoder(mel)
            seconds[name].append(time.perf_counter() - start)
    return seconds


def peak_memory(name: str, seconds: float) -> float | None:
    """MB at the peak of a process that speaks once with ``name``, or with nothing."""
    command = [sys.executable, __file__, "--memory_of", name, "--seconds", str(seconds)]
    root = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    result = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": path}
    )
    return json.loads(result.stdout)


def own_peak() -> float | None:
    """MB that this process has held at most; not known outside of Linux."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 1024


def measure(seconds: float, turns: int, threads: list[int]) -> list[dict]:
    """One row of figures for each vocoder."""
    vocoders = {name: build(name) for name in CONFIGS}
    mel = make_mel(seconds)
    spoken = mel.shape[-1] * MEL.hop_length / MEL.sample_rate
    rows = {
        name: {
            "vocoder": name,
            "parameters_m": sum(p.numel() for p in vocoder.parameters()) / 1e6,
            "threads": {},
        }
        for name, vocoder in vocoders.items()
    }
    for count in threads:
        torch.set_num_threads(count)
        times = time_turns(vocoders, mel, turns)
        for name, row in rows.items():
            pairs = zip(times[BASELINE], times[name], strict=True)
            row["threads"][count] = {
                "rtf_median": statistics.median(times[name]) / spoken,
                "rtf_min": min(times[name]) / spoken,
                "times_faster": statistics.median(base / own for base, own in pairs),
            }
    idle = peak_memory(NOTHING, seconds)
    for name, row in rows.items():
        peak = peak_memory(name, seconds)
        row["peak_mb"] = None if peak is None or idle is None else peak - idle
    return list(rows.values())


def environment() -> dict:
    """What the figures depend on."""
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "versions": {"python": platform.python_version(), **versions},
    }


def show(rows: list[dict], threads: list[int]) -> None:
    titles = [f"RTF, {n} thread{'s' * (n > 1)}" for n in threads]
    print(f"| vocoder | parameters, M | {' | '.join(titles)} | times faster | peak MB |")
    print("|---" * (len(threads) + 4) + "|")
    for row in rows:
        factors = [f"{row['threads'][n]['rtf_median']:.3f}" for n in threads]
        faster = row["threads"][threads[0]]["times_faster"]
        peak = "-" if row["peak_mb"] is None else f"{row['peak_mb']:.0f}"
        cells = [row["vocoder"], f"{row['parameters_m']:.2f}", *factors, f"{faster:.1f}", peak]
        print(f"| {' | '.join(cells)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="of speech a call")
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--json", metavar="PATH", help="also write the figures there")
    parser.add_argument("--memory_of", choices=[*CONFIGS, NOTHING], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    if arguments.memory_of:
        torch.set_num_threads(1)
        mel = make_mel(arguments.seconds)
        if arguments.memory_of != NOTHING:
            build(arguments.memory_of)(mel)
        print(json.dumps(own_peak()))
        return
    facts = environment()
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    print(f"{facts['cores']} cores ({facts['machine']}), load {facts['load']}, {versions}")
    rows = measure(arguments.seconds, arguments.turns, arguments.threads)
    show(rows, arguments.threads)
    facts["load_after"] = environment()["load"]
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({**facts, "seconds": arguments.seconds, "rows": rows}, file, indent=2)


if __name__ == "__main__":
    main()
