"""Segments at their place in the whole: faded at their seams, with the silence around and in them.

Silence within a segment lengthens its "…" and "—" to what the settings ask for. It is put into the
waveform once that is made, so that every voice can have it, and a waveform may come in chunks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

import numpy as np

from models.tts.base.segmentation import Segment
from models.tts.base.speech import Sentence, SpeechPart
from models.tts.base.synthesis_settings import Pauses
from processors.audio.floor import MEL_FLOOR
from processors.timings.word_phones import is_phone

if TYPE_CHECKING:
    from config.schema import MelConfig
    from processors.text.symbols import SymbolTable

FADE_SECONDS = 0.005  # at seams, so that they do not click


@dataclass(frozen=True)
class Placement:
    """Silence that goes with a segment, in frames, and how its edges are treated.

    ``inside`` are pairs of a frame of the segment and the frames of silence put in before it.
    """

    before: int
    after: int
    inside: tuple[tuple[int, int], ...]
    fade_in: bool
    fade_out: bool
    volume: float = 1.0

    @property
    def extra(self) -> int:
        """Frames of silence in all."""
        return self.before + self.after + sum(frames for _, frames in self.inside)


def find_placement(
    segment: Segment, table: "SymbolTable", config: "MelConfig", pauses: Pauses, *, first: bool
) -> Placement:
    """Placement of a segment that has its durations; ``first``: nothing was spoken before it."""
    plan = segment.plan
    inside = [(frame, extra) for _, frame, extra in _long_marks(segment, table, config, pauses)]
    return Placement(
        before=_frames(plan.before, config),
        after=_frames(plan.after, config),
        inside=tuple(inside),
        fade_in=not first or plan.before > 0,
        fade_out=not plan.last or plan.after > 0,
        volume=plan.volume,
    )


def place_sentence(
    segment: Segment,
    table: "SymbolTable",
    config: "MelConfig",
    pauses: Pauses,
    placement: Placement,
    start: int,
) -> Sentence:
    """Sentence of a segment whose part of the whole begins at frame ``start``."""
    durations = segment.durations.copy()
    for index, _, extra in _long_marks(segment, table, config, pauses):
        durations[index] += extra
    return Sentence(
        segment.text,
        segment.phones,
        table.decode(segment.phone_ids),
        durations,
        start + placement.before,
        segment.plan.marks,
    )


def place_segment(
    segment: Segment,
    waveform: np.ndarray,
    table: "SymbolTable",
    config: "MelConfig",
    pauses: Pauses,
    start: int,
) -> SpeechPart:
    """A segment with its waveform (T * hop,), put at frame ``start``."""
    placement = find_placement(segment, table, config, pauses, first=start == 0)
    sentence = place_sentence(segment, table, config, pauses, placement, start)
    (waveform,) = place_chunks([waveform], placement, config, segment.frames)
    return SpeechPart(sentence, place_mel(segment.mel, placement), waveform)


def place_mel(mel: np.ndarray, placement: Placement) -> np.ndarray:
    """Mel (n_mels, T) with the silence of its placement."""
    edges = [0, *(frame for frame, _ in placement.inside), mel.shape[1]]
    silences = [placement.before, *(extra for _, extra in placement.inside), placement.after]
    pieces = [_silent_mel(mel, silences[0])]
    for n in range(len(edges) - 1):
        pieces += [mel[:, edges[n] : edges[n + 1]], _silent_mel(mel, silences[n + 1])]
    return np.concatenate(pieces, 1)


def place_chunks(
    chunks: Iterable[np.ndarray], placement: Placement, config: "MelConfig", n_frames: int
) -> Iterator[np.ndarray]:
    """Chunks (n * hop,) of a segment's waveform, with the silence of its placement.

    The result has as many chunks, each as soon as it is there, and together it is the same however
    the waveform of ``n_frames`` was cut.
    """
    hop, fade = config.hop_length, round(FADE_SECONDS * config.sample_rate)
    cuts = dict(placement.inside)
    frame = 0
    for chunk in chunks:
        pieces = [np.zeros(placement.before * hop, np.float32)] if frame == 0 else []
        end = frame + len(chunk) // hop
        edges = sorted({frame, *(cut for cut in cuts if frame < cut <= end), end})
        for start, stop in pairwise(edges):
            piece = chunk[(start - frame) * hop : (stop - frame) * hop] * placement.volume
            if start in cuts or (start == 0 and placement.fade_in):
                _fade(piece, fade)
            if stop in cuts:
                _fade(piece[::-1], fade)
            pieces += [piece, np.zeros(cuts.get(stop, 0) * hop, np.float32)]
        frame = end
        if end == n_frames:
            if placement.fade_out:
                _fade(pieces[-2][::-1], fade)
            pieces.append(np.zeros(placement.after * hop, np.float32))
        yield np.concatenate(pieces).astype(np.float32, copy=False)


def _long_marks(
    segment: Segment, table: "SymbolTable", config: "MelConfig", pauses: Pauses
) -> list[tuple[int, int, int]]:
    """(index of the mark, frame in its middle, frames to add) of each "…" and "—" that is short.

    Only the mark's own frames count: the spaces around it often hold the sounds beside them. At
    the ends of a segment there is none.
    """
    wanted = {"…": pauses.ellipsis, "—": pauses.dash, "–": pauses.dash}
    symbols = table.decode(segment.phone_ids)
    found = [i for i, symbol in enumerate(symbols) if symbol in wanted]
    if not found:
        return []
    ends = np.cumsum(segment.durations)
    result = []
    spoken = [i for i, symbol in enumerate(symbols) if symbol != table.blank and is_phone(symbol)]
    for left, right in pairwise(spoken):
        marks = [i for i in found if left < i < right]
        if not marks:
            continue
        mark = max(marks, key=lambda i: wanted[symbols[i]])
        needed = _frames(wanted[symbols[mark]] * segment.length_scale, config)
        extra = needed - int(segment.durations[mark])
        middle = int(ends[mark] - segment.durations[mark] // 2)
        if extra > 0 and 0 < middle < ends[-1]:
            result.append((mark, middle, extra))
    return result


def _frames(seconds: float, config: "MelConfig") -> int:
    if seconds <= 0:
        return 0
    return max(1, round(seconds * config.sample_rate / config.hop_length))


def _silent_mel(mel: np.ndarray, frames: int) -> np.ndarray:
    return np.full((mel.shape[0], frames), log(MEL_FLOOR), mel.dtype)


def _fade(waveform: np.ndarray, length: int) -> None:
    """Fade the beginning of a waveform in, in place."""
    length = min(length, len(waveform) // 2)
    waveform[:length] *= np.linspace(0, 1, length, dtype=np.float32)
