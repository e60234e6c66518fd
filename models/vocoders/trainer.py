"""Training of a vocoder: a generator against discriminators, on segments of processed clips."""

import logging
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import Optimizer
from torch.utils.data import DataLoader

from config.hifigan import VocoderExperimentConfig
from config.load import parse_config
from config.schema import resolve_path
from models.base.checkpoint.checkpoint import load_inference_weights, load_weights, read_document
from models.base.checkpoint.partial_load import load_partially
from models.base.data.dataloader import Batch, build_dataloader, to_device
from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.base.data.utterance_dataset import COLUMNS, evenly_spaced
from models.base.optim.adam import build_adam
from models.base.optim.lr_schedule import Schedule, exponential
from models.base.process.numerics import try_plans
from models.base.start import Start, check_resumable, config_changes, describe_changes
from models.base.trainer import Trainer
from models.vocoders.dataset import (
    ClipDataset,
    JoinedSegments,
    SegmentDataset,
    SegmentSampler,
    collate,
)
from models.vocoders.generators import build_generator
from models.vocoders.hifigan import Discriminators
from models.vocoders.hifigan.losses import (
    adversarial_loss,
    discriminator_loss,
    feature_matching_loss,
    loss_mel,
    mel_loss,
    split,
)
from models.vocoders.source_filter.losses import source_filter_losses
from models.vocoders.validation_speech import VocoderSpeechGenerator
from processors.audio.mel import mel_spectrogram
from processors.processed.aligned_mels import check_aligned_mels
from processors.processed.feature_settings import check_audio_features
from processors.processed.pitches import check_pitches
from processors.processed.rows import load_split
from processors.processed.teacher_pairs import load_pairs
from processors.processed.waveforms import check_waveforms, whole_frames
from utils.errors import UserError
from utils.plot import plot_mels

DISCRIMINATORS = "discriminators"

logger = logging.getLogger(__name__)


