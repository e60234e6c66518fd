"""From the good clips of a dataset to its split files and counts."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from processors.corpora.base import Utterance
from processors.preprocess.state import ClipState
from processors.processed.paths import SPLITS, split_path, utt2spk_path
from utils.errors import UserError
from utils.files import atomic_path, write_json_rows


def assign_splits(
    uids: Sequence[str],
    bad: set[str],
    seed: int,
    valid_fraction: float,
    test_fraction: float,
    owners: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Split of each uid that is not bad; ``uids`` are those of the whole corpus.

    The order comes from a hash of seed and uid and the sizes from the whole corpus, so a clip stays
    in its split whatever the order of the metadata and whichever other clips are bad. ``owners``
    are the speakers of the uids, if there are several: each of them keeps a clip to train on.
    """
    n_good = len(uids) - len(bad)
    if n_good < len(SPLITS):
        raise UserError(f"{n_good} usable clips are too few: train, valid and test need one each")
    ranked = sorted(uids, key=lambda uid: hashlib.sha256(f"{seed}:{uid}".encode()).digest())
    n_valid = max(1, round(len(ranked) * valid_fraction))
    n_test = max(1, round(len(ranked) * test_fraction))
    members = {
        "valid": [uid for uid in ranked[:n_valid] if uid not in bad],
        "test": [uid for uid in ranked[n_valid : n_valid + n_test] if uid not in bad],
        "train": [uid for uid in ranked[n_valid + n_test :] if uid not in bad],
    }
    if owners is not None:
        _train_on_all(members, owners)
    while empty := [split for split in members if not members[split]]:
        members[empty[0]].append(_take_one(members, owners))
    return {uid: split for split, chosen in members.items() for uid in chosen}


def _train_on_all(members: dict[str, list[str]], owners: Mapping[str, str]) -> None:
    """Move a clip of each speaker who is only in the other splits to ``train``."""
    trained = {owners[uid] for uid in members["train"]}
    for split in ("valid", "test"):
        kept = []
        for uid in members[split]:
            if owners[uid] in trained:
                kept.append(uid)
            else:
                members["train"].append(uid)
                trained.add(owners[uid])
        members[split] = kept


def _take_one(members: dict[str, list[str]], owners: Mapping[str, str] | None) -> str:
    """Take the first clip of the largest split; out of ``train``, nobody's last one."""
    counts = Counter(owners[uid] for uid in members["train"]) if owners else {}
    for split in sorted(members, key=lambda split: len(members[split]), reverse=True):
        chosen = members[split]
        for index, uid in enumerate(chosen if len(chosen) > 1 else ()):
            if not owners or split != "train" or counts[owners[uid]] > 1:
                return chosen.pop(index)
    raise UserError(
        f"{len(counts)} speakers, and none has clips to spare for both validation and test: each "
        "must keep one to train on. Add clips or subsets (preprocess.subsets), or leave out "
        "speakers with little (preprocess.min_speaker_minutes)"
    )


def speaker_name(dataset: str, utterance: Utterance) -> str:
    """Name of a speaker among those of all datasets."""
    return dataset if utterance.speaker is None else f"{dataset}_{utterance.speaker}"


def write_splits(
    processed_dir: Path,
    dataset: str,
    utterances: Sequence[Utterance],
    clips: Mapping[str, ClipState],
    split_of: Mapping[str, str],
) -> None:
    """Write ``train.json``, ``valid.json``, ``test.json`` and ``utt2spk``, in corpus order."""
    for split in SPLITS:
        chosen = (row for row in utterances if split_of.get(row.uid) == split)
        rows = (_row(dataset, i, row, clips[row.uid]) for i, row in enumerate(chosen))
        write_json_rows(split_path(processed_dir, dataset, split), rows)
    with (
        atomic_path(utt2spk_path(processed_dir, dataset)) as temporary,
        temporary.open("w", encoding="utf-8", newline="\n") as file,
    ):
        for row in utterances:
            if row.uid in split_of:
                file.write(f"{row.uid}\t{speaker_name(dataset, row)}\n")


def _row(dataset: str, index: int, utterance: Utterance, clip: ClipState) -> dict[str, Any]:
    return {
        "Dataset": dataset,
        "index": index,
        "Singer": speaker_name(dataset, utterance),
        "Uid": utterance.uid,
        "Text": utterance.text,
        "Path": utterance.path,
        "Duration": clip.audio.seconds,
        "Frames": clip.audio.frames,
        "Phones": clip.text.n_ids,
    }


def count_clips(clips: dict[str, ClipState], split_of: dict[str, str]) -> dict[str, Any]:
    """Counts of the good clips for ``meta_info.json``."""
    good = [clips[uid] for uid in split_of]
    seconds = sum(clip.audio.seconds for clip in good)
    sizes = Counter(split_of.values())
    return {
        "clips": len(good),
        "hours": round(seconds / 3600, 4),
        "splits": {split: sizes[split] for split in SPLITS},
        "frames": _summarize([clip.audio.frames for clip in good]),
        "phones": _summarize([clip.text.n_ids for clip in good]),
    }


def _summarize(values: list[int]) -> dict[str, float]:
    return {
        "min": min(values),
        "mean": round(sum(values) / len(values), 1),
        "max": max(values),
        "total": sum(values),
    }
