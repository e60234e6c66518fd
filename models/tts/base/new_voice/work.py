"""A new voice in the making: its files, which of its steps are done, and their results."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.schema import REPOSITORY, resolve_path
from models.base.checkpoint.checkpoint import (
    TrainingState,
    find_checkpoint,
    has_checkpoints,
    list_checkpoints,
    read_state,
)
from models.base.limits import end_reason
from models.tts.base.new_voice.plan import (
    PLAN,
    VoicePlan,
    choose_amount,
    experiment_values,
    read_utterances,
    recorded_minutes,
)
from models.tts.base.new_voice.report import Page, advice, player, plot_curves, read_curves
from models.tts.base.new_voice.source import (
    finetuning_arguments,
    guess_language,
    nearest_voice,
    open_source,
)
from models.tts.base.new_voice.tuning import VocoderTuning
from models.tts.base.new_voice.vocoders import copy_errors, display_name, pick_vocoder
from models.tts.base.voice_bundle import bundle_voice
from models.tts.base.voice_documents import read_voice_config
from models.vocoders.loading.load import UNIVERSAL
from processors.processed.rows import load_split
from utils.errors import UserError
from utils.files import read_json, write_json, write_text
from utils.lock import acquire_lock
from utils.output_names import file_name

RUN = "run"  # the experiment in the working folder
ORIGIN = "new_voice.json"  # in a finished voice: which checkpoint of which work it is
REPORT = "report.html"
N_SENTENCES = 5


def make_plan(
    name: str,
    data: Path,
    datasets: Mapping[str, str],
    *,
    language: str | None,
    source: str | None,
    minutes: float,
    reduce_hiss: float | None = None,
) -> VoicePlan:
    """The user's wishes, completed: language and voice to start from where none is named."""
    utterances = read_utterances(datasets)
    language = language or guess_language([row.text for row in utterances])
    folder, _ = open_source(source or str(nearest_voice(language)))
    return VoicePlan(
        name,
        str(data),
        dict(datasets),
        language,
        str(folder.resolve()),
        minutes,
        recorded_minutes(utterances),
        reduce_hiss,
    )


