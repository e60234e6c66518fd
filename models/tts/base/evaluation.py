"""Evaluation of an experiment on a split of its data, part by part: which of them hurts?

``recording`` is what was recorded, less the silence that stage 1 cut; ``copy`` the vocoder alone,
from true mels; ``aligned`` the decoder with the timing of the recording, then the vocoder, if the
model can do that; ``free`` the whole voice, from text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from config.schema import resolve_path
from models.tts.base.aligned_mels import iterate_aligned_mels
from models.tts.base.batch_synthesis import Failed, speak_requests
from models.tts.base.requests import Request, dataset_requests
from models.tts.base.speed import record_speed
from models.tts.base.synthesis_settings import SynthesisSettings
from models.tts.base.synthesizer import Synthesizer
from processors.audio.hiss import reduce_hiss
from processors.audio.io import AudioError, load_audio, write_wav
from processors.audio.loudness import loudness_gain
from processors.audio.silence import cut_silence
from processors.metrics import Clip, Metric, Options, Pair, Report, Summary, evaluate
from processors.metrics.output import format_table, write_report
from processors.processed.feature_settings import check_features
from processors.processed.features import load_mel
from processors.processed.rows import load_rows
from utils.errors import UserError
from utils.files import write_text
from utils.output_names import file_name


@dataclass(frozen=True)
class System:
    """One way to speak the split: its utterances, and those that could not be spoken."""

    name: str
    pairs: list[Pair]
    failures: list[tuple[str, str, str]]


@dataclass(frozen=True)
class HeldOut:
    """Rows of a split of one dataset, which is shuffled already: its start is a sample."""

    dataset: str
    split: str
    rows: list[dict[str, Any]]

    @classmethod
    def load(
        cls, synthesizer: Synthesizer, dataset: str | None, split: str, limit: int | None = None
    ) -> "HeldOut":
        names = synthesizer.voice.config.dataset
        if dataset is None and len(names) > 1:
            raise UserError(f"name one of the voice's datasets: {', '.join(names)}")
        dataset = dataset or names[0]
        check_features(synthesizer.voice.config)
        rows = load_rows(synthesizer.voice.config.processed_dir, dataset, split)[:limit]
        if not rows:
            raise UserError(f"the {split} split of {dataset} has no rows")
        return cls(dataset, split, rows)


def evaluate_voice(
    synthesizer: Synthesizer,
    held_out: HeldOut,
    folder: Path,
    metrics: Sequence[Metric],
    options: Options,
    settings: SynthesisSettings,
) -> tuple[dict[str, list[Summary]], dict[str, Report]]:
    """Speak the split in every way into ``folder``, and measure: a column for each."""
    held_out = cut_recordings(synthesizer, held_out, folder / "recording")
    systems = [recordings(held_out), copy_synthesis(synthesizer, held_out, folder / "copy")]
    if synthesizer.voice.model.can_follow_timing:
        systems.append(aligned_synthesis(synthesizer, held_out, folder / "aligned", settings))
    systems.append(free_synthesis(synthesizer, held_out, folder / "free", settings))
    table, reports = {}, {}
    for system in systems:
        able = [metric for metric in metrics if _applies(metric, system.name)]
        if not able:
            continue
        report = evaluate(system.pairs, able, options)
        report.failures.extend(system.failures)
        facts = {
            "system": system.name,
            "voice": synthesizer.voice.name,
            "vocoder": synthesizer.vocoder.name,
            "dataset": held_out.dataset,
            "split": held_out.split,
            "recognizer": options.recognizer,
        }
        table[system.name] = write_report(folder / f"metrics_{system.name}", report, facts)
        reports[system.name] = report
    write_text(folder / "table.md", format_table(table) + "\n")
    return table, reports


def cut_recordings(synthesizer: Synthesizer, held_out: HeldOut, folder: Path) -> HeldOut:
    """With hiss, silence and loudness as the voice's data had them, if anything was done to it."""
    preprocess = synthesizer.voice.config.preprocess
    trim, rate, loudness = preprocess.trim, preprocess.mel.sample_rate, preprocess.loudness
    hiss = preprocess.reduce_hiss
    if not trim.enabled and trim.max_pause is None and loudness is None and hiss is None:
        return held_out
    rows = []
    for row in held_out.rows:
        path = folder.resolve() / (file_name(row["Uid"]) + ".wav")
        try:
            waveform = load_audio(resolve_path(row["Path"]), rate)
        except AudioError:  # noted when it is measured
            rows.append(row)
            continue
        if hiss is not None:
            waveform = reduce_hiss(waveform, rate, hiss)
        waveform, _ = cut_silence(waveform, rate, trim)
        if loudness is not None:
            waveform = waveform * loudness_gain(waveform, rate, loudness)
        write_wav(path, waveform, rate)
        rows.append({**row, "Path": str(path)})
    return replace(held_out, rows=rows)


