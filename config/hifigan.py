"""The settings of a vocoder; see config/schema.py."""

import math
from typing import Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, model_validator

from config.schema import (
    MelConfig,
    PositiveInt,
    PreprocessConfig,
    RecipeConfig,
    Settings,
    TrainConfig,
)

Sizes = tuple[PositiveInt, ...]


class HiFiGANConfig(Settings):
    """HiFi-GAN's generator, table 1 of the paper; V1 by default. The reference's own names."""

    resblock: Literal["1", "2"] = Field("1", description="1: two convolutions a dilation; 2: one")
    upsample_rates: Sizes = Field((8, 8, 2, 2), description="their product is the hop")
    upsample_kernel_sizes: Sizes = Field((16, 16, 4, 4), description="of each upsampling")
    upsample_initial_channel: PositiveInt = Field(512, description="halved by each upsampling")
    resblock_kernel_sizes: Sizes = Field((3, 7, 11), description="of the parallel blocks")
    resblock_dilation_sizes: tuple[Sizes, ...] = Field(
        ((1, 3, 5), (1, 3, 5), (1, 3, 5)), description="of each parallel block"
    )

    @model_validator(mode="after")
    def _check(self) -> "HiFiGANConfig":
        rates, kernels = self.upsample_rates, self.upsample_kernel_sizes
        if len(rates) != len(kernels):
            raise ValueError(f"{len(rates)} upsample_rates but {len(kernels)} kernel sizes for it")
        for rate, kernel in zip(rates, kernels, strict=True):
            if kernel < rate or (kernel - rate) % 2:
                raise ValueError(
                    f"upsample_kernel_sizes: {kernel} must be {rate}, its rate, plus an even number"
                )
        if self.upsample_initial_channel % 2 ** len(rates):
            raise ValueError(
                f"upsample_initial_channel {self.upsample_initial_channel} cannot be halved "
                f"{len(rates)} times"
            )
        if len(self.resblock_kernel_sizes) != len(self.resblock_dilation_sizes):
            raise ValueError("resblock_kernel_sizes and resblock_dilation_sizes differ in length")
        if not all(size % 2 for size in self.resblock_kernel_sizes):
            raise ValueError(f"resblock_kernel_sizes must be odd: {self.resblock_kernel_sizes}")
        return self


class VocosConfig(Settings):
    """Vocos' generator, at the size of the paper by default."""

    channels: PositiveInt = Field(512, description="width of the backbone")
    hidden_channels: PositiveInt = Field(1536, description="width inside a block")
    n_layers: PositiveInt = Field(8, description="ConvNeXt blocks")


class SourceFilterConfig(Settings):
    """Pulses and noise through filters that a backbone like Vocos' predicts."""

    channels: PositiveInt = Field(256, description="width of the backbone")
    hidden_channels: PositiveInt = Field(768, description="width inside a block")
    n_layers: PositiveInt = Field(6, description="ConvNeXt blocks")
    pitch_channels: PositiveInt = Field(160, description="width of the pitch predictor")
    pitch_layers: PositiveInt = Field(4, description="ConvNeXt blocks of the pitch predictor")
    filter_size: PositiveInt = Field(512, description="samples of a filter's window, even")
    filter_hop: PositiveInt = Field(128, description="samples from filter to filter")
    voiced_noise: float = Field(
        1.0, ge=0, le=1, description="factor of the noise in voiced frames, after training"
    )

    @model_validator(mode="after")
    def _check(self) -> "SourceFilterConfig":
        if self.filter_size % 2 or 2 * self.filter_hop > self.filter_size:
            raise ValueError(
                f"filter_size {self.filter_size} must be even and at least twice filter_hop "
                f"{self.filter_hop}"
            )
        return self


HIFIGAN_SIZES = {
    "v1": HiFiGANConfig(),
    "v2": HiFiGANConfig(upsample_initial_channel=128),
    "v3": HiFiGANConfig(
        resblock="2",
        upsample_rates=(8, 8, 4),
        upsample_kernel_sizes=(16, 16, 8),
        upsample_initial_channel=256,
        resblock_kernel_sizes=(3, 5, 7),
        resblock_dilation_sizes=((1, 2), (2, 6), (3, 12)),
    ),
}


