"""What any acoustic model is trained on: symbols, speakers, and batches of processed data."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from torch.utils.data import DataLoader

from config.schema import AcousticExperimentConfig
from models.base.data.dataloader import build_dataloader
from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.base.start import Start, check_resumable
from models.tts.base.acoustic_model import AcousticModel
from models.tts.base.dataset import COLUMNS, build_dataset
from models.tts.base.speakers import by_id
from models.tts.base.voice_documents import VoiceDocuments, read_voice_documents
from processors.processed.feature_settings import check_features
from processors.processed.rows import load_speakers, load_split
from processors.processed.speaker_embedding import load_speaker_means
from processors.text.symbols import SymbolTable

Rows = list[dict[str, Any]]

# On a GPU, cudnn plans its work anew for each length: with these multiples, a corpus such as
# LJSpeech has some 1,200 plans instead of 7,800 in its first epoch alone.
GPU_MULTIPLES = {"text_multiple": 16, "mel_multiple": 32}


def load_training_rows(config: AcousticExperimentConfig) -> dict[str, Rows]:
    """Rows by split; UserError unless their features were made with the settings of ``config``."""
    check_features(config)
    return {split: load_split(config, split, COLUMNS) for split in ("train", "valid")}


def plan_documents(
    config: AcousticExperimentConfig, start: Start, rows: Mapping[str, Rows]
) -> VoiceDocuments:
    """Symbols and speakers of a run: the checkpoint's on resume, else the toolkit's and the data's.

    A finetuned voice may keep the speakers of its source. Settings that would make another model of
    the checkpoint to resume are refused.
    """
    if start.kind == "resume":
        saved = read_voice_documents(start.source)
        current = config.model_dump(mode="json")
        check_resumable(saved.config.model_dump(mode="json"), current, start.source)
        return VoiceDocuments(config, saved.symbols, saved.speakers)
    speakers = number_speakers(
        config.processed_dir, [row for split in rows.values() for row in split]
    )
    if start.kind == "finetune":
        speakers = join_speakers(start.source, speakers, config.train.keep_speakers)
    return VoiceDocuments(config, SymbolTable.default(), speakers)


def number_speakers(processed_dir: Path, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The data's numbering; closed up if the folder holds corpora that are not used here."""
    numbers = load_speakers(processed_dir)
    used = {row["Singer"] for row in rows}
    ordered = sorted(used & numbers.keys(), key=numbers.__getitem__)
    return {name: index for index, name in enumerate(ordered)}


def join_speakers(source: Path, own: Mapping[str, int], keep: bool) -> dict[str, int]:
    """The numbering of a voice finetuned from ``source`` on data with the speakers ``own``.

    With ``keep``, the speakers of a source that has several stay at their ids, and the new ones
    follow; otherwise the data's are the only ones.
    """
    voice = read_voice_documents(source)
    theirs = voice.speakers
    if not keep or (len(theirs) <= 1 and voice.config.speaker_encoder is None):
        return dict(own)
    names = by_id(theirs)
    names += [name for name in by_id(own) if name not in theirs]
    return {name: index for index, name in enumerate(names)}


def set_speaker_means(model: AcousticModel, documents: VoiceDocuments) -> None:
    """Give a model with a speaker encoder the mean embedding of every speaker, and of them all."""
    if documents.config.speaker_encoder is None:
        return
    means, numbers = load_speaker_means(documents.config), documents.speakers
    known = {numbers[name]: means[name] for name in numbers if name in means}
    for number, mean in known.items():
        model.speaker_means[number] = mean
    if len(known) > 1:
        model.speaker_centre.copy_(torch.stack(list(known.values())).mean(0))


def batch_multiples(device: torch.device) -> dict[str, int]:
    """Arguments of ``collate``: what the lengths of a batch are rounded up to on a device."""
    return GPU_MULTIPLES if device.type == "cuda" else {}


def build_voice_dataloader(
    rows: Rows, documents: VoiceDocuments, accelerator: Accelerator, *, training: bool
) -> DataLoader:
    """Loader of this process's share of the batches of a split."""
    settings, multiples = documents.config.train, batch_multiples(accelerator.device)
    dataset, collate = build_dataset(rows, documents.config, documents.symbols, documents.speakers)
    sampler = LengthBucketSampler(
        dataset.frames,
        settings.batch_size,
        shuffle=training,
        seed=settings.seed,
        rank=accelerator.process_index,
        n_ranks=accelerator.num_processes,
        max_frames=settings.max_frames,
        frame_multiple=multiples.get("mel_multiple", 1),
    )
    return build_dataloader(
        dataset,
        sampler,
        partial(collate, **multiples),
        num_workers=settings.num_workers,
        device=accelerator.device,
        persistent=training,
    )
