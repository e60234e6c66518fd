"""Speaking: the voice in the box here and on the CPU, real-time factors, the vocoders."""

import math
import time
from collections.abc import Sequence

import numpy as np
import torch

from benchmarks import vocoders
from benchmarks.gpu.measure import median_ms, times_of
from benchmarks.gpu.sections import Case, Figures
from benchmarks.turns import ROOT
from models.tts.base.speech import Speech
from models.tts.base.synthesizer import Synthesizer

VOICE = ROOT / "pretrained" / "hibari"
TEXTS = (
    "The quick brown fox jumps over the lazy dog near the river bank.",
    "She sells sea shells by the sea shore.",
    "In the beginning there was nothing but silence, and then a voice began to speak.",
)
MEL_LIMIT = 1e-2  # log-mels of the device and of the CPU apart, at most


def inference(case: Case) -> Figures:
    """Mels and waveforms against the CPU's, an utterance alone and among others, and speed."""
    texts = TEXTS[: 1 if case.small else None]
    expected = Synthesizer.from_checkpoint(VOICE).synthesize(texts)
    here = Synthesizer.from_checkpoint(VOICE, device=case.device)
    together = here.synthesize(texts)
    alone = [here.synthesize(text)[0] for text in texts]
    case.tell(parity=_compare(together, expected), alone=_compare(alone, together))
    text = texts[-1]
    ms = median_ms(lambda: here.synthesize(text), case.device, 2 if case.small else 15, 3)
    case.tell(utterance={"ms": ms, "rtf": ms / 1e3 / alone[-1].seconds})
    many = texts * (1 if case.small else 32)
    began = time.perf_counter()
    seconds = sum(speech.seconds for speech in here.synthesize(many))
    rtf = (time.perf_counter() - began) / seconds
    right = all(rows["mel_max"] < MEL_LIMIT for rows in (case.known["parity"], case.known["alone"]))
    return {**case.known, "many": {"texts": len(many), "rtf": rtf}, "ok": right}


def vocoder(case: Case) -> Figures:
    """Real-time factor of each vocoder, and whether it gives what the CPU gives."""
    seconds = 1.0 if case.small else 5.0
    mel = vocoders.make_mel(seconds)
    for name in ("Vocos", "HiFi-GAN V3") if case.small else vocoders.CONFIGS:
        torch.manual_seed(0)
        model = vocoders.build(name)
        expected = model(mel)
        model = model.to(case.device)
        given = mel.to(case.device)
        times = times_of(lambda model=model, given=given: model(given), case.device, 3)
        row = {"rtf": sorted(times)[1] / seconds}
        found = model(given).float().cpu()
        row["snr_db"] = _snr(found.numpy(), expected.numpy())
        row["finite"] = bool(found.isfinite().all())
        case.tell(**{name: row})
    # Griffin-Lim goes through phases, where rounding grows: that it is finite has to do.
    right = all(
        row["finite"] and (name == "Griffin-Lim" or row["snr_db"] > 40)
        for name, row in case.known.items()
    )
    return {**case.known, "ok": right}


def _compare(found: Sequence[Speech], expected: Sequence[Speech]) -> Figures:
    pairs = list(zip(found, expected, strict=True))
    same = all(one.mel.shape == other.mel.shape for one, other in pairs)
    if not same:
        return {"lengths_equal": False, "mel_max": math.inf}
    return {
        "lengths_equal": True,
        "mel_max": max(float(np.abs(one.mel - other.mel).max()) for one, other in pairs),
        "snr_db": min(_snr(one.waveform, other.waveform) for one, other in pairs),
    }


def _snr(found: np.ndarray, expected: np.ndarray) -> float:
    """Energy of what is expected over that of the difference, dB."""
    noise = float(np.square(found - expected).sum())
    return 10 * math.log10(float(np.square(expected).sum()) / max(noise, 1e-12))
