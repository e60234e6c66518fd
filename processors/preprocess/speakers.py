"""Who speaks how much, who speaks enough, and the table that numbers those who do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from processors.corpora.base import Utterance
from processors.preprocess.split import speaker_name
from processors.preprocess.state import ClipState
from processors.processed.paths import speakers_path, utt2spk_path
from utils.errors import UserError
from utils.files import read_json, write_json

# A speaker's row of the table sees only that speaker's clips. A minute is about ten of them, and
# some 800 phones: below that many of a language's phones in context are in none of them.
SHORT_MINUTES = 1.0


@dataclass
class Speakers:
    """The speakers of a dataset by name, as {"clips": 7, "minutes": 0.9}: counts of good clips."""

    kept: dict[str, dict[str, float]] = field(default_factory=dict)
    dropped: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def short(self) -> list[str]:
        """Those of several that are kept though they have too little to be learnt well."""
        if len(self.kept) < 2:
            return []
        return [name for name, counts in self.kept.items() if counts["minutes"] < SHORT_MINUTES]

    def meta(self) -> dict[str, Any]:
        """Their part of ``meta_info.json``."""
        return {
            "speakers": self.kept,
            "speakers_dropped": self.dropped,
            "speakers_short": self.short,
        }


def count_speakers(
    owners: Mapping[str, str],
    bad: set[str],
    clips: Mapping[str, ClipState],
    min_minutes: float,
) -> Speakers:
    """Tell the speakers who have ``min_minutes`` of good clips from those who have less.

    ``owners`` is the speaker of each uid.
    """
    totals: dict[str, list[float]] = {}
    for uid, name in owners.items():
        if uid not in bad:
            total = totals.setdefault(name, [0, 0.0])
            total[0] += 1
            total[1] += clips[uid].audio.seconds
    speakers = Speakers()
    for name, (n_clips, seconds) in sorted(totals.items()):
        group = speakers.dropped if seconds < min_minutes * 60 else speakers.kept
        group[name] = {"clips": n_clips, "minutes": round(seconds / 60, 2)}
    if not speakers.kept:
        most = max(counts["minutes"] for counts in speakers.dropped.values())
        raise UserError(
            f"no speaker has the {min_minutes:g} minutes of preprocess.min_speaker_minutes; "
            f"the most that one of them has is {most:g}"
        )
    return speakers


def name_owners(dataset: str, utterances: Iterable[Utterance]) -> dict[str, str]:
    """Name of the speaker of each uid, one string for all the clips of a speaker."""
    names: dict[str | None, str] = {}
    owners = {}
    for utterance in utterances:
        if utterance.speaker not in names:
            names[utterance.speaker] = speaker_name(dataset, utterance)
        owners[utterance.uid] = names[utterance.speaker]
    return owners


def add_speakers(
    processed_dir: Path, names: Iterable[str], gone: Iterable[str] = ()
) -> dict[str, int]:
    """Number new speakers in ``spk2id.json``; those that have a number keep it.

    Those who are ``gone`` lose theirs: no speaker is in the table without clips to train on.
    """
    path = speakers_path(processed_dir)
    try:
        old = read_json(path) if path.is_file() else {}
    except (OSError, ValueError) as error:
        raise UserError(
            f"{path}: cannot be read ({error}); mend it, or delete it to number all speakers anew"
        ) from None
    names = set(names)
    lost = set(gone) - names
    speakers = {name: index for name, index in old.items() if name not in lost}
    first = max(speakers.values(), default=-1) + 1
    new = sorted(names - speakers.keys())
    speakers.update({name: index for index, name in enumerate(new, start=first)})
    if speakers != old:
        write_json(path, speakers)
    return speakers


def former_speakers(processed_dir: Path, dataset: str) -> set[str]:
    """Speakers that the last run found in a dataset."""
    path = utt2spk_path(processed_dir, dataset)
    if not path.is_file():
        return set()
    with path.open(encoding="utf-8") as file:
        return {line.rstrip("\n").rpartition("\t")[2] for line in file}
