"""The training data: the scale of its mels, silence, and the symbols of its texts."""

import math
from collections import Counter

import numpy as np

from models.tts.base.diagnosis.experiment import DiagnosedExperiment
from models.tts.base.diagnosis.report import CheckResult, Grade, NothingToCheck, worst
from processors.audio.floor import MEL_FLOOR
from processors.processed.feature_settings import check_features
from processors.processed.features import load_phones
from utils.messages import list_some

FLOOR = math.log(MEL_FLOOR)
HIGHEST = 4.0  # a full-scale tone has about 2
MEAN = (-9.5, -2.5)  # of speech in natural logarithms
DIFFERENCE = 1.0  # nats between means of training and validation
AT_FLOOR = 0.25  # share of values
EMPTY_BAND = -10.5
SILENT_CLIP = -60.0  # dB: the loudest frame
SILENCE = 40.0  # dB below the loudest frame
SILENT_SHARE = 0.35
SILENT_ENDS = 0.5  # seconds at either end
SCANNED = 20_000  # phone files
RARE = 10
SHOWN = 8


def check_mels(experiment: DiagnosedExperiment) -> CheckResult:
    """Settings, scale, and whether training and validation are alike."""
    experiment.rows("train")  # are there any?
    check_features(experiment.config)
    mels = [mel for _, mel in experiment.mels("train")]
    values = np.concatenate([mel.ravel() for mel in mels])
    held_out = np.concatenate([mel.ravel() for _, mel in experiment.mels("valid", 30)])
    low, high, mean = float(values.min()), float(values.max()), float(values.mean())
    difference = abs(float(held_out.mean()) - mean)
    floor, band = float((values < FLOOR + 0.01).mean()), _highest_band(mels)
    figures = {"min": low, "max": high, "mean": mean, "at_floor": floor, "difference": difference}
    found: list[tuple[Grade, str]] = []
    if not np.isfinite(values).all():
        found.append(("BAD", "some mels hold NaN or infinity: run stage 1 again"))
    elif low < FLOOR - 0.1 or high > HIGHEST or not MEAN[0] <= mean <= MEAN[1]:
        text = (
            f"values from {low:.1f} to {high:.1f}, mean {mean:.1f}, are not natural logarithms of "
            f"speech ({FLOOR:.1f} to about 2, mean {MEAN[0]} to {MEAN[1]}): made by another tool, "
            "or far too quiet or loud; run stage 1 again"
        )
        found.append(("BAD", text))
    if difference > DIFFERENCE:
        text = f"training and validation differ by {difference:.1f} nats in the mean: mixed corpora"
        found.append(("WARN", text))
    if floor > AT_FLOOR:
        found.append(
            ("WARN", f"{floor:.0%} of all values are digital silence: set preprocess.trim")
        )
    if band < 0.85 * len(mels[0]):
        text = f"nothing above mel band {band} of {len(mels[0])}: recordings of a lower sample rate"
        found.append(("WARN", text))
    if found:
        verdict = worst(*(verdict for verdict, _ in found))
        return CheckResult("mels", verdict, "; ".join(text for _, text in found), figures)
    text = f"values from {low:.1f} to {high:.1f}, mean {mean:.1f}, made with these settings"
    return CheckResult("mels", "OK", text, figures)


def check_silence(experiment: DiagnosedExperiment) -> CheckResult:
    """Silent clips, and silence in and around speech."""
    mel = experiment.config.preprocess.mel
    seconds = mel.hop_length / mel.sample_rate
    silent, shares, before, after = [], [], [], []
    for uid, values in experiment.mels("train"):
        level = 10 * np.log10(np.exp(2 * values.astype(np.float64)).mean(0))
        if not level.max() > SILENT_CLIP:
            silent.append(uid)
            continue
        loud = np.flatnonzero(level > level.max() - SILENCE)
        shares.append(1 - len(loud) / len(level))
        before.append(loud[0] * seconds)
        after.append((len(level) - 1 - loud[-1]) * seconds)
    figures = {"silent_clips": float(len(silent))}
    if silent:
        named = ", ".join(silent[:SHOWN])
        text = f"{len(silent)} of {len(silent) + len(shares)} clips looked at are silent: {named}"
        return CheckResult(
            "silence", "BAD", text + "; take them out and run stage 1 again", figures
        )
    share, start, end = (float(np.mean(x)) for x in (shares, before, after))
    figures |= {"share": share, "start_seconds": start, "end_seconds": end}
    text = f"{share:.0%} of the training frames; {start:.2f} s before and {end:.2f} s after speech"
    if max(start, end) > SILENT_ENDS or share > SILENT_SHARE:
        text += ": it bends the alignment; set preprocess.trim and run stage 1 again"
        return CheckResult("silence", "WARN", text, figures)
    return CheckResult("silence", "OK", text, figures)


def check_symbols(experiment: DiagnosedExperiment) -> CheckResult:
    """What training has hardly or never heard of."""
    seen, dropped = _count(experiment, "train")
    wanted = {name: _count(experiment, name)[0] for name in ("valid", "test")}
    if not seen:
        raise NothingToCheck("the training texts have no symbols that the voice knows")
    unseen = Counter({s: n for found in wanted.values() for s, n in found.items() if s not in seen})
    rare = {s: n for s, n in seen.items() if n < RARE and experiment.symbols.is_spoken(s)}
    spoken = sum(experiment.symbols.is_spoken(symbol) for symbol in seen)
    figures = {
        "phones": spoken, "rare": len(rare), "unseen": len(unseen), "dropped": len(dropped)
    }  # fmt: skip
    found: list[tuple[Grade, str]] = []
    if dropped:
        text = f"the voice's table lacks {_list(dropped)}, and drops them: another language?"
        found.append(("BAD", text))
    if unseen:
        text = f"held-out texts have {_list(unseen)}, which training never hears: arbitrary sounds"
        found.append(("WARN", text))
    if rare:
        rarest = dict(sorted(rare.items(), key=lambda item: item[1]))
        found.append(("WARN", f"training hardly hears {_list(rarest)}: words with them may fail"))
    if found:
        verdict = worst(*(verdict for verdict, _ in found))
        return CheckResult("symbols", verdict, "; ".join(text for _, text in found), figures)
    text = f"{spoken} phones in training, each at least {RARE} times, and no others in other texts"
    return CheckResult("symbols", "OK", text, figures)


def _highest_band(mels: list[np.ndarray]) -> int:
    """How many bands, from the lowest on, ever have something to say."""
    loudest = np.max([mel.max(1) for mel in mels], axis=0)
    return int(np.flatnonzero(loudest > EMPTY_BAND).max(initial=-1)) + 1


def _count(experiment: DiagnosedExperiment, split: str) -> tuple[Counter[str], Counter[str]]:
    """Symbols of a split that the voice's table has, and those that it lacks."""
    known, unknown = Counter(), Counter()
    for row in experiment.some_rows(split, SCANNED):
        ids, dropped = experiment.symbols.encode(
            load_phones(experiment.config.processed_dir, row), False
        )
        known.update(experiment.symbols.decode(ids))
        unknown.update(dropped)
    return known, unknown


def _list(counts: dict[str, int]) -> str:
    named = [f"{symbol} ({count})" for symbol, count in counts.items()]
    return list_some(named, SHOWN)
