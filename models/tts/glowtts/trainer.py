"""Training of GlowTTS on processed data."""

import logging
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from config.glowtts import ExperimentConfig
from config.schema import MelConfig
from models.base.data.dataloader import Batch, to_device
from models.base.optim.lr_schedule import Schedule, constant, noam
from models.base.start import Start
from models.base.trainer import Trainer
from models.tts.base.dataset import model_inputs
from models.tts.base.synthesis_settings import DEFAULTS, usual_noise_scale
from models.tts.base.training_data import (
    build_voice_dataloader,
    load_training_rows,
    plan_documents,
    set_speaker_means,
)
from models.tts.base.validation_speech import VoiceSpeechGenerator
from models.tts.glowtts.aligned_distortion import ALIGNED_MCD, aligned_distortion
from models.tts.glowtts.alignment_metrics import (
    MEASURES,
    REMEDY,
    measure_alignment,
    measure_elements,
    ready_to_judge,
    remarks,
    spoken_phones,
)
from models.tts.glowtts.finetune import take_over
from models.tts.glowtts.losses import duration_loss, mle_loss
from models.tts.glowtts.model import GlowTTS
from models.tts.glowtts.output import GlowTTSOutput
from models.tts.glowtts.tempo import duration_totals
from models.vocoders import load_vocoder
from modules.cpu_kernels import install_training_operations
from modules.length_regulator import round_frames
from utils.plot import plot_alignment, plot_mels

logger = logging.getLogger(__name__)


class GlowTTSTrainer(Trainer):
    """Trainer of GlowTTS, from phones, mels and speakers of processed data."""

    measures = (*MEASURES, ALIGNED_MCD)

    def __init__(self, config: ExperimentConfig, experiment: str | Path, start: Start) -> None:
        super().__init__(config.train, experiment, start)
        self.config = config
        self._vocoder = None

    def prepare_data(self) -> None:
        self.rows = load_training_rows(self.config)
        self.voice_documents = plan_documents(self.config, self.start, self.rows)
        self.symbols = self.voice_documents.symbols
        self.speakers = self.voice_documents.speakers
        self._spoken = spoken_phones(self.symbols)

    def compile_model(self) -> None:
        if not self.settings.compile:
            return
        if self.run.accelerator.device.type == "cuda":
            self.run.raw_model.compile_forward()
        else:
            logger.warning("train.compile is for GPUs: nothing is compiled on this device")

    def build_model(self) -> GlowTTS:
        model = GlowTTS.from_config(self.config, len(self.symbols), len(self.speakers))
        if self.run.accelerator.device.type == "cpu":
            install_training_operations(model)
        model.decoder.recompute_blocks = self.settings.activation_checkpointing
        set_speaker_means(model, self.voice_documents)
        return model

    def build_dataloaders(self) -> tuple[DataLoader, DataLoader]:
        return tuple(
            build_voice_dataloader(
                self.rows.pop(split),  # the dataset keeps what is needed of them
                self.voice_documents,
                self.run.accelerator,
                training=split == "train",
            )
            for split in ("train", "valid")
        )

    def build_schedule(self) -> Schedule:
        train = self.settings
        if train.scheduler == "constant":
            return constant(train.lr, train.warmup)
        return noam(train.lr, self.config.model.hidden_channels, train.warmup)

    def run_documents(self) -> dict[str, Any]:
        return self.voice_documents.to_json()

    @torch.no_grad()
    def initialize(self, model: nn.Module, batch: Batch) -> None:
        """Let every ActNorm see real frames; each of them remembers that it did."""
        model(**model_inputs(batch))

    def training_step(self, batch: Batch) -> dict[str, Tensor]:
        weight = self._diagonal_weight()
        output: GlowTTSOutput = self.run.model(**model_inputs(batch), diagonal_weight=weight)
        tempo = self.run.raw_model.tempo
        if tempo is not None:
            totals = duration_totals(output.durations, output.log_durations, output.text_mask)
            tempo.update(self.run.accelerator.reduce(totals, "sum"))
        return self._losses(output)

    def validation_step(self, batch: Batch) -> dict[str, Tensor]:
        output: GlowTTSOutput = self.run.model(**model_inputs(batch))
        found = {**self._losses(output), **measure_alignment(output, self._are_spoken(batch))}
        if self.settings.best_metric == ALIGNED_MCD:
            noise, seed = self._noise_scale, self.settings.seed
            found[ALIGNED_MCD] = aligned_distortion(self.run.raw_model, output, batch, noise, seed)
        return found

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
        elements[ALIGNED_MCD] = frames
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
        symbols = self.symbols.decode(item["phone_ids"].tolist())
        path = output.path[0, : len(symbols), : int(output.mel_lengths)].float().cpu().numpy()
        labels = ["" if symbol == self.symbols.blank else symbol for symbol in symbols]
        self.run.log.figure("alignment", plot_alignment(path, labels), step)
        spoken = self.run.raw_model.synthesize(
            batch["phone_ids"],
            batch["phone_lengths"],
            noise_scale=self._noise_scale,
            speaker_ids=batch["speaker_ids"],
            speaker_embedding=batch["speaker_embedding"],
            generator=torch.Generator().manual_seed(DEFAULTS.seed),
        )
        mels = [spoken.mel.float(), batch["mel"][:, :, : item["mel"].shape[1]]]
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
    def _noise_scale(self) -> float:
        return usual_noise_scale(self.config.synthesis.noise_scale)

    @property
    def mel_config(self) -> MelConfig:
        """The features that the model is trained on."""
        return self.config.preprocess.mel

    def _are_spoken(self, batch: Batch) -> Tensor:
        """Which ids of a batch are phones (B, T_text)."""
        ids = batch["phone_ids"]
        return self._spoken.to(ids.device)[ids]

    def _diagonal_weight(self) -> float:
        """Falls in a line from ``diagonal_weight`` to nothing at ``diagonal_steps``."""
        left = 1 - self.run.state.step / self.settings.diagonal_steps
        return self.settings.diagonal_weight * max(left, 0.0)