class VocoderTrainer(Trainer):
    """The paper's losses and schedule; ``best`` goes by the mel error of whole validation clips."""

    checkpoint_folder = "checkpoints"

    def __init__(self, config: VocoderExperimentConfig, experiment: str | Path, start: Start):
        super().__init__(config.train, experiment, start)
        self.config = config
        self.mel = config.preprocess.mel
        self.loss_mel = loss_mel(self.mel)
        self.with_pitch = config.model.generator == "source_filter"
        self.mel_dir = config.processed_dir
        if self.settings.fine_tuning:
            self.mel_dir = resolve_path(self.settings.fine_tuning_mels)

    def prepare_data(self) -> None:
        check_audio_features(self.config)
        self.rows = {split: load_split(self.config, split, COLUMNS) for split in ("train", "valid")}
        for rows in self.rows.values():
            check_waveforms(self.config.processed_dir, rows)
            if self.with_pitch:
                check_pitches(self.config.processed_dir, rows)
            if self.settings.fine_tuning:
                check_aligned_mels(self.mel_dir, self.config.preprocess, rows)
        folders = [resolve_path(folder) for folder in self.settings.teacher_pairs]
        self.pairs = [(folder, load_pairs(folder, self.mel)) for folder in folders]
        if self.start.kind == "resume":
            source = self.start.source
            saved = _read_config(source).model_dump(mode="json")
            check_resumable(saved, self.config.model_dump(mode="json"), source)

    def build_model(self) -> nn.Module:
        try_plans(self.run.accelerator.device, self.settings)  # all segments are of one length
        return build_generator(self.config.model, self.mel)

    def build_auxiliary_modules(self) -> dict[str, nn.Module]:
        """Those of the source where a run begins with another's weights: they know its tricks."""
        if self.settings.adversarial_start is None:
            return {}
        kinds = self.config.model.discriminators
        discriminators = Discriminators(self.config.model.discriminator_divisor, kinds)
        if self.start.kind == "finetune":
            source = load_weights(self.start.source, DISCRIMINATORS)
            known = _read_config(self.start.source).model.discriminators
            new = [f"{kind}." for kind in kinds if kind not in known]
            load_partially(discriminators, source, rows={}, may_be_new=new)
        return {DISCRIMINATORS: discriminators}

    def build_optimizer(self, module: nn.Module) -> Optimizer:
        decay = self.settings.weight_decay
        return build_adam(module, self.run.schedule(1), self.settings, weight_decay=decay)

    def build_dataloaders(self) -> tuple[DataLoader, DataLoader]:
        return self._build_train_loader(), self._build_valid_loader()

    def build_schedule(self) -> Schedule:
        batches = len(self.run.train_loader.batch_sampler)
        steps = -(-batches // self.settings.gradient_accumulation_steps)
        return exponential(self.settings.lr, self.settings.lr_decay, steps)

    def run_documents(self) -> dict[str, Any]:
        return {"args.json": self.config.model_dump(mode="json")}

    def finetune_from(self, model: nn.Module, source: Path) -> None:
        report = load_partially(model, load_inference_weights(source), rows={})
        logger.info("finetuning from %s:\n  %s", source, report)
        old = _read_config(source).preprocess.mel.model_dump()
        changes = config_changes(old, self.mel.model_dump())
        if changes:
            logger.warning("its mels were made otherwise:\n%s", describe_changes(changes))

    def takes_part(self, name: str) -> bool:
        start = self.settings.adversarial_start
        return start is not None and self.run.state.step >= start

    def auxiliary_step(self, name: str, batch: Batch) -> dict[str, Tensor]:
        generated, losses = self._generate(batch)
        # One pass is enough for both updates. With several batches a step it is done again: across
        # processes, each pass must be followed by its own backward pass before the next.
        if self.settings.gradient_accumulation_steps == 1:
            batch["generated"] = generated, losses
        both = torch.cat([batch["waveform"], generated.detach()])
        return {"discriminator": discriminator_loss(*split(self.run.modules[name](both)))}

    def training_step(self, batch: Batch) -> dict[str, Tensor]:
        generated, losses = batch.pop("generated", None) or self._generate(batch)
        train, waveform = self.settings, batch["waveform"]
        if self.takes_part(DISCRIMINATORS):
            outputs = self.run.raw_module(DISCRIMINATORS)(torch.cat([waveform, generated]))
            on_real, on_generated = split(outputs)
            feature = feature_matching_loss(on_real, on_generated)
            losses["adversarial"] = adversarial_loss(on_generated)
            losses["feature"] = train.lambda_feature * feature
        return losses

    def _generate(self, batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
        """Waveforms for the discriminators, and the losses that need none."""
        waveform = batch["waveform"]
        if self.with_pitch:
            draws = self.run.model(batch["mel"], batch["pitch"])
            return draws.first, source_filter_losses(waveform, draws, self.mel.hop_length)
        generated = self.run.model(batch["mel"])
        loss = mel_loss(waveform, generated, self.loss_mel)
        return generated, {"mel": self.settings.lambda_mel * loss}

    def validation_step(self, batch: Batch) -> dict[str, Tensor]:
        return {"mel_error": self._mel_error(self.run.model(batch["mel"]), batch["waveform"])}

    def loss_elements(self, batch: Batch) -> dict[str, int]:
        """Segments are alike; whole clips count by their length."""
        return {} if self.run.model.training else {"mel_error": batch["mel"].numel()}

    def count_frames(self, batch: Batch) -> int:
        return batch["mel"].shape[0] * batch["mel"].shape[2]

    def speech_generator(self) -> VocoderSpeechGenerator:
        return VocoderSpeechGenerator(self.run.raw_model, self.run.valid_loader, self.config)

    def write_samples(self) -> None:
        """Mels and audio of one validation clip, always the same one."""
        step, dataset = self.run.state.step, self.run.valid_loader.dataset
        middle = int(dataset.frames.argsort(kind="stable")[(len(dataset) - 1) // 2])
        batch = to_device(collate([dataset[middle]]), self.run.accelerator.device)
        waveforms = {
            "generated": self.run.raw_model(batch["mel"]).float(),
            "true": batch["waveform"],
        }
        titles = [f"generated at step {step}", f"true: {batch['uids'][0]}"]
        mels = [mel_spectrogram(w, self.loss_mel)[0].cpu().numpy() for w in waveforms.values()]
        self.run.log.figure("mel", plot_mels(mels, titles), step)
        for name, waveform in waveforms.items():
            self.run.log.audio(
                f"audio/{name}", waveform[0].cpu().numpy(), self.mel.sample_rate, step
            )

    def _mel_error(self, generated: Tensor, waveform: Tensor) -> Tensor:
        """Mean distance of log-mels, in the bands that acoustic models predict."""
        return F.l1_loss(*(mel_spectrogram(w, self.mel) for w in (generated, waveform)))

    def _build_train_loader(self) -> DataLoader:
        frames = self.settings.segment_size // self.mel.hop_length
        rows = self.rows.pop("train")
        long = [row for row in rows if whole_frames(row["Frames"], self.mel) >= frames]
        if len(long) < len(rows):
            logger.info("%d clips shorter than a segment are left out", len(rows) - len(long))
        if not long:
            raise UserError(
                f"all {len(rows)} training clips are shorter than a segment: lower "
                f"train.segment_size {self.settings.segment_size}"
            )
        dataset = self._join_segments(long, frames)
        sampler = SegmentSampler(
            dataset,
            self.settings.batch_size,
            max_frames=self.settings.max_frames,
            **self._share(),
        )
        return self._build_loader(dataset, sampler, persistent=True)

    def _join_segments(self, rows: list[dict[str, Any]], frames: int) -> JoinedSegments:
        """Of the config's own clips, then of the pairs."""
        options = {"with_pitch": self.with_pitch, "gain_range": self.settings.gain_range}
        repeat, seed = self.settings.repeat, self.settings.seed
        rows = [row for row in rows for _ in range(repeat.get(row["Dataset"], 1))]
        own = (rows, self.config.processed_dir, self.mel_dir)
        parts = [SegmentDataset(*own, self.mel, frames, seed, **options)]
        for folder, pairs in self.pairs:
            long = [row for row in pairs if row["Frames"] >= frames]
            long *= repeat.get(folder.name, 1)
            parts.append(SegmentDataset(long, folder, folder, self.mel, frames, seed, **options))
        return JoinedSegments(parts)

    def _build_valid_loader(self) -> DataLoader:
        """Whole clips one at a time: beside longer ones their ends would not be their own."""
        rows = self.rows.pop("valid")
        rows = [rows[index] for index in evenly_spaced(len(rows), self.settings.valid_clips)]
        dataset = ClipDataset(rows, self.config.processed_dir, self.mel_dir, self.mel)
        sampler = LengthBucketSampler(dataset.frames, 1, shuffle=False, **self._share())
        return self._build_loader(dataset, sampler, persistent=False)

    def _share(self) -> dict[str, int]:
        process = self.run.accelerator
        return {"rank": process.process_index, "n_ranks": process.num_processes}

    def _build_loader(
        self, dataset: ClipDataset, sampler: LengthBucketSampler, persistent: bool
    ) -> DataLoader:
        return build_dataloader(
            dataset,
            sampler,
            collate,
            num_workers=self.settings.num_workers,
            device=self.run.accelerator.device,
            persistent=persistent,
        )


def _read_config(source: Path) -> VocoderExperimentConfig:
    values = read_document(source, "args.json")
    return parse_config(values, f"{source}/args.json", VocoderExperimentConfig)
