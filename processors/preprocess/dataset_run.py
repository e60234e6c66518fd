"""Stage 1: from corpora to mels, phones and splits, redoing only what is new or has changed."""

import logging
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from config.glowtts import ExperimentConfig, GlowTTSConfig
from config.schema import RecipeConfig, TextConfig, fingerprint, resolve_path
from processors.corpora import Utterance, read_corpus
from processors.preprocess.clips import Job, Limits
from processors.preprocess.plan import Plan, make_plan
from processors.preprocess.pool import count_workers, run_jobs
from processors.preprocess.speakers import (
    add_speakers,
    count_speakers,
    former_speakers,
    name_owners,
)
from processors.preprocess.split import assign_splits, count_clips, write_splits
from processors.preprocess.state import ClipState, StateJournal, part_path
from processors.processed.rows import (
    SPLITS,
    feature_settings,
    meta_path,
    settings_changes,
    split_path,
)
from processors.processed.speaker_embedding import update_embeddings
from processors.text import SymbolTable, TextProcessor, espeak
from utils.distributed import ProcessGroup, joined_processes
from utils.errors import UserError
from utils.files import read_json, write_json, write_json_rows
from utils.lock import locked

LOST = (
    "another process of this run ended early, or never came; its own message says why. "
    "Run again to go on where it stopped"
)
LAYOUT_VERSION = 2  # raised when the files that are not features come to look otherwise

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class DatasetReport:
    """What stage 1 did for a dataset."""

    dataset: str
    folder: Path
    meta: dict[str, Any]  # as in meta_info.json
    failed: list[dict[str, str]]  # as in failed.json
    mels_made: int = 0
    phones_made: int = 0
    audios_made: int = 0


def preprocess(config: RecipeConfig, num_workers: int | None = None) -> list[DatasetReport]:
    """Bring the processed data of all datasets of ``config`` up to date.

    ``num_workers`` overrides the config's; 0 is one process for each core, 1 works in this process.
    Of several processes that a launcher started, all but the first only help, and report nothing.
    """
    wanted = config.preprocess.num_workers if num_workers is None else num_workers
    with joined_processes(LOST) as processes:
        workers = count_workers(wanted, processes.local_size)
        if not processes.is_main:
            _help(processes, config, workers)
            return []
        with locked(config.processed_dir, "stage 1 is already running there"):
            names = dict.fromkeys(config.dataset)
            reports = [DatasetRun(config, name, workers, processes).run() for name in names]
            processes.scatter([None] * processes.size)  # nothing more is to be done
            is_voice = isinstance(config, ExperimentConfig)
            if is_voice and config.model.speaker_encoder is not None:
                for name in names:
                    update_embeddings(config, name, workers)
        return reports


def _help(processes: ProcessGroup, config: RecipeConfig, workers: int) -> None:
    """Make the features that the first process asks for."""
    while (share := processes.scatter()) is not None:
        dataset, jobs = share
        run = DatasetRun(config, dataset, workers, processes)
        run.make(jobs, StateJournal(run.folder, part=processes.rank))
        processes.barrier()


