"""Steps of training: ours by precision, and the reference implementation's on the same card."""

import math

from benchmarks import peers
from benchmarks.gpu.measure import profile_of, throughput_of
from benchmarks.gpu.sections import Case, Figures
from benchmarks.gpu.steps import build_step, draw_batches, rounded_up

LJSPEECH_CLIPS, LJSPEECH_FRAMES = 12_445, 549  # for training, and of one clip on average
SEARCH_SHARE = 0.02  # of the busy time of a step, at most


def speed(case: Case) -> Figures:
    """Frames per second in each precision; launches, waits and the share of the search."""
    batches = [rounded_up(batch) for batch in draw_batches(case)]
    for precision in ("no", "bf16", "fp16"):
        if case.device == "cpu" and precision == "fp16":
            continue
        step = build_step(case, precision)
        figures = throughput_of(step, batches, case.device, 1 if case.small else 5)
        figures |= profile_of(lambda step=step: step(batches[0]), case.device)
        case.tell(**{precision: figures})
    rate = case.known["no"]["frames_per_second"]
    share = case.known["no"].get("search_share", 0.0)
    return {
        **case.known,
        "epoch_of_ljspeech_seconds": LJSPEECH_CLIPS * LJSPEECH_FRAMES / rate,
        "ok": math.isfinite(rate) and share < SEARCH_SHARE,
    }


def reference(case: Case) -> Figures:
    """The reference's own step: on random batches, as its trainer draws them, and on ours."""
    if not peers.reference_given():
        return {"ok": True, "skipped": f"{peers.REFERENCE_VARIABLE} is not set"}
    batches = {"random": draw_batches(case, bucketed=False), "bucketed": draw_batches(case)}
    step = peers.reference_step(case.device)
    for name, own in batches.items():
        rounds = 1 if case.small else 3
        case.tell(**{name: throughput_of(step, own, case.device, rounds)})
    figures = profile_of(lambda: step(batches["random"][0]), case.device, 2)
    return {**case.known, **figures, "ok": True}
