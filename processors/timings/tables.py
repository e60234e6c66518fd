"""Words as lines of a table: NIST's CTM and Audacity's labels."""

from processors.timings.timing import Timings


def to_ctm(timings: Timings, name: str = "") -> str:
    """Content of a ``.ctm``: recording, channel, start, duration, word, and confidence if known."""
    recording = _one_field(name) or "speech"
    lines = []
    for word in timings.words:
        seconds = word.end - word.start
        line = f"{recording} 1 {word.start:.3f} {seconds:.3f} {_one_field(word.written)}"
        lines.append(line if word.confidence is None else f"{line} {word.confidence:.3f}")
    return "".join(f"{line}\n" for line in lines)


def to_audacity(timings: Timings, name: str = "") -> str:
    """Content of a label file: start, end and word, separated by tabs."""
    return "".join(
        f"{word.start:.6f}\t{word.end:.6f}\t{' '.join(word.written.split())}\n"
        for word in timings.words
    )


def _one_field(text: str) -> str:
    """Text without white space: it separates the fields of a CTM."""
    return "_".join(text.split())
