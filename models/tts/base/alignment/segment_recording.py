"""Clips of a long recording on the disk, in LJSpeech's layout."""

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from models.tts.base.alignment.aligner import RecordingAligner
from models.tts.base.alignment.long_recording import (
    MAX_SECONDS,
    MIN_SECONDS,
    Clip,
    LongRecording,
)
from processors.audio.io import load_audio, write_wav
from utils.errors import UserError, unforeseen_as_user_error
from utils.files import write_json_rows, write_text

UNMATCHED = "unmatched.json"
LEAST_SHARE = 0.5  # of the median confidence of all clips, that a clip has which is kept


@dataclass(frozen=True)
class Segmented:
    """What became of a long recording: clips that were written, and rows of those that were not."""

    clips: list[tuple[str, Clip, float]]  # name, place and text, confidence
    unmatched: list[dict[str, str | float]]
    seconds: float


@torch.inference_mode()
def segment_recording(
    aligner: RecordingAligner,
    audio: str | Path,
    text: str,
    output_dir: str | Path,
    speaker: torch.Tensor | None = None,
) -> Segmented:
    """Write ``wavs/`` and ``metadata.csv`` of the clips of a recording, and ``unmatched.json``.

    ``output_dir`` must not hold a corpus yet. Clips that fit their text much less than others do,
    or are shorter or longer than a clip may be, are listed in ``unmatched.json``.
    """
    output_dir = Path(output_dir)
    if (output_dir / "metadata.csv").exists():
        raise UserError(f"{output_dir} holds a corpus already; choose another --output_dir")
    waveform = load_audio(audio, aligner.sample_rate).numpy()
    recording = LongRecording(aligner, waveform, text, speaker)
    kept: list[tuple[str, Clip, float]] = []
    clips = recording.clips()
    unmatched = [{"Text": reason, "Reason": "cannot be said"} for reason in recording.unspeakable]
    unmatched += [{"Text": text, "Reason": "not spoken"} for text in recording.not_spoken]
    rated = [(clip, *_rate(aligner, waveform, clip, speaker)) for clip in clips]
    fine = sorted(confidence for _, confidence, reason in rated if reason is None)
    least = LEAST_SHARE * fine[len(fine) // 2] if fine else 0.0
    for number, (clip, confidence, problem) in enumerate(rated, start=1):
        reason = problem or ("text does not fit" if confidence < least else None)
        if reason is not None:
            row = {"Text": clip.text, "Start": round(clip.start, 2), "End": round(clip.end, 2)}
            unmatched.append({**row, "Confidence": round(confidence, 3), "Reason": reason})
            continue
        name = f"{Path(audio).stem}_{number:0{max(4, len(str(len(clips))))}d}"
        samples = _samples(waveform, clip, aligner.sample_rate)
        write_wav(output_dir / "wavs" / f"{name}.wav", samples, aligner.sample_rate)
        kept.append((name, clip, confidence))
    write_json_rows(output_dir / UNMATCHED, unmatched)
    write_json_rows(
        output_dir / "clips.json",
        ({"Uid": name, **asdict(clip), "confidence": value} for name, clip, value in kept),
    )
    lines = [f"{name}|{_field(clip.text)}|{_field(clip.text)}" for name, clip, _ in kept]
    write_text(output_dir / "metadata.csv", "".join(f"{line}\n" for line in lines))  # the last
    return Segmented(kept, unmatched, len(waveform) / aligner.sample_rate)


def _rate(
    aligner: RecordingAligner, waveform: np.ndarray, clip: Clip, speaker: torch.Tensor | None
) -> tuple[float, str | None]:
    """Confidence of a clip that is aligned on its own, and why that is impossible."""
    if not MIN_SECONDS / 2 <= clip.seconds <= MAX_SECONDS:
        return 0.0, f"{clip.seconds:.1f} s; clips have {MIN_SECONDS:g} to {MAX_SECONDS:g}"
    samples = _samples(waveform, clip, aligner.sample_rate)
    try:
        with unforeseen_as_user_error():
            timings = aligner.align(samples, clip.text, speaker)
    except UserError as error:
        return 0.0, str(error)
    return timings.sentences[0].confidence, None


def _samples(waveform: np.ndarray, clip: Clip, rate: int) -> np.ndarray:
    return waveform[round(clip.start * rate) : round(clip.end * rate)]


def _field(text: str) -> str:
    """Text as a column of metadata.csv."""
    return " ".join(text.replace("|", " ").split())
