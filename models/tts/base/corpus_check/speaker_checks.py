"""Is it one voice? Speaker embeddings of all clips, in one cloud or in two."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from models.tts.base.corpus_check.clips import CheckedClip
from models.tts.base.corpus_check.finding import Finding, share_finding, worst_first
from processors.audio.speaker_encoding import INSTALL

FEWEST = 8  # clips of a speaker
ROUNDS = 20
# Cosine of the means of both halves of the clips: 0.84 or more in 13 corpora of one speaker, 0.80
# or less in 312 mixtures of two (LibriSpeech, LJSpeech, kathleen_en, kerstin_de).
TWO_VOICES = 0.82
UNLIKE = 0.65  # cosine of a clip and the mean of all, where there is one voice


def check_speakers(clips: Sequence[CheckedClip]) -> Finding:
    """A finding on clips of another person than the rest of their speaker's."""
    known = [clip for clip in clips if clip.embedding is not None]
    if not known:
        text = f"not looked for: the speaker encoder is not installed; {INSTALL}"
        return Finding("speaker", "SKIPPED", text)
    groups: dict[str | None, list[CheckedClip]] = defaultdict(list)
    for clip in known:
        groups[clip.speaker].append(clip)
    reasons, likeness = [], []
    for group in groups.values():
        if len(group) >= FEWEST:
            vectors = np.stack([clip.embedding for clip in group])
            strange, cosines = find_strangers(vectors)
            likeness += cosines[~strange].tolist()
            reasons += [
                (-float(cosine), clip.uid, f"another voice? similarity {cosine:.2f}")
                for clip, cosine, other in zip(group, cosines, strange, strict=True)
                if other
            ]
    if not likeness:
        return Finding("speaker", "SKIPPED", f"fewer than {FEWEST} clips of each speaker")
    usual = float(np.median(likeness))
    return share_finding(
        "speaker",
        worst_first(reasons),
        len(known),
        what="sound like another person",
        remedy="keep one speaker, or name them in a column of speakers (docs/columns.md)",
        good=f"one voice in all clips; similarity to their mean {usual:.2f}",
        limits=(0.01, 0.05),
        figures={"similarity": usual, "speakers": len(groups)},
    )


def find_strangers(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which clips are of another voice, (N,) bool, and the cosine of each to the mean of the rest.

    The unit vectors (N, C) are parted in two (2-means); where the means of both are unlike, the
    smaller part is of somebody else. Otherwise single clips unlike the mean are.
    """
    first, second = _split(vectors)
    strange = np.zeros(len(vectors), bool)
    if first.any() and second.any() and _mean(vectors[first]) @ _mean(vectors[second]) < TWO_VOICES:
        strange = second if second.sum() <= first.sum() else first
    cosines = vectors @ _mean(vectors[~strange])
    return strange | (cosines < UNLIKE), cosines


def _split(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    one = vectors[np.argmin(vectors @ _mean(vectors))]
    other = vectors[np.argmin(vectors @ one)]
    first = vectors @ one > vectors @ other
    for _ in range(ROUNDS):
        if first.all() or not first.any():
            break
        nearer = vectors @ _mean(vectors[first]) > vectors @ _mean(vectors[~first])
        if (nearer == first).all():
            break
        first = nearer
    return first, ~first


def _mean(vectors: np.ndarray) -> np.ndarray:
    mean = vectors.mean(0)
    return mean / np.linalg.norm(mean)
