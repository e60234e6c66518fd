"""From whole frames to seconds: silences between words, and boundaries finer than a frame."""

import numpy as np

from processors.timings.boundaries import refine_boundaries
from processors.timings.timing import Timing
from processors.timings.word_aligner import AlignedText
from processors.timings.word_phones import STRESS, is_phone

STOPS = frozenset("pbtdkɡgqʔcɟʈɖɢ")
PAUSE_SECONDS = 0.1  # a silence between words as long as this is a pause
PAUSE_BEFORE_STOP = 0.15  # in which there is silence anyway, while the mouth is closed


def between_words(aligned: AlignedText, spoken: list[int], n_symbols: int) -> np.ndarray:
    """Which of all symbols, blanks included, are in no word: where there may be silence."""
    outside = np.ones(n_symbols, bool)
    for word in aligned.words:
        outside[spoken[word.first] : spoken[word.last - 1] + 1] = False
    return outside


def time_symbols(
    aligned: AlignedText,
    names: list[str],
    spoken: list[int],
    seconds: np.ndarray,
    silences: list[tuple[float, float]],
    waveform: np.ndarray,
    sample_rate: int,
) -> list[Timing]:
    """Times of all symbols that are no blanks; those between words have the pause, if there is one.

    ``spoken`` are the indices of these in ``names``; ``seconds`` (n_symbols,) is how long the path
    stays on each.
    """
    starts, ends = _phone_spans(names, spoken, seconds)
    _set_pauses(aligned, [names[n] for n in spoken], starts, ends, silences)
    total = len(waveform) / sample_rate
    sounds = [k for k, n in enumerate(spoken) if is_phone(names[n]) and _in_word(aligned, k)]
    refined = refine_boundaries(waveform, sample_rate, starts[sounds], ends[sounds])
    for place, k in enumerate(sounds):
        if place and ends[sounds[place - 1]] == starts[k]:
            ends[sounds[place - 1]] = refined[place]
        starts[k] = refined[place]
    return _fill_between(names, spoken, sounds, starts.clip(0, total), ends.clip(0, total))


def _in_word(aligned: AlignedText, symbol: int) -> bool:
    return any(word.first <= symbol < word.last for word in aligned.words)


def _phone_spans(
    names: list[str], spoken: list[int], seconds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Start and end of each spoken symbol; a stressed phone begins with its mark of stress.

    A blank is dealt to its two neighbors alike.
    """
    after = np.cumsum(seconds)
    before = after - seconds
    starts, ends = before[spoken].copy(), after[spoken].copy()
    middles = (ends[:-1] + starts[1:]) / 2
    ends[:-1] = starts[1:] = middles
    starts[0], ends[-1] = 0.0, after[-1]
    phone_starts = starts.copy()
    for k in range(1, len(spoken)):
        if names[spoken[k - 1]] in STRESS:
            phone_starts[k] = phone_starts[k - 1]
    for k in range(len(spoken) - 2, -1, -1):  # marks of length belong to what they follow
        following = names[spoken[k + 1]]
        if is_phone(names[spoken[k]]) and not is_phone(following) and following in "ːˑ":
            ends[k] = ends[k + 1]
    return phone_starts, ends


def _set_pauses(
    aligned: AlignedText,
    names: list[str],
    starts: np.ndarray,
    ends: np.ndarray,
    silences: list[tuple[float, float]],
) -> None:
    """Let words end and begin where silences between them do, and meet where there is none."""
    sides = [(None, aligned.words[0])]
    sides += list(zip(aligned.words, aligned.words[1:], strict=False))
    sides += [(aligned.words[-1], None)]
    for left, right in sides:
        last = None if left is None else _last_phone(names, left.first, left.last)
        first = None if right is None else _first_phone(names, right.first, right.last)
        low = 0.0 if last is None else starts[last]
        high = ends[-1] if first is None else ends[first]
        if low >= high:
            continue
        inner = [(max(a, low), min(b, high)) for a, b in silences if a < high and b > low]
        start, end = max(inner, key=lambda span: span[1] - span[0], default=(low, low))
        closed = first is not None and last is not None and names[first] in STOPS
        if end - start >= (PAUSE_BEFORE_STOP if closed else PAUSE_SECONDS):
            if last is not None:
                ends[last] = max(start, low)
            if first is not None:
                starts[first] = end
        elif last is not None and first is not None:
            ends[last] = starts[first] = (ends[last] + starts[first]) / 2


def _first_phone(names: list[str], first: int, last: int) -> int:
    return next(k for k in range(first, last) if is_phone(names[k]))


def _last_phone(names: list[str], first: int, last: int) -> int:
    return next(k for k in range(last - 1, first - 1, -1) if is_phone(names[k]))


def _fill_between(
    names: list[str], spoken: list[int], sounds: list[int], starts: np.ndarray, ends: np.ndarray
) -> list[Timing]:
    """Timing of all symbols: marks share the time of their phone, others what lies between."""
    timings: list[Timing] = []
    bounds = {k: (float(starts[k]), float(ends[k])) for k in sounds}
    for k, n in enumerate(spoken):
        if k in bounds:
            start, end = bounds[k]
        else:
            following = next((j for j in sounds if j > k), None)
            start = timings[-1].end if timings else 0.0
            end = start
            if names[n] not in STRESS and following is not None:
                end = max(start, bounds[following][0])
            elif following is not None:
                start = end = bounds[following][0]
        timings.append(Timing(names[n], start, max(start, end)))
    return timings
