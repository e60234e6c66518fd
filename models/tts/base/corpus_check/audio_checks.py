"""Checks of the recordings of a corpus, each by itself."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from models.tts.base.corpus_check.clips import CheckedClip
from models.tts.base.corpus_check.finding import Finding, share_finding, worst_first
from processors.audio.recording_quality import RecordingQuality

FEWEST_MINUTES, FEW_MINUTES = 2.5, 10.0
LEAST_RATE = 16000  # Hz of the files; a voice of 8 kHz in the mels wants 16,000 at least
QUIET, LOUD = -38.0, -9.0  # LUFS
UNEVEN = 6.0  # dB that a clip may be louder or quieter than the median
NOISY, VERY_NOISY, HISS = 20.0, 12.0, 30.0  # dB of speech above the background
HUM, HUM_DB = 12.0, -42.0  # dB: prominence of the lines, level relative to speech
TONES = 0.6  # share of a clip's pauses
OFFSET = 0.01  # of full scale
ECHO = 0.3  # seconds in which a clip may fade by 60 dB; a furnished room has 0.1 to 0.25
CUT = -10.0  # dB relative to speech, at the very end of a clip
LITTLE_HISS = ": the voice will hiss a little; --reduce_hiss of new_voice.sh takes most of it out"
N_NAMED = 0.02, 2.0  # limits of share: WARN from 2 % on, never BAD


def audio_findings(clips: Sequence[CheckedClip]) -> list[Finding]:
    """Findings about amount and files, and what recordings are like: each check below."""
    measured = [clip for clip in clips if clip.quality is not None]
    found = [_check_amount(measured), _check_files(clips)]
    if not measured:
        return found
    return [
        *found,
        _check_clipping(measured),
        _check_levels(measured),
        _check_noise(measured),
        _check_hum(measured),
        _check_music(measured),
        _check_offset(measured),
        _check_echo(measured),
        _check_silence(measured),
        _check_ends(measured),
    ]


def _check_amount(clips: Sequence[CheckedClip]) -> Finding:
    minutes = sum(clip.quality.seconds for clip in clips) / 60
    figures = {"clips": len(clips), "minutes": minutes}
    text = f"{len(clips)} clips, {minutes:.1f} minutes"
    if minutes < FEWEST_MINUTES:
        text += (
            f": too few for a voice; record {FEWEST_MINUTES:g} minutes at the least, ten are "
            "better (bins/tts/record.py)"
        )
        return Finding("amount", "BAD", text, figures)
    if minutes < FEW_MINUTES:
        text += ": the voice will make mistakes; ten minutes are clearly better, an hour is enough"
        return Finding("amount", "WARN", text, figures)
    return Finding("amount", "OK", text, figures)


def _check_files(clips: Sequence[CheckedClip]) -> Finding:
    reasons = {clip.uid: clip.error for clip in clips if clip.error is not None}
    for clip in clips:
        if clip.error is None and clip.rate < LEAST_RATE:
            reasons[clip.uid] = f"{clip.rate} Hz: nothing above {clip.rate / 2:.0f} Hz is in it"
    return share_finding(
        "files",
        reasons,
        len(clips),
        what="cannot be read, or have too low a sample rate",
        remedy="mend them, or take their lines out of the list of texts",
        good="all recordings are there and can be read",
        limits=(0.0, 0.2),
    )


def _check_clipping(clips: Sequence[CheckedClip]) -> Finding:
    return share_finding(
        "clipping",
        {clip.uid: "cut off at full scale" for clip in clips if "clipping" in clip.quality.faults},
        len(clips),
        what="are clipped",
        remedy="the voice will crackle; record them again with less gain",
        good="none is clipped",
        limits=(0.0, 0.3),
    )


def _check_levels(clips: Sequence[CheckedClip]) -> Finding:
    loudness = _values(clips, lambda quality: quality.loudness)
    audible = loudness[np.isfinite(loudness)] if np.isfinite(loudness).any() else np.array([-100.0])
    usual = float(np.median(audible))
    reasons = []
    for clip, value in zip(clips, loudness, strict=True):
        apart = abs(value - usual)
        if not math.isfinite(value) or apart > UNEVEN or not QUIET <= value <= LOUD:
            reasons.append((apart, clip.uid, f"{value:.0f} LUFS, the median is {usual:.0f}"))
    return share_finding(
        "level",
        worst_first(reasons),
        len(clips),
        what=f"are too quiet or too loud; the median is {usual:.0f} LUFS",
        remedy="preprocess.loudness evens them (new_voice.sh does); hiss comes up with quiet ones",
        good=f"{usual:.0f} LUFS, all within {UNEVEN:g} dB",
        limits=(0.02, 2.0),
        figures={
            "loudness": usual,
            "spread": float(np.subtract(*np.percentile(audible, [95, 5]))),
        },
    )


def _check_noise(clips: Sequence[CheckedClip]) -> Finding:
    ratios = _values(clips, lambda quality: quality.snr)
    usual = float(np.median(ratios))
    reasons = worst_first(
        [
            (-ratio, clip.uid, f"speech is only {ratio:.0f} dB above the background")
            for clip, ratio in zip(clips, ratios, strict=True)
            if ratio < NOISY
        ]
    )
    figures = {"snr": usual, "clips": len(reasons)}
    text = f"speech is {usual:.0f} dB above the background"
    remedy = "noise is learned with it; a quieter room helps, or --reduce_hiss of new_voice.sh"
    if usual < VERY_NOISY:
        return Finding("noise", "BAD", f"{text}: {remedy}", figures, reasons)
    if len(reasons) > 0.02 * len(clips):
        text += f", and in {len(reasons)} clips less than {NOISY:g} dB: {remedy}"
        return Finding("noise", "WARN", text, figures, reasons)
    if usual < HISS:
        return Finding("noise", "WARN", text + LITTLE_HISS, figures, reasons)
    return Finding("noise", "OK", text, figures, reasons)


def _check_hum(clips: Sequence[CheckedClip]) -> Finding:
    reasons = worst_first(
        [
            (
                clip.quality.hum_db,
                clip.uid,
                f"hum of {clip.quality.mains} Hz, {-clip.quality.hum_db:.0f} dB below speech",
            )
            for clip in clips
            if clip.quality.hum > HUM and clip.quality.hum_db > HUM_DB
        ]
    )
    return share_finding(
        "hum",
        reasons,
        len(clips),
        what="hum at the frequency of the mains",
        remedy="another cable, or a microphone further from power supplies; a high-pass at 70 Hz",
        good="no hum of the mains",
        limits=(0.1, 2.0),
    )


def _check_music(clips: Sequence[CheckedClip]) -> Finding:
    reasons = [
        (clip.quality.tones, clip.uid, f"tones in {clip.quality.tones:.0%} of its pauses")
        for clip in clips
        if clip.quality.tones >= TONES
    ]
    return share_finding(
        "music",
        worst_first(reasons),
        len(clips),
        what="have music, or other tones, in their pauses",
        remedy="the voice will learn it; use recordings without, or take these clips out",
        good="no music in the pauses",
        limits=(0.1, 0.5),
    )


def _check_offset(clips: Sequence[CheckedClip]) -> Finding:
    reasons = [
        (abs(clip.quality.offset), clip.uid, f"its mean is {clip.quality.offset:.3f}, not 0")
        for clip in clips
        if abs(clip.quality.offset) > OFFSET
    ]
    return share_finding(
        "offset",
        worst_first(reasons),
        len(clips),
        what="have a constant (DC) offset",
        remedy="the lowest mel band hears it; a high-pass at 20 Hz removes it",
        good="no constant (DC) offset",
        limits=N_NAMED,
    )


def _check_echo(clips: Sequence[CheckedClip]) -> Finding:
    clips = [clip for clip in clips if clip.quality.snr > NOISY and clip.quality.decay > 0]
    if not clips:
        return Finding("echo", "SKIPPED", "too much noise, or too short clips, to hear any")
    decays = _values(clips, lambda quality: quality.decay)
    usual = float(np.median(decays))
    reasons = [
        (float(decay), clip.uid, f"sound fades by 60 dB in {decay:.2f} s at the fastest")
        for clip, decay in zip(clips, decays, strict=True)
        if decay > ECHO
    ]
    return share_finding(
        "echo",
        worst_first(reasons),
        len(clips),
        what=f"echo: sound takes more than {ECHO:g} s to fade",
        remedy="the voice will sound as far away; come closer, curtains and clothes help",
        good=f"a dry room: sound fades within {usual:.2f} s",
        limits=(0.25, 2.0),
        figures={"decay": usual},
    )


def _check_silence(clips: Sequence[CheckedClip]) -> Finding:
    says = {
        "silence": "nothing is heard, or more than 2 s of silence at an end",
        "pause": "a pause of more than 1.2 s",
    }
    reasons = {
        clip.uid: says[kind]
        for kind in ("pause", "silence")
        for clip in clips
        if kind in clip.quality.faults
    }
    return share_finding(
        "silence",
        reasons,
        len(clips),
        what="hold long silence",
        remedy="it bends the alignment; preprocess.trim cuts it (new_voice.sh does at the ends)",
        good="no long silence",
        limits=(0.05, 2.0),
    )


def _check_ends(clips: Sequence[CheckedClip]) -> Finding:
    reasons = []
    for clip in clips:
        quality = clip.quality
        if quality.snr < NOISY:
            continue
        for where, level in (("beginning", quality.start_db), ("end", quality.end_db)):
            if level > CUT:
                reasons.append((level, clip.uid, f"loud at its very {where}: cut off there?"))
    return share_finding(
        "ends",
        worst_first(reasons),
        len(clips),
        what="may be cut off in the middle of a sound",
        remedy="wait a moment before and after you speak; cut clips in their pauses",
        good="none begins or ends in the middle of a sound",
        limits=(0.02, 2.0),
    )


def _values(
    clips: Sequence[CheckedClip], measure: Callable[[RecordingQuality], float]
) -> np.ndarray:
    return np.array([measure(clip.quality) for clip in clips])
