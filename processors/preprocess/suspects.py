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
    utterances: list[Utterance], clips: dict[str, ClipState], bad: set[str], has_blanks: bool
) -> list[dict[str, str]]:
    """Rows for ``suspects.json``: Uid, Reason (``kind: details``) and Path of each such clip."""
    return [
        {"Uid": utterance.uid, "Reason": reason, "Path": utterance.path}
        for utterance in utterances
        if utterance.uid not in bad
        for reason in _reasons(utterance, clips[utterance.uid], has_blanks)
    ]


def _reasons(utterance: Utterance, clip: ClipState, has_blanks: bool) -> list[str]:
    reasons = [] if utterance.doubt is None else [utterance.doubt]
    n_symbols = clip.text.n_ids // 2 if has_blanks else clip.text.n_ids
    if clip.audio.seconds > SECONDS_OF_SILENCE + SECONDS_PER_SYMBOL * n_symbols:
        text = utterance.text if len(utterance.text) <= 40 else utterance.text[:39] + "…"
        reasons.append(
            f"little text for its length: {clip.audio.seconds:.1f} s for the {n_symbols} symbols "
            f"of {text!r}; is it the text of this recording?"
        )
    if clip.audio.peak_db > FULL_SCALE_DB:
        reasons.append(
            f"above full scale: its peak is {peak_of(clip.audio):.2f}; a clipped recording, or a "
            "float file that was made too loud"
        )
    return reasons