class VocoderConfig(Settings):
    """Which generator speaks, and its sizes; the discriminators are of HiFi-GAN's for all."""

    generator: Literal["hifigan", "vocos", "source_filter"] = Field(
        "hifigan", description="vocos and source_filter: fast on a CPU"
    )
    hifigan: HiFiGANConfig = HiFiGANConfig()
    vocos: VocosConfig = VocosConfig()
    source_filter: SourceFilterConfig = SourceFilterConfig()
    discriminators: tuple[Literal["periods", "scales"], ...] = Field(
        ("periods", "scales"),
        min_length=1,
        description="both in the paper; scales cost four fifths of a step on a CPU",
    )
    discriminator_divisor: Literal[1, 2, 4, 8] = Field(
        1, description="of the discriminators' widths; 1 in the paper"
    )

    def check_mel(self, mel: MelConfig) -> None:
        """Raise ValueError unless the generator makes one hop of samples of each frame."""
        hop = math.prod(self.hifigan.upsample_rates)
        if self.generator == "hifigan" and hop != mel.hop_length:
            raise ValueError(
                f"model.hifigan.upsample_rates {list(self.hifigan.upsample_rates)} make {hop} "
                f"samples of a frame, preprocess.mel.hop_length is {mel.hop_length}"
            )
        if self.generator == "source_filter":
            if mel.center:
                raise ValueError("source_filter needs mels that were made without center")
            if mel.hop_length % self.source_filter.filter_hop:
                raise ValueError(
                    f"preprocess.mel.hop_length {mel.hop_length} is no multiple of "
                    f"model.source_filter.filter_hop {self.source_filter.filter_hop}"
                )
        if self.generator == "vocos" and 2 * mel.hop_length > mel.win_length:
            raise ValueError(
                f"vocos needs windows that overlap by half: hop_length {mel.hop_length} is more "
                f"than half of win_length {mel.win_length}"
            )


class VocoderTrainConfig(TrainConfig):
    """Stage 2 of a vocoder; the paper's values."""

    batch_size: PositiveInt = Field(16, description="segments a batch, on each process")
    segment_size: PositiveInt = Field(8192, description="samples of a segment, whole hops")
    max_epoch: PositiveInt | None = Field(3100, description="stop after so many epochs")
    max_steps: PositiveInt | None = Field(2500000, description="stop after so many steps")
    lr: float = Field(2e-4, gt=0, description="of generator and discriminators, at first")
    lr_decay: float = Field(0.999, gt=0, le=1, description="factor of lr after each epoch")
    betas: tuple[float, float] = Field((0.8, 0.99), description="AdamW's decay rates")
    eps: float = Field(1e-8, gt=0, description="AdamW's epsilon")
    weight_decay: NonNegativeFloat = Field(0.01, description="AdamW's weight decay")
    grad_clip: float | None = Field(None, gt=0, description="largest gradient norm; null is none")
    lambda_mel: NonNegativeFloat = Field(45.0, description="weight of the mel loss")
    lambda_feature: NonNegativeFloat = Field(2.0, description="weight of feature matching")
    adversarial_start: NonNegativeInt | None = Field(
        0,
        description="steps by the other losses alone before the discriminators join; 0 in the "
        "paper, null: never",
    )
    repeat: dict[str, PositiveInt] = Field(
        {}, description="dataset to how many segments of each of its clips an epoch has; else 1"
    )
    teacher_pairs: tuple[str, ...] = Field(
        (), description="folders made by bins/vocoder/make_teacher_pairs.py, trained on as well"
    )
    gain_range: tuple[float, float] = Field(
        (0.0, 0.0), description="dB by which segments are made louder, at random between these"
    )
    fine_tuning: bool = Field(
        False, description="learn from an acoustic model's mels, not true ones"
    )
    fine_tuning_mels: str | None = Field(
        None, description="folder made by bins/tts/make_aligned_mels.py"
    )
    valid_clips: PositiveInt | None = Field(100, description="clips of a validation; null: all")
    eval_metrics: list[str] = Field(
        ["mcd", "f0"], min_length=1, description="bins/calc_metrics.py --list explains them"
    )
    log_interval: PositiveInt = Field(100, description="steps between points in TensorBoard")
    save_interval: PositiveInt = Field(5000, description="steps between checkpoints")

    @model_validator(mode="after")
    def _check_fine_tuning(self) -> "VocoderTrainConfig":
        if self.fine_tuning and self.fine_tuning_mels is None:
            raise ValueError("fine_tuning needs fine_tuning_mels, the folder with the mels")
        return self


class VocoderExperimentConfig(RecipeConfig):
    """Everything a vocoder experiment needs; its resolved copy is the experiment's args.json."""

    model_type: Literal["HiFiGAN"] = Field("HiFiGAN", description="which recipe")
    log_dir: str = Field("ckpts/vocoder", description="experiments are folders in here")
    preprocess: PreprocessConfig = PreprocessConfig(save_audio=True)
    model: VocoderConfig = VocoderConfig()
    train: VocoderTrainConfig = VocoderTrainConfig()

    @model_validator(mode="after")
    def _check_hop(self) -> "VocoderExperimentConfig":
        self.model.check_mel(self.preprocess.mel)
        hop = self.preprocess.mel.hop_length
        if self.train.segment_size % hop:
            raise ValueError(
                f"train.segment_size {self.train.segment_size} is not a multiple of "
                f"preprocess.mel.hop_length {hop}"
            )
        return self
