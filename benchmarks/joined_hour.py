"""The clips of a corpus joined to one recording, and cut apart again by their texts."""

import time
from itertools import accumulate
from pathlib import Path

import numpy as np

from models.tts.base.alignment import RecordingAligner
from models.tts.base.alignment.long_recording import Clip, LongRecording
from models.tts.base.alignment.recordings import find_recordings
from models.tts.base.voice import Voice
from processors.audio.io import load_audio

TOLERANCE = 0.3  # seconds that a clip may reach beyond where it was


def segment_again(voice: Path, corpus: Path) -> str:
    """Join all clips, segment them, and say how many were found with the right text."""
    aligner = RecordingAligner(Voice.from_checkpoint(voice))
    recordings = find_recordings(corpus)
    parts = [load_audio(recording.path, aligner.sample_rate).numpy() for recording in recordings]
    ends = [0.0, *accumulate(len(part) / aligner.sample_rate for part in parts)]
    waveform = np.concatenate(parts)
    del parts
    started = time.process_time()
    text = "\n\n".join(recording.text for recording in recordings)
    clips = LongRecording(aligner, waveform, text).clips()
    spent = time.process_time() - started
    texts = [recording.text for recording in recordings]
    found, joined = count_found(texts, ends, clips)
    return (
        f"{ends[-1] / 60:.1f} minutes of {len(texts)} joined clips, segmented in {spent:.0f} s of "
        f"one core: {100 * found / len(texts):.1f} % found with the right text as a clip of their "
        f"own, {100 * joined / len(texts):.1f} % in one clip with a neighbor, texts right"
    )


def count_found(texts: list[str], ends: list[float], clips: list[Clip]) -> tuple[int, int]:
    """Clips that came back alone, and those that came back joined with neighbors.

    ``ends`` begins with 0; clip n of the corpus lasts from ends[n] to ends[n + 1].
    """
    found = joined = 0
    for clip in clips:
        first = int(np.searchsorted(ends, clip.start + TOLERANCE, side="right")) - 1
        last = int(np.searchsorted(ends, clip.end - TOLERANCE, side="left"))
        inside = range(first, max(last, first + 1))
        if _plain(clip.text) == _plain(" ".join(texts[n] for n in inside)):
            found += len(inside) == 1
            joined += len(inside) if len(inside) > 1 else 0
    return found, joined


def _plain(text: str) -> str:
    return " ".join(text.split())