def recordings(held_out: HeldOut) -> System:
    """What was recorded, to see how well the recordings themselves score."""
    pairs = [
        Pair(file_name(row["Uid"]), Clip(resolve_path(row["Path"])), text=row["Text"])
        for row in held_out.rows
    ]
    return System("recording", pairs, [])


def copy_synthesis(synthesizer: Synthesizer, held_out: HeldOut, folder: Path) -> System:
    """The vocoder's waveforms of the true mels."""
    mels = [
        load_mel(synthesizer.voice.config.processed_dir, row).numpy()
        for row in tqdm(held_out.rows, "reading", unit="clip", disable=None)
    ]
    return _vocode(synthesizer, "copy", held_out, folder, mels)


def aligned_synthesis(
    synthesizer: Synthesizer, held_out: HeldOut, folder: Path, settings: SynthesisSettings
) -> System:
    """The vocoder's waveforms of mels that the voice makes with the timing of the recordings."""
    made = iterate_aligned_mels(
        synthesizer.voice, held_out.rows, noise_scale=settings.noise_scale, seed=settings.seed
    )
    mels = {uid: mel for uid, mel, _ in made}
    return _vocode(
        synthesizer, "aligned", held_out, folder, [mels[row["Uid"]] for row in held_out.rows]
    )


def free_synthesis(
    synthesizer: Synthesizer, held_out: HeldOut, folder: Path, settings: SynthesisSettings
) -> System:
    """The texts, spoken with the voice's own durations."""
    many = synthesizer.voice.has_many_speakers
    requests = dataset_requests(
        synthesizer.voice.config, held_out.dataset, held_out.split, own_speakers=many
    )[: len(held_out.rows)]
    spoken, failed = speak_and_time(synthesizer, requests, folder, settings)
    rows = {file_name(row["Uid"]): row for row in held_out.rows}
    pairs = [_pair(rows[request.name], clip) for request, clip in spoken]
    return System("free", pairs, [(one.name, "all", one.reason) for one in failed])


def speak_and_time(
    synthesizer: Synthesizer, requests: Sequence[Request], folder: Path, settings: SynthesisSettings
) -> tuple[list[tuple[Request, Clip]], list[Failed]]:
    """Recordings of what could be spoken, with the time each took; UserError if there are none."""
    written, failed = speak_requests(synthesizer, requests, folder, settings)
    if not written:
        raise UserError(f"nothing could be spoken: {failed[0].name}: {failed[0].reason}")
    record_speed(folder, written)
    unspoken = {one.name for one in failed}
    spoken = [request for request in requests if request.name not in unspoken]
    clips = [Clip(one.path, {"compute_seconds": one.compute_seconds}) for one in written]
    return list(zip(spoken, clips, strict=True)), failed


def _vocode(
    synthesizer: Synthesizer,
    name: str,
    held_out: HeldOut,
    folder: Path,
    mels: Sequence[np.ndarray],
) -> System:
    pairs = []
    rows = zip(held_out.rows, mels, strict=True)
    for row, mel in tqdm(rows, name, len(mels), unit="clip", disable=None):
        batch = torch.from_numpy(mel).unsqueeze(0).to(synthesizer.voice.device)
        with torch.inference_mode():
            waveform = synthesizer.vocoder(batch)[0]
        path = folder / (file_name(row["Uid"]) + ".wav")
        write_wav(path, waveform, synthesizer.sample_rate)
        pairs.append(_pair(row, Clip(path)))
    return System(name, pairs, [])


def _pair(row: dict[str, Any], clip: Clip) -> Pair:
    return Pair(file_name(row["Uid"]), clip, Clip(resolve_path(row["Path"])), row["Text"])


def _applies(metric: Metric, system: str) -> bool:
    if system == "recording":  # it has no reference but itself
        return metric.name != "rtf" and "reference" not in metric.needs
    return metric.name != "rtf" or system == "free"
