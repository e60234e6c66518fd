"""One run of stage 1 over one dataset."""

import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from config.schema import DEFAULT_FRAME_MULTIPLE, RecipeConfig, fingerprint, resolve_path
from processors.audio.hiss import require_noise_reduction
from processors.corpora import read_corpus
from processors.preprocess.jobs import Job
from processors.preprocess.limits import Limits
from processors.preprocess.outputs import DatasetOutputs
from processors.preprocess.plan import Plan, make_plan
from processors.preprocess.pool import run_jobs
from processors.preprocess.speakers import add_speakers
from processors.preprocess.state import StateJournal, part_path
from processors.preprocess.text_check import check_texts
from processors.processed.feature_settings import feature_settings, settings_changes
from utils.distributed import ProcessGroup
from utils.errors import UserError
from utils.files import read_json

LAYOUT_VERSION = 3  # raised when the files that are not features come to look otherwise

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class DatasetReport:
    """Report of what stage 1 did for a dataset."""

    dataset: str
    folder: Path
    meta: dict[str, Any]  # as in meta_info.json
    failed: list[dict[str, str]]  # as in failed.json
    suspects: list[dict[str, str]]  # as in suspects.json
    mels_made: int = 0
    phones_made: int = 0
    audios_made: int = 0


class DatasetRun:
    """Pass over one dataset: plan, make what is missing, judge the clips, write the rest."""

    def __init__(
        self, config: RecipeConfig, dataset: str, workers: int, processes: ProcessGroup
    ) -> None:
        if Path(dataset).name != dataset or dataset.startswith("."):
            raise UserError(f"dataset name {dataset!r} cannot be the name of a folder")
        needs = config.feature_needs()
        self._config = config.preprocess.model_copy(update={"save_audio": needs.waveforms})
        self._dataset = dataset
        self._source = resolve_path(config.dataset_path[dataset])
        self._processed_dir = config.processed_dir
        self._workers = workers
        self._processes = processes
        self._outputs = DatasetOutputs(config.processed_dir, dataset, self._config)
        self.folder = self._outputs.folder
        self._needs_phones = needs.phones
        # A vocoder asks for no multiple and no texts, and leaves what the folder was made for.
        made_for = self._outputs.read_meta()
        multiple = needs.frame_multiple or made_for.get("n_sqz")
        self._limits = Limits(
            min_seconds=self._config.min_seconds,
            max_seconds=self._config.max_seconds,
            silence_db=self._config.silence_db,
            frame_multiple=multiple or DEFAULT_FRAME_MULTIPLE,
            needs_text=needs.phones or (bool(made_for) and made_for.get("needs_text", True)),
        )
        self._settings = feature_settings(self._config)
        if self._config.reduce_hiss is not None:
            require_noise_reduction()

    def run(self) -> DatasetReport:
        """Bring the dataset up to date."""
        subsets, columns = (
            choice.get(self._dataset) for choice in (self._config.subsets, self._config.columns)
        )
        utterances = list(read_corpus(self._dataset, self._source, subsets, columns))
        journal = StateJournal(self.folder)
        plan = make_plan(
            utterances, journal.clips, self._settings, self._limits, self.folder,
            self._config.save_audio,
        )  # fmt: skip
        old, key = self._outputs.read_meta(), self._outputs_key(plan)
        if not plan.jobs and old.get("outputs") == key and self._outputs.exist():
            add_speakers(self._processed_dir, old["speakers"])
            logger.info("%s: up to date, nothing to do", self._dataset)
            return self._report(old)
        self._check_shared(old)
        self._announce(plan, old, len(utterances))
        if plan.phones:
            texts = [row.text for row in utterances] if self._limits.needs_text else []
            check_texts(texts, self._config.text, self._dataset)
        if plan.mels or plan.phones or old.get("outputs") != key:
            self._outputs.remove_meta()
        if plan.jobs:
            self._make_together(plan.jobs, journal)
            journal.compact(utterance.uid for utterance in utterances)
        failed = self._outputs.write_failed(utterances, journal.clips, self._limits)
        made_with = {
            "n_sqz": self._limits.frame_multiple,
            "needs_text": self._limits.needs_text,
            "mel_fingerprint": self._config.mel.fingerprint(),
            "audio_fingerprint": fingerprint(self._settings["audio"]),
            "text_fingerprint": fingerprint(self._settings["text"]),
            "settings": self._settings,
            "outputs": key,
        }
        meta = self._outputs.write(
            utterances, journal.clips, failed, self._limits, self._source, made_with
        )
        made = (reasons.total() for reasons in (plan.mels, plan.phones, plan.audios))
        return self._report(meta, *made)

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

    def _report(self, meta: dict[str, Any], *made: int) -> DatasetReport:
        lists = (read_json(self.folder / name) for name in ("failed.json", "suspects.json"))
        return DatasetReport(self._dataset, self.folder, meta, *lists, *made)

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

    def _check_shared(self, old: dict[str, Any]) -> None:
        """Refuse to redo a voice's phones for a model that needs none."""
        if self._needs_phones or not old:
            return
        # Phones of another version of this code are made again for the voice, too.
        before, after = (
            {"text": {**each["text"], "version": None}}
            for each in (old["settings"], self._settings)
        )
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

    def _outputs_key(self, plan: Plan) -> str:
        """Changes with whatever the files beside the features depend on."""
        apart = {
            "mel",
            "text",
            "trim",
            "loudness",
            "reduce_hiss",
            "num_workers",
            "processed_dir",
            "save_audio",
        }
        selection = self._config.model_dump(exclude=apart)
        limits = (self._limits.frame_multiple, self._limits.needs_text)
        return fingerprint([LAYOUT_VERSION, self._settings, selection, *limits, plan.corpus])
