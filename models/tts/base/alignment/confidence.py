"""Confidence of words and utterances: does what is heard fit what is written?

Of each frame the probability that it is the symbol that the path gives it, or one beside it, among
all symbols of the utterance; and of each word how far its duration is from what the voice predicts.
A wrong text, a missing word or a clip that was cut off gives low values.
"""

import numpy as np

from processors.timings.word_aligner import AlignedText

NEIGHBORS = 2  # symbols on either side that count as right
TOLERANCE = 1.0  # natural log of the ratio of durations that is not held against a word


def word_confidences(
    aligned: AlignedText,
    spoken: list[int],
    durations: np.ndarray,
    scores: np.ndarray,
    log_durations: np.ndarray,
) -> tuple[list[float], float]:
    """Confidence of each word, and of the utterance, from 0 to 1.

    ``spoken`` are the symbols that are no blanks. Shapes: durations, log_durations (T_text,);
    scores (T_text, T_mel).
    """
    posterior = path_posterior(scores, durations)
    ends = np.cumsum(durations)
    expected = np.exp(log_durations)
    spans = [(spoken[word.first], spoken[word.last - 1] + 1) for word in aligned.words]
    ratios = np.array(
        [np.log(durations[a:b].sum() / expected[a:b].sum().clip(1e-3)) for a, b in spans]
    )
    strange = np.maximum(np.abs(ratios - np.median(ratios)) - TOLERANCE, 0)
    words = [
        float(posterior[ends[a] - durations[a] : ends[b - 1]].mean() * np.exp(-off))
        for (a, b), off in zip(spans, strange, strict=True)
    ]
    weights = [durations[a:b].sum() for a, b in spans]
    return words, float(np.average(words, weights=weights))


def path_posterior(scores: np.ndarray, durations: np.ndarray) -> np.ndarray:
    """Probability of the path's symbol or a neighbor of it, for each frame (T_mel,)."""
    shares = np.exp(scores - scores.max(0))
    total = shares.sum(0)
    cumulated = np.concatenate([np.zeros((1, shares.shape[1])), np.cumsum(shares, 0)])
    owners = np.repeat(np.arange(len(durations)), durations)
    frames = np.arange(len(owners))
    low = np.maximum(owners - NEIGHBORS, 0)
    high = np.minimum(owners + NEIGHBORS + 1, len(durations))
    return (cumulated[high, frames] - cumulated[low, frames]) / total[frames]