@dataclass
class NewVoice:
    """Steps of making the voice of ``plan`` in ``folder``, which goes to ``output_dir`` in the end.

    Each step finds out from the files whether it is done already, so that one that was interrupted
    is done again or continued.
    """

    plan: VoicePlan
    folder: Path
    output_dir: Path
    tuning: VocoderTuning | None = None

    def begin(self) -> None:
        """Take the working folder, for this plan only; refuse to write where others' files are."""
        self.plan.check_same(self.folder)
        is_ours = self._origin().get("work") == str(self.folder) and (self.folder / PLAN).is_file()
        if self.output_dir.exists() and not is_ours:
            raise UserError(
                f"{self.output_dir} exists already and is not from {self.folder}; choose another "
                "--name or --output_dir, or move it away"
            )
        acquire_lock(self.folder, "{owner} is making this voice; wait, or stop it")
        self.plan.write(self.folder)

    @property
    def experiment(self) -> Path:
        return self.folder / RUN

    @property
    def check_file(self) -> Path:
        return self.folder / "check.json"

    def check_arguments(self) -> list[str]:
        """Command line of the check of the corpus."""
        picture = str(self.check_file.with_suffix(".png"))
        arguments = ["--data", self.plan.data, "--language", self.plan.language]
        return [*arguments, "--json", str(self.check_file), "--plot", picture]

    def is_checked(self) -> bool:
        """Whether the corpus was found usable, and its list of texts has not changed since."""
        path = self.folder / "checked.json"
        return path.is_file() and read_json(path) == self._corpus_state()

    def note_checked(self) -> None:
        write_json(self.folder / "checked.json", self._corpus_state())

    def write_config(self) -> Path:
        """The exp_config of the voice."""
        source = read_voice_config(self.plan.source)
        values = experiment_values(self.plan, source, self.folder)
        path = self.folder / "exp_config.json"
        write_json(path, values)
        return path

    def is_trained(self) -> bool:
        """Whether training is over: by itself, or because its minutes are spent."""
        if not has_checkpoints(self.experiment):
            return False
        state = read_state(find_checkpoint(self.experiment))
        return state.finished and (self._stopped_early() or state.minutes >= self.plan.minutes)

    def training_arguments(self, config: Path) -> list[str]:
        """Command line of stage 2: a new run from the source, or the one that was interrupted."""
        return finetuning_arguments(config, self.experiment, self.plan.source)

    def diagnosis_arguments(self) -> list[str]:
        """Command line of the diagnosis of the chosen checkpoint."""
        out = str(self.folder / "diagnosis.json")
        return [str(self.experiment), "--checkpoint", "best", "--utterances", "5", "--json", out]

    def bundle(self) -> Path:
        """The voice in ``output_dir``; one of an earlier, shorter training is moved aside."""
        checkpoint = find_checkpoint(self.experiment, "best")
        origin = {"work": str(self.folder), "checkpoint": checkpoint.name}
        if self.tuning is not None:
            origin["vocoder"] = f"{UNIVERSAL}, {self.tuning.step()} steps on the recordings"
        if self.output_dir.exists():
            if self._origin() == origin:
                return self.output_dir
            step = read_state(self.output_dir).step
            self.output_dir.rename(_free_name(self.output_dir, f"{self.plan.name}-step{step}"))
        path = self.folder / "vocoders.json"
        errors = copy_errors(read_voice_config(checkpoint), Path(self.plan.source))
        write_json(path, errors)
        vocoder = pick_vocoder(errors) if self.tuning is None else self.tuning.experiment
        bundle_voice(
            self.experiment,
            vocoder,
            self.output_dir,
            "best",
            voiced_noise=choose_amount(self.plan.recorded_minutes).voiced_noise,
            fit_tempo=True,
        )
        write_json(self.output_dir / ORIGIN, origin)
        return self.output_dir

    def sentences(self) -> list[dict[str, Any]]:
        """Rows of the test split that the voice says in the report."""
        config = read_voice_config(find_checkpoint(self.experiment))
        columns = ("Dataset", "Uid", "Text", "Path", "Singer")
        return load_split(config, "test", columns)[:N_SENTENCES]

    def sentence_arguments(self) -> list[str]:
        """Command line of stage 3 for the sentences of the report, each by its own speaker."""
        path = self.folder / "sentences.txt"
        rows = self.sentences()
        write_text(path, "".join(f"{file_name(row['Uid'])}|{row['Text']}\n" for row in rows))
        arguments = ["--acoustics_dir", str(self.output_dir), "--mode", "file"]
        arguments += ["--source_file", str(path), "--save", "plot"]
        arguments += ["--output_dir", str(self.output_dir / "samples")]
        many = len(read_json(self.output_dir / "spk2id.json")) > 1
        return [*arguments, "--speaker_name", rows[0]["Singer"]] if many else arguments

    def command(self) -> str:
        """How to let the voice say something."""
        folder = os.path.relpath(self.output_dir)
        names = sorted(read_json(self.output_dir / "spk2id.json"))
        speaker = f" --infer_speaker_name {names[0]}" if len(names) > 1 else ""
        script = os.path.relpath(REPOSITORY / "egs/tts/GlowTTS/run.sh")
        return (
            f"bash {script} --stage 3 --infer_expt_dir {folder} --infer_mode single "
            f'--infer_text "Hello."{speaker}'
        )

    def write_refusal(self) -> Path:
        """The page about a corpus that cannot be used, instead of a voice."""
        page = Page(f"{self.plan.name}: the corpus cannot be used yet")
        page.paragraph("No voice was made of it, for it would be a bad one:", "bad")
        check = read_json(self.check_file)
        page.items([one["text"] for one in check["findings"] if one["verdict"] == "BAD"])
        page.paragraph(
            "Mend or leave out these clips, then run the same command again; with --anyway it goes "
            "on in spite of them."
        )
        self._add_check(page, check)
        path = self.folder / REPORT
        page.write(path)
        return path

    def write_report(self) -> Path:
        """The page about the finished voice, in its folder."""
        page = Page(f"The voice {self.plan.name}")
        findings = self._findings()
        for one in findings:
            if one["verdict"] == "BAD":
                page.paragraph(f"{one['check']}: {one['text']}", "bad")
        self._add_sentences(page)
        chosen, last = self._steps()
        self._add_facts(page, chosen, last)
        page.figure(plot_curves(read_curves(self.experiment / "log" / "metrics.jsonl"), chosen))
        page.heading("What to do next")
        steps = {"chosen": chosen, "last": last}
        untuned = self.tuning is None and (
            pick_vocoder(read_json(self.folder / "vocoders.json")) == UNIVERSAL
        )
        reason = self._end_reason()
        page.items(advice(self.plan.recorded_minutes, steps, reason, findings, untuned=untuned))
        page.command(self.command())
        page.heading("What was checked")
        page.table([(one["verdict"], one["check"], one["text"]) for one in findings])
        if self.check_file.is_file():
            self._add_check(page, read_json(self.check_file))
        path = self.output_dir / REPORT
        page.write(path)
        return path

    def _add_check(self, page: Page, check: Mapping[str, Any]) -> None:
        page.heading("What was found in the recordings")
        page.table([(one["verdict"], one["check"], one["text"]) for one in check["findings"]])
        picture = self.check_file.with_suffix(".png")
        if picture.is_file():
            page.image(picture)
        if check["named"]:
            page.heading("Clips to look at")
            page.table([(uid, "; ".join(why)) for uid, why in check["named"].items()])
        if check["sentences"]:
            page.heading("Sentences to read besides")
            page.items(check["sentences"])

    def _add_sentences(self, page: Page) -> None:
        page.heading("Sentences that it was not trained on")
        folder = self.output_dir / "samples"
        rows = [
            (row["Text"], player(folder / f"{file_name(row['Uid'])}.wav"),
             player(resolve_path(row["Path"])))
            for row in self.sentences()
        ]  # fmt: skip
        page.table(rows, ("text", "the voice", "the recording"))
        picture = next(iter(sorted(folder.glob("*.png"))), None)
        if picture is not None:
            page.paragraph("A mel of the voice, and which frames each phone takes:")
            page.image(picture)

    def _add_facts(self, page: Page, chosen: int, last: int) -> None:
        page.heading("How it was made")
        source = Path(self.plan.source)
        errors = read_json(self.folder / "vocoders.json")
        state = read_state(find_checkpoint(self.experiment))
        rows = [
            ("recordings", f"{self.plan.recorded_minutes:.1f} minutes in {self.plan.data}"),
            ("language", self.plan.language),
            ("finetuned from", source.name),
            ("training", f"{last} steps in {state.minutes:.0f} minutes; {self._end_reason()}"),
            ("chosen", f"step {chosen}: {_distortion(read_state(self.output_dir))}"),
            ("vocoder", self._origin().get("vocoder") or display_name(pick_vocoder(errors))),
        ]
        rows += [(f"copy error of {display_name(n)}", f"{e:.2f} nats") for n, e in errors.items()]
        page.table(rows)

    def _findings(self) -> list[dict[str, Any]]:
        path = self.folder / "diagnosis.json"
        return read_json(path)["findings"] if path.is_file() else []

    def _steps(self) -> tuple[int, int]:
        """Of the checkpoint that became the voice, and of the last."""
        return read_state(self.output_dir).step, list_checkpoints(self.experiment)[-1][1].step

    def _end_reason(self) -> str:
        config = read_voice_config(find_checkpoint(self.experiment))
        return end_reason(config.train, read_state(find_checkpoint(self.experiment)))

    def _stopped_early(self) -> bool:
        return "max_minutes" not in self._end_reason()

    def _origin(self) -> dict[str, Any]:
        path = self.output_dir / ORIGIN
        return read_json(path) if path.is_file() else {}

    def _corpus_state(self) -> dict[str, Any]:
        files = [Path(folder) / "metadata.csv" for folder in self.plan.datasets.values()]
        return {str(file): [file.stat().st_mtime_ns, file.stat().st_size] for file in files}


def _distortion(state: TrainingState) -> str:
    """The distortion by which a checkpoint was chosen, for people."""
    own, least = state.valid_loss, state.best_loss
    if own is None or least is None:
        return "it was not measured"
    return f"aligned_mcd {own:.3f} dB; up to then the least was {least:.3f}"


def _free_name(folder: Path, name: str) -> Path:
    """A name beside ``folder`` that nothing has."""
    candidates = [name, *(f"{name}-{number}" for number in range(2, 1000))]
    return next(folder.with_name(one) for one in candidates if not folder.with_name(one).exists())
