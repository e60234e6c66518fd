"""Clips that are used though something about them looks wrong: counted, and listed by name."""

from processors.corpora.base import Utterance
from processors.preprocess.limits import FULL_SCALE_DB, peak_of
from processors.preprocess.state import ClipState

# Seconds a symbol (a phone, a stress mark, a space, a comma) may take, and those of silence beside
# them. The slowest of 1,630 recordings of 36 people, one word or a whole sentence, takes 0.13
# seconds a symbol, silence included; the median is 0.06.
SECONDS_PER_SYMBOL = 0.3
SECONDS_OF_SILENCE = 1.0


def find_suspects(
    utterances: list[Utterance],
    clips: dict[str, ClipState],
    bad: set[str],
    ids_per_symbol: int,
    needs_text: bool,
) -> list[dict[str, str]]:
    """Rows for ``suspects.json``: Uid, Reason (``kind: details``) and Path of each such clip.

    ``ids_per_symbol`` is 2 with blanks; without ``needs_text`` texts are not looked at.
    """
    rows = []
    for utterance in utterances:
        if utterance.uid in bad:
            continue
        clip = clips[utterance.uid]
        reasons = [loudness_doubt(clip)]
        if needs_text:
            n_symbols = clip.text.n_ids // ids_per_symbol
            reasons += [utterance.doubt, length_doubt(utterance.text, n_symbols, clip)]
        rows += [
            {"Uid": utterance.uid, "Reason": reason, "Path": utterance.path}
            for reason in reasons
            if reason is not None
        ]
    return rows


def length_doubt(text: str, n_symbols: int, clip: ClipState) -> str | None:
    """What is strange about the lengths of text and recording."""
    seconds = clip.audio.seconds
    if seconds <= SECONDS_OF_SILENCE + SECONDS_PER_SYMBOL * n_symbols:
        return None
    shown = text if len(text) <= 40 else text[:39] + "…"
    return (
        f"little text for its length: {seconds:.1f} s for the {n_symbols} symbols of {shown!r}; "
        "is it the text of this recording?"
    )


def loudness_doubt(clip: ClipState) -> str | None:
    """What is strange about the scale of the recording."""
    if clip.audio.peak_db <= FULL_SCALE_DB:
        return None
    return (
        f"above full scale: its peak is {peak_of(clip.audio):.2f}; a clipped recording, or a "
        "float file that was made too loud"
    )