class DatasetRun:
    """One pass over one dataset."""

    def __init__(
        self, config: RecipeConfig, dataset: str, workers: int, processes: ProcessGroup
    ) -> None:
        if Path(dataset).name != dataset or dataset.startswith("."):
            raise UserError(f"dataset name {dataset!r} cannot be the name of a folder")
        self.folder = config.processed_dir / dataset
        self._config = config.preprocess
        self._dataset = dataset
        self._source = resolve_path(config.dataset_path[dataset])
        self._processed_dir = config.processed_dir
        self._workers = workers
        self._processes = processes
        self._meta_path = meta_path(config.processed_dir, dataset)
        self._is_voice = isinstance(config, ExperimentConfig)
        self._limits = Limits(
            min_seconds=self._config.min_seconds,
            max_seconds=self._config.max_seconds,
            silence_db=self._config.silence_db,
            n_sqz=self._choose_squeeze(config),
        )
        self._settings = feature_settings(self._config.mel, self._config.trim, self._config.text)

    def run(self) -> DatasetReport:
        """Plan, make what is missing, judge all clips, write the splits."""
        subsets = self._config.subsets.get(self._dataset)
        utterances = list(read_corpus(self._dataset, self._source, subsets))
        journal = StateJournal(self.folder)
        plan = make_plan(
            utterances, journal.clips, self._settings, self._limits, self.folder,
            self._config.save_audio,
        )  # fmt: skip
        old, key = self._old_meta(), self._outputs_key(plan)
        if not plan.jobs and old.get("outputs") == key and self._outputs_exist():
            add_speakers(self._processed_dir, old["speakers"])
            logger.info("%s: up to date, nothing to do", self._dataset)
            failed = read_json(self.folder / "failed.json")
            return DatasetReport(self._dataset, self.folder, old, failed)
        self._check_shared(old)
        self._announce(plan, old, len(utterances))
        if plan.phones:
            _check_text(self._config.text)
        if plan.mels or plan.phones or old.get("outputs") != key:
            # Nothing may be read while features and splits do not belong together.
            self._meta_path.unlink(missing_ok=True)
        if plan.jobs:
            self._make_together(plan.jobs, journal)
            journal.compact(utterance.uid for utterance in utterances)
        failed = self._judge(utterances, journal.clips)
        meta = self._write_outputs(utterances, journal.clips, failed, key)
        made = (reasons.total() for reasons in (plan.mels, plan.phones, plan.audios))
        return DatasetReport(self._dataset, self.folder, meta, failed, *made)

    def make(self, jobs: list[Job], journal: StateJournal) -> None:
        """Do the jobs and record their outcomes."""
        chunks = run_jobs(
            jobs, self._processed_dir, self._dataset, self._config, self._limits, self._workers
        )
        # In a log file every update of the bar stays.
        pause = 0.2 if sys.stderr.isatty() else 30.0
        with tqdm(
            total=len(jobs),
            desc=self._dataset,
            unit="clip",
            mininterval=pause,
            maxinterval=max(10.0, 2 * pause),
            disable=not self._processes.is_main,
        ) as bar:
            for results in chunks:
                journal.record(results)
                bar.update(len(results))

    def _make_together(self, jobs: list[Job], journal: StateJournal) -> None:
        """Make features in all processes; their outcomes come through journals in the folder."""
        size = self._processes.size
        shares = [(self._dataset, jobs[rank::size]) for rank in range(size)]
        self.make(self._processes.scatter(shares)[1], journal)
        self._processes.barrier()
        journal.take_over(part_path(self.folder, rank) for rank in range(1, size))
        lost = [job.uid for job in jobs if not job.is_done(journal.clips.get(job.uid))]
        if lost:
            raise UserError(
                f"{self.folder}: {len(lost)} clips made by other processes are not there (first: "
                f"{lost[0]}); preprocess.processed_dir must be a folder that all machines share"
            )

    def _choose_squeeze(self, config: RecipeConfig) -> int:
        """The voice's; a vocoder has none and leaves what the folder was made for."""
        if self._is_voice:
            return config.model.n_sqz
        return self._old_meta().get("n_sqz", GlowTTSConfig().n_sqz)

    def _check_shared(self, old: dict[str, Any]) -> None:
        """Refuse to redo a voice's phones for a vocoder, which needs none."""
        if self._is_voice or not old:
            return
        before, after = ({"text": each["text"]} for each in (old["settings"], self._settings))
        changes = settings_changes(before, after)
        if changes:
            raise UserError(
                f"{self.folder}: the texts of a voice are here, prepared with other settings "
                f"({'; '.join(changes)}); give this config the voice's preprocess.text, or a "
                "preprocess.processed_dir of its own"
            )

    def _announce(self, plan: Plan, old: dict[str, Any], total: int) -> None:
        if old:
            for change in settings_changes(old["settings"], self._settings):
                logger.info("%s: changed setting: %s", self._dataset, change)
        kinds = {"mels": plan.mels, "phones": plan.phones}
        if self._config.save_audio:
            kinds["waveforms"] = plan.audios
        for what, reasons in kinds.items():
            detail = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
            logger.info(
                "%s: %s to make: %d of %d%s",
                self._dataset, what, reasons.total(), total, f" ({detail})" if detail else "",
            )  # fmt: skip

    def _judge(
        self, utterances: list[Utterance], clips: dict[str, ClipState]
    ) -> list[dict[str, str]]:
        """The clips that cannot be used, also written to ``failed.json``."""
        failed = []
        for utterance in utterances:
            reason = self._limits.problem(clips[utterance.uid])
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

    def _write_outputs(
        self,
        utterances: list[Utterance],
        clips: dict[str, ClipState],
        failed: list[dict[str, str]],
        key: str,
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
            "source": str(self._source),
            **count_clips(clips, split_of),
            "failed": len(failed),
            "failed_by": count_kinds(failed),
            **speakers.meta(),
            "shortened": self._list_shortened(clips, split_of),
            "n_sqz": self._limits.n_sqz,
            "mel_fingerprint": config.mel.fingerprint(),
            "audio_fingerprint": fingerprint(self._settings["audio"]),
            "text_fingerprint": fingerprint(self._settings["text"]),
            "settings": self._settings,
            "outputs": key,
        }
        write_json(self._meta_path, meta)
        return meta

    def _list_shortened(
        self, clips: dict[str, ClipState], split_of: dict[str, str]
    ) -> dict[str, float]:
        """Write which clips lost how much of their pauses to ``shortened.json``; the totals."""
        cuts = {uid: clips[uid].audio.cut for uid in split_of if clips[uid].audio.cut > 0}
        rows = ({"Uid": uid, "Seconds": cuts[uid]} for uid in sorted(cuts))
        write_json_rows(self.folder / "shortened.json", rows)
        return {"clips": len(cuts), "seconds": round(sum(cuts.values()), 2)}

    def _old_meta(self) -> dict[str, Any]:
        try:
            meta = read_json(self._meta_path)
        except (OSError, ValueError):
            return {}
        return meta if isinstance(meta, dict) and "settings" in meta else {}

    def _outputs_key(self, plan: Plan) -> str:
        """Changes with whatever the files beside the features depend on."""
        apart = {"mel", "text", "trim", "num_workers", "processed_dir", "save_audio"}
        selection = self._config.model_dump(exclude=apart)
        return fingerprint(
            [LAYOUT_VERSION, self._settings, selection, self._limits.n_sqz, plan.corpus]
        )

    def _outputs_exist(self) -> bool:
        files = [split_path(self._processed_dir, self._dataset, split) for split in SPLITS]
        files += [self.folder / name for name in ("failed.json", "shortened.json", "utt2spk")]
        return all(file.is_file() for file in files)


def summarize(failed: list[dict[str, str]]) -> str:
    """Counts of the kinds of failure: ``2 missing, 1 silent``."""
    return ", ".join(f"{count} {kind}" for kind, count in count_kinds(failed).items())


def count_kinds(failed: list[dict[str, str]]) -> dict[str, int]:
    """How many clips failed for each kind of reason, the most frequent first."""
    return dict(Counter(row["Reason"].partition(":")[0] for row in failed).most_common())


def _check_text(config: TextConfig) -> None:
    """Raise for settings that no text could be spoken with, before hours of work."""
    TextProcessor(config, SymbolTable.default())
    if config.phonemizer == "espeak":
        espeak.phonemize(["a"], config.language)
