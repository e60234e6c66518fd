"""Praat's TextGrid in its long form: a tier of words and one of phones, both without gaps."""

from collections.abc import Iterable, Sequence

from processors.timings.timing import PhoneTiming, Timings, WordTiming

DIGITS = 6
Interval = tuple[float, float, str]


def to_textgrid(timings: Timings, name: str = "") -> str:
    """Content of a ``.TextGrid``; pauses are intervals without a label."""
    end = round(timings.seconds, DIGITS)
    tiers = {
        "words": _fill(((word, word.written) for word in timings.words), end),
        "phones": _fill(((phone, phone.phone) for phone in timings.phones), end),
    }
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {end:.{DIGITS}f}",
        "tiers? <exists>",
        f"size = {len(tiers)}",
        "item []:",
    ]
    for number, (tier, intervals) in enumerate(tiers.items(), start=1):
        lines += [f"    item [{number}]:", *_tier_lines(tier, intervals, end)]
    return "\n".join(lines) + "\n"


def _fill(
    labeled: Iterable[tuple[WordTiming | PhoneTiming, str]], seconds: float
) -> list[Interval]:
    """Intervals from 0 to the end, with empty ones between those of the timings."""
    intervals: list[Interval] = []
    at = 0.0
    for timing, label in labeled:
        start = max(at, round(timing.start, DIGITS))
        end = min(seconds, round(timing.end, DIGITS))
        if end <= start:
            continue
        if start > at:
            intervals.append((at, start, ""))
        intervals.append((start, end, label))
        at = end
    if at < seconds:
        intervals.append((at, seconds, ""))
    return intervals


def _tier_lines(name: str, intervals: Sequence[Interval], end: float) -> list[str]:
    lines = [
        '        class = "IntervalTier"',
        f'        name = "{name}"',
        "        xmin = 0",
        f"        xmax = {end:.{DIGITS}f}",
        f"        intervals: size = {len(intervals)}",
    ]
    for number, (start, stop, label) in enumerate(intervals, start=1):
        quoted = label.replace('"', '""')
        lines += [
            f"        intervals [{number}]:",
            f"            xmin = {start:.{DIGITS}f}",
            f"            xmax = {stop:.{DIGITS}f}",
            f'            text = "{quoted}"',
        ]
    return lines
