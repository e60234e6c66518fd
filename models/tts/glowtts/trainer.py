"""Training of GlowTTS on processed data."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.utils.data import DataLoader

from config.glowtts import ExperimentConfig
from config.load import parse_config
from config.schema import MelConfig
from models.base.checkpoint.checkpoint import read_document
from models.base.data.dataloader import Batch, build_dataloader, to_device
from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.base.optim.lr_schedule import Schedule, constant, noam
from models.base.start import Start, check_resumable
from models.base.trainer import Trainer
from models.tts.base.validation_speech import VoiceSpeechGenerator
from models.tts.glowtts.alignment_metrics import (
    MEASURES,
    REMEDY,
    measure_alignment,
    measure_elements,
    ready_to_judge,
    remarks,
    spoken_phones,
)
from models.tts.glowtts.dataset import COLUMNS, GlowTTSDataset, collate
from models.tts.glowtts.finetune import join_speakers, take_over
from models.tts.glowtts.losses import duration_loss, mle_loss
from models.tts.glowtts.model import GlowTTS, GlowTTSOutput
from models.vocoders import load_vocoder
from modules.length_regulator import round_frames
from processors.processed.feature_settings import check_features
from processors.processed.rows import load_speakers, load_split
from processors.processed.speaker_embedding import load_speaker_means
from processors.text.symbols import SymbolTable
from utils.plot import plot_alignment, plot_mels

SAMPLE_NOISE = 0.667
SAMPLE_SEED = 0


class GlowTTSTrainer(Trainer):
    """Trainer of GlowTTS, from phones, mels and speakers of processed data."""

    measures = MEASURES

    def __init__(self, config: ExperimentConfig, experiment: str | Path, start: Start) -> None:
        super().__init__(config.train, experiment, start)
        self.config = config
        self._vocoder = None

    def prepare_data(self) -> None:
        check_features(self.config)
        self.rows = {split: load_split(self.config, split, COLUMNS) for split in ("train", "valid")}
        if self.start.kind == "resume":
            check_same_voice(self.config, self.start.source)
        self.symbols, self.speakers = number_symbols_and_speakers(
            self.config, self.start, [row for rows in self.rows.values() for row in rows]
        )
        self._spoken = spoken_phones(self.symbols)

    def build_model(self) -> GlowTTS:
        model = GlowTTS(
            n_symbols=len(self.symbols),
            n_mels=self.config.preprocess.mel.n_mels,
            n_speakers=len(self.speakers),
            **self.config.model.model_dump(),
        )
        model.decoder.recompute_blocks = self.settings.activation_checkpointing
        if self._has_encoder:
            means = load_speaker_means(self.config)
            known = {self.speakers[name]: means[name] for name in self.speakers if name in means}
            for number, mean in known.items():
                model.speaker_means[number] = mean
            if len(known) > 1:
                model.speaker_centre.copy_(torch.stack(list(known.values())).mean(0))
        return model

    def build_dataloaders(self) -> tuple[DataLoader, DataLoader]:
        accelerator = self.run.accelerator
        return tuple(
            build_voice_loader(
                self.rows.pop(split),  # the dataset keeps what is needed of them
                self.config,
                self.symbols,
                self.speakers,
                training=split == "train",
                accelerator=accelerator,
            )
            for split in ("train", "valid")
        )

    def build_schedule(self) -> Schedule:
        train = self.settings
        if train.scheduler == "constant":
            return constant(train.lr, train.warmup)
        return noam(train.lr, self.config.model.hidden_channels, train.warmup)

    def run_documents(self) -> dict[str, Any]:
        return {
            "args.json": self.config.model_dump(mode="json"),
            "symbols.json": self.symbols.to_json(),
            "spk2id.json": self.speakers,
        }

    @torch.no_grad()
    def initialize(self, model: nn.Module, batch: Batch) -> None:
        """Let every ActNorm see real frames; each of them remembers that it did."""
        model(**model_inputs(batch))

    def training_step(self, batch: Batch) -> dict[str, Tensor]:
        weight = self._diagonal_weight()
        return self._losses(self.run.model(**model_inputs(batch), diagonal_weight=weight))

    def validation_step(self, batch: Batch) -> dict[str, Tensor]:
        output: GlowTTSOutput = self.run.model(**model_inputs(batch))
        return {**self._losses(output), **measure_alignment(output, self._are_spoken(batch))}

    def _losses(self, output: GlowTTSOutput) -> dict[str, Tensor]:
        return {
            "mle": mle_loss(
                output.z,
                output.prior_mean,
                output.prior_log_std,
                output.log_det,
                output.mel_mask,
                self.loss_normalizers.get("mle"),
            ),
            "duration": duration_loss(
                output.log_durations,
                output.durations,
                output.text_mask,
                self.loss_normalizers.get("duration"),
            ),
        }

    def loss_elements(self, batch: Batch) -> dict[str, int]:
        n_sqz, n_mels = self.config.model.n_sqz, batch["mel"].shape[1]
        frames = int(round_frames(batch["mel_lengths"], n_sqz).sum())
        elements = {"mle": frames * n_mels, "duration": int(batch["phone_lengths"].sum())}
        if self.run.model.training:
            return elements
        return elements | measure_elements(batch["mel_lengths"], n_sqz, self._are_spoken(batch))

    def remarks(self, means: dict[str, float]) -> list[str]:
        """The alignment has to have formed some time after the warm-up."""
        found = remarks(means) if ready_to_judge(self.run.state.step, self.settings) else []
        return [*found, REMEDY] if found else []

    def count_frames(self, batch: Batch) -> int:
        return int(batch["mel_lengths"].sum())

    def finetune_from(self, model: nn.Module, source: Path) -> None:
        """Take over weights, embeddings by the names of their symbols and speakers."""
        take_over(model, source, self.config, self.symbols, self.speakers)

    def speech_generator(self) -> VoiceSpeechGenerator:
        return VoiceSpeechGenerator(self.run.raw_model, self.run.valid_loader, self.config)

    def write_samples(self) -> None:
        """Alignment, mels and audio of one validation utterance, always the same one."""
        step, dataset = self.run.state.step, self.run.valid_loader.dataset
        middle = int(dataset.frames.argsort(kind="stable")[(len(dataset) - 1) // 2])
        item = dataset[middle]
        batch = to_device(self.run.valid_loader.collate_fn([item]), self.run.accelerator.device)
        output: GlowTTSOutput = self.run.raw_model(**model_inputs(batch))
        path = output.path[0].float().cpu().numpy()
        symbols = self.symbols.decode(item["phone_ids"].tolist())
        labels = ["" if symbol == self.symbols.blank else symbol for symbol in symbols]
        self.run.log.figure("alignment", plot_alignment(path, labels), step)
        spoken = self.run.raw_model.synthesize(
            batch["phone_ids"],
            batch["phone_lengths"],
            noise_scale=SAMPLE_NOISE,
            speaker_ids=batch["speaker_ids"],
            speaker_embedding=batch["speaker_embedding"],
            generator=torch.Generator().manual_seed(SAMPLE_SEED),
        )
        mels = [spoken.mel.float(), batch["mel"]]
        titles = [f"predicted at step {step}", f"true: {item['uid']}"]
        pictures = [mel[0].cpu().numpy() for mel in mels]
        self.run.log.figure("mel", plot_mels(pictures, titles), step)
        self._write_audio("predicted", mels[0])
        self._write_audio("true", mels[1])

    def _write_audio(self, name: str, mel: Tensor) -> None:
        """``mel`` (1, n_mels, T) through the vocoder; the true one sounds the same every time."""
        if self._vocoder is None:
            self._vocoder = load_vocoder(None, self.mel_config, self.run.accelerator.device)
        waveform = self._vocoder(mel)[0].float().cpu().numpy()
        self.run.log.audio(
            f"audio/{name}", waveform, self._vocoder.sample_rate, self.run.state.step
        )

    @property
    def mel_config(self) -> MelConfig:
        """The features that the model is trained on."""
        return self.config.preprocess.mel

    @property
    def _has_encoder(self) -> bool:
        return self.config.model.speaker_encoder is not None

    def _are_spoken(self, batch: Batch) -> Tensor:
        """Which ids of a batch are phones (B, T_text)."""
        ids = batch["phone_ids"]
        return self._spoken.to(ids.device)[ids]

    def _diagonal_weight(self) -> float:
        """Falls in a line from ``diagonal_weight`` to nothing at ``diagonal_steps``."""
        left = 1 - self.run.state.step / self.settings.diagonal_steps
        return self.settings.diagonal_weight * max(left, 0.0)


def check_same_voice(config: ExperimentConfig, source: Path) -> None:
    """Refuse to resume a checkpoint with settings that make another model of it."""
    saved = parse_config(read_document(source, "args.json"), f"{source}/args.json")
    current = config.model_dump(mode="json")
    check_resumable(saved.model_dump(mode="json"), current, source)


def number_symbols_and_speakers(
    config: ExperimentConfig, start: Start, rows: Sequence[Mapping[str, Any]]
) -> tuple[SymbolTable, dict[str, int]]:
    """The checkpoint's symbols and speakers on resume, else the toolkit's and the data's.

    A finetuned voice may keep the speakers of its source. ``rows`` are those of all splits.
    """
    if start.kind == "resume":
        symbols = SymbolTable.from_json(read_document(start.source, "symbols.json"))
        return symbols, read_document(start.source, "spk2id.json")
    speakers = number_speakers(config.processed_dir, rows)
    if start.kind == "finetune":
        speakers = join_speakers(start.source, speakers, config.train.keep_speakers)
    return SymbolTable.default(), speakers


def number_speakers(processed_dir: Path, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The data's numbering; closed up if the folder holds corpora that are not used here."""
    numbers = load_speakers(processed_dir)
    used = {row["Singer"] for row in rows}
    ordered = sorted(used & numbers.keys(), key=numbers.__getitem__)
    return {name: index for index, name in enumerate(ordered)}


