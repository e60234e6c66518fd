"""Speakers of a voice: found by name or its end, and numbered."""

import difflib
from collections.abc import Mapping, Sequence

from utils.errors import UserError
from utils.messages import list_some


def find_speaker(speakers: Mapping[str, int], name: str | None) -> str:
    """Full name of a speaker: "1089" finds "LibriTTS_1089" where no other ends in "_1089".

    None stands for the only speaker of a voice with one. Otherwise the error lists the nearest.
    """
    known = sorted(speakers)
    if name is None:
        if len(known) == 1:
            return known[0]
        raise UserError(
            f"this voice has {len(known)} speakers, name one of them: {_shorten(known)}"
        )
    if name in speakers:
        return name
    ends = [full for full in known if full.endswith(f"_{name}")]
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise UserError(f"{name!r} may be any of {_shorten(ends)}: give the whole name")
    if len(known) == 1:
        raise UserError(f"this voice has one speaker: leave out the speaker name {name!r}")
    near = _nearest(name, known)
    hint = f"did you mean {', '.join(near)}?" if near else f"known: {_shorten(known)}"
    raise UserError(f"this voice has no speaker {name!r}; {hint}")


def by_id(speakers: Mapping[str, int]) -> list[str]:
    """Names in the order of their ids."""
    return sorted(speakers, key=speakers.__getitem__)


def _nearest(name: str, known: Sequence[str]) -> list[str]:
    """Up to three names like ``name``, which may lack its dataset."""
    spelled = {full.casefold(): full for full in known}
    spelled |= {full.casefold().partition("_")[2]: full for full in known}
    near = difflib.get_close_matches(name.casefold(), spelled, n=6, cutoff=0.5)
    return list(dict.fromkeys(spelled[text] for text in near))[:3]


def _shorten(names: Sequence[str]) -> str:
    return list_some(names, 10, ", … ({total} in all)")
