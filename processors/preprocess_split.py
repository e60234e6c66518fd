"""From the good clips of a dataset to its split files and counts."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from processors.corpora import Utterance
from processors.preprocess_state import ClipState
from processors.processed import SPLITS, speakers_path, split_path
from utils.errors import UserError
from utils.files import read_json, write_json, write_json_rows, write_text


def assign_splits(
    uids: Sequence[str], bad: set[str], seed: int, valid_fraction: float, test_fraction: float
) -> dict[str, str]:
    """Split of each uid that is not bad; ``uids`` are those of the whole corpus.

    The order comes from a hash of seed and uid and the sizes from the whole corpus, so a clip stays
    in its split whatever the order of the metadata and whichever other clips are bad.
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
    while empty := [split for split in members if not members[split]]:
        largest = max(members, key=lambda split: len(members[split]))
        members[empty[0]].append(members[largest].pop(0))
    return {uid: split for split, chosen in members.items() for uid in chosen}


def speaker_name(dataset: str, utterance: Utterance) -> str:
    """Name of a speaker among those of all datasets."""
    return dataset if utterance.speaker is None else f"{dataset}_{utterance.speaker}"


def write_splits(
    processed_dir: Path,
    dataset: str,
    utterances: list[Utterance],
    clips: dict[str, ClipState],
    split_of: dict[str, str],
) -> None:
    """Write ``train.json``, ``valid.json``, ``test.json`` and ``utt2spk``, in corpus order."""
    rows: dict[str, list[dict[str, Any]]] = {split: [] for split in SPLITS}
    owners = []
    for utterance in utterances:
        split = split_of.get(utterance.uid)
        if split is None:
            continue
        clip = clips[utterance.uid]
        singer = speaker_name(dataset, utterance)
        rows[split].append(
            {
                "Dataset": dataset,
                "index": len(rows[split]),
                "Singer": singer,
                "Uid": utterance.uid,
                "Text": utterance.text,
                "Path": utterance.path,
                "Duration": clip.audio.seconds,
                "Frames": clip.audio.frames,
                "Phones": clip.text.n_ids,
            }
        )
        owners.append(f"{utterance.uid}\t{singer}\n")
    for split in SPLITS:
        write_json_rows(split_path(processed_dir, dataset, split), rows[split])
    write_text(processed_dir / dataset / "utt2spk", "".join(owners))


def count_clips(clips: dict[str, ClipState], split_of: dict[str, str]) -> dict[str, Any]:
    """Counts of the good clips for ``meta_info.json``."""
    good = [clips[uid] for uid in split_of]
    seconds = sum(clip.audio.seconds for clip in good)
    splits = list(split_of.values())
    return {
        "clips": len(good),
        "hours": round(seconds / 3600, 4),
        "splits": {split: splits.count(split) for split in SPLITS},
        "frames": _spread([clip.audio.frames for clip in good]),
        "phones": _spread([clip.text.n_ids for clip in good]),
    }


def add_speakers(processed_dir: Path, names: Iterable[str]) -> dict[str, int]:
    """Number new speakers in ``spk2id.json``; those that have a number keep it."""
    path = speakers_path(processed_dir)
    try:
        speakers = read_json(path) if path.is_file() else {}
    except (OSError, ValueError) as error:
        raise UserError(
            f"{path}: cannot be read ({error}); mend it, or delete it to number all speakers anew"
        ) from None
    new = sorted(set(names) - speakers.keys())
    if new:
        first = max(speakers.values(), default=-1) + 1
        speakers.update({name: index for index, name in enumerate(new, start=first)})
        write_json(path, speakers)
    return speakers


def _spread(values: list[int]) -> dict[str, float]:
    return {
        "min": min(values),
        "mean": round(sum(values) / len(values), 1),
        "max": max(values),
        "total": sum(values),
    }