def build_voice_loader(
    rows: Sequence[Mapping[str, Any]],
    config: ExperimentConfig,
    symbols: SymbolTable,
    speakers: Mapping[str, int],
    *,
    training: bool,
    accelerator: Accelerator,
) -> DataLoader:
    """Loader of this process's share of the batches of a split."""
    has_encoder = config.model.speaker_encoder is not None
    dataset = GlowTTSDataset(
        rows,
        config.processed_dir,
        symbols,
        config.preprocess.text.add_blank,
        speakers,
        config.model.n_sqz,
        embeddings=has_encoder,
    )
    sampler = LengthBucketSampler(
        dataset.frames,
        config.train.batch_size,
        shuffle=training,
        seed=config.train.seed,
        rank=accelerator.process_index,
        n_ranks=accelerator.num_processes,
        max_frames=config.train.max_frames,
    )
    many_speakers = len(speakers) > 1 and not has_encoder
    return build_dataloader(
        dataset,
        sampler,
        partial(collate, pad_id=symbols.pad_id, many_speakers=many_speakers),
        num_workers=config.train.num_workers,
        device=accelerator.device,
        persistent=training,
    )


def model_inputs(batch: Batch) -> dict[str, Tensor | None]:
    """Arguments of the model's forward pass."""
    names = ("phone_ids", "phone_lengths", "mel", "mel_lengths", "speaker_ids", "speaker_embedding")
    return {name: batch[name] for name in names}
