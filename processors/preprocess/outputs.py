"""Files of a dataset beside its features: splits, speakers, failed clips and ``meta_info.json``."""

from collections import Counter
from pathlib import Path
from typing import Any

from config.schema import PreprocessConfig
from processors.corpora.base import Utterance
from processors.preprocess.limits import Limits
from processors.preprocess.speakers import (
    add_speakers,
    count_speakers,
    former_speakers,
    name_owners,
)
from processors.preprocess.split import assign_splits, count_clips, write_splits
from processors.preprocess.state import ClipState
from processors.preprocess.suspects import find_suspects
from processors.processed.paths import SPLITS, meta_path, split_path
from utils.errors import UserError
from utils.files import read_json, write_json, write_json_rows


class DatasetOutputs:
    """Writer of a dataset's files that are not features."""

    def __init__(self, processed_dir: Path, dataset: str, config: PreprocessConfig) -> None:
        self.folder = processed_dir / dataset
        self._processed_dir = processed_dir
        self._dataset = dataset
        self._config = config
        self._meta_path = meta_path(processed_dir, dataset)

    def read_meta(self) -> dict[str, Any]:
        """``meta_info.json`` of the last run that was finished; empty without one."""
        try:
            meta = read_json(self._meta_path)
        except (OSError, ValueError):
            return {}
        return meta if isinstance(meta, dict) and "settings" in meta else {}

    def remove_meta(self) -> None:
        """Nothing may be read while features and splits do not belong together."""
        self._meta_path.unlink(missing_ok=True)

    def exist(self) -> bool:
        """Whether all files but ``meta_info.json`` are there."""
        files = [split_path(self._processed_dir, self._dataset, split) for split in SPLITS]
        names = ("failed.json", "suspects.json", "shortened.json", "utt2spk")
        files += [self.folder / name for name in names]
        return all(file.is_file() for file in files)

    def write_failed(
        self, utterances: list[Utterance], clips: dict[str, ClipState], limits: Limits
    ) -> list[dict[str, str]]:
        """Clips that cannot be used, also written to ``failed.json``; UserError if all are."""
        failed = []
        for utterance in utterances:
            reason = limits.problem(clips[utterance.uid])
            if reason is not None:
                failed.append({"Uid": utterance.uid, "Reason": reason, "Path": utterance.path})
        path = self.folder / "failed.json"
        write_json_rows(path, failed)
        if len(failed) == len(utterances):
            first = failed[0]
            raise UserError(
                f"{self._dataset}: all {len(failed)} clips failed ({summarize(failed)}); "
                f"the first: {first['Uid']}: {first['Reason']}; the others are in {path}"
            )
        return failed

    def write(
        self,
        utterances: list[Utterance],
        clips: dict[str, ClipState],
        failed: list[dict[str, str]],
        source: Path,
        made_with: dict[str, Any],
    ) -> dict[str, Any]:
        """Write splits, speakers and, last, ``meta_info.json``, which is returned."""
        config, bad = self._config, {row["Uid"] for row in failed}
        owners = name_owners(self._dataset, utterances)
        try:
            speakers = count_speakers(owners, bad, clips, config.min_speaker_minutes)
            split_of = assign_splits(
                list(owners),
                bad | {uid for uid, name in owners.items() if name in speakers.dropped},
                config.split_seed,
                config.valid_fraction,
                config.test_fraction,
                owners if len(speakers.kept) > 1 else None,
            )
        except UserError as error:
            raise UserError(f"{self._dataset}: {error}; see {self.folder}/failed.json") from None
        former = former_speakers(self._processed_dir, self._dataset)
        add_speakers(self._processed_dir, speakers.kept, former)
        write_splits(self._processed_dir, self._dataset, utterances, clips, split_of)
        meta = {
            "dataset": self._dataset,
            "source": str(source),
            **count_clips(clips, split_of),
            "failed": len(failed),
            "failed_by": count_kinds(failed),
            **speakers.meta(),
            "suspects": self._write_suspects(utterances, clips, bad),
            "shortened": self._write_shortened(clips, split_of),
            **made_with,
        }
        write_json(self._meta_path, meta)
        return meta

    def _write_suspects(
        self, utterances: list[Utterance], clips: dict[str, ClipState], bad: set[str]
    ) -> dict[str, int]:
        """Write which clips are used though they look wrong to ``suspects.json``; their kinds."""
        rows = find_suspects(utterances, clips, bad, self._config.text.add_blank)
        write_json_rows(self.folder / "suspects.json", rows)
        return count_kinds(rows)

    def _write_shortened(
        self, clips: dict[str, ClipState], split_of: dict[str, str]
    ) -> dict[str, float]:
        """Write which clips lost how much of their pauses to ``shortened.json``; the totals."""
        cuts = {uid: clips[uid].audio.cut for uid in split_of if clips[uid].audio.cut > 0}
        rows = ({"Uid": uid, "Seconds": cuts[uid]} for uid in sorted(cuts))
        write_json_rows(self.folder / "shortened.json", rows)
        return {"clips": len(cuts), "seconds": round(sum(cuts.values()), 2)}


def summarize(failed: list[dict[str, str]]) -> str:
    """Counts of the kinds of failure: ``2 missing, 1 silent``."""
    return ", ".join(f"{count} {kind}" for kind, count in count_kinds(failed).items())


def count_kinds(failed: list[dict[str, str]]) -> dict[str, int]:
    """Number of clips that failed per kind of reason, the most frequent first."""
    return dict(Counter(row["Reason"].partition(":")[0] for row in failed).most_common())
