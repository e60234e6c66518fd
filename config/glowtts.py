"""The settings of a GlowTTS voice; see config/schema.py."""

from dataclasses import replace
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from config.schema import (
    DEFAULT_FRAME_MULTIPLE,
    AcousticExperimentConfig,
    AcousticTrainConfig,
    FeatureNeeds,
    PositiveInt,
    Probability,
    Settings,
)


class GlowTTSConfig(Settings):
    """The model, section 3 and appendix A of the paper; names as in the recipe's README."""

    hidden_channels: PositiveInt = Field(192, description="hidden width of encoder and decoder")
    hidden_channels_enc: PositiveInt | None = Field(None, description="encoder's own, if not null")
    hidden_channels_dec: PositiveInt | None = Field(None, description="decoder's own, if not null")
    filter_channels: PositiveInt = Field(768, description="width inside the encoder's FFN")
    filter_channels_dp: PositiveInt = Field(256, description="width of the duration predictor")
    n_heads: PositiveInt = Field(2, description="attention heads")
    n_layers_enc: PositiveInt = Field(6, description="transformer layers of the encoder")
    kernel_size: PositiveInt = Field(3, description="kernel of FFN and duration predictor")
    window_size: PositiveInt | None = Field(4, description="reach of relative positions")
    prenet: bool = Field(True, description="three convolutions before the transformer")
    mean_only: bool = Field(True, description="the prior's standard deviation is one")
    p_dropout: Probability = Field(0.1, description="dropout of encoder and duration predictor")
    n_blocks_dec: PositiveInt = Field(12, description="flow blocks of the decoder")
    n_block_layers: PositiveInt = Field(4, description="WaveNet layers in a coupling")
    kernel_size_dec: PositiveInt = Field(5, description="kernel of the WaveNet")
    dilation_rate: PositiveInt = Field(1, description="layer i of the WaveNet dilates by rate^i")
    p_dropout_dec: Probability = Field(0.05, description="dropout of the decoder")
    n_split: PositiveInt = Field(4, description="channels in a group of the 1x1 convolution")
    n_sqz: PositiveInt = Field(DEFAULT_FRAME_MULTIPLE, description="frames squeezed into channels")
    sigmoid_scale: bool = Field(False, description="couplings scale by a sigmoid")
    speaker_channels: PositiveInt = Field(256, description="speaker embedding, if many speakers")
    speaker_encoder: Literal["resemblyzer"] | None = Field(
        None, description="embeds recordings instead of a table of speakers; then also unseen ones"
    )
    duration_rounding: Literal["ceil", "cumulative"] = Field(
        "cumulative",
        description="cumulative: the running total of durations is rounded, and speech is as long "
        "as the recordings; ceil: every phone is rounded up, as in the reference implementation",
    )

    @model_validator(mode="after")
    def _check(self) -> "GlowTTSConfig":
        encoder = self.hidden_channels_enc or self.hidden_channels
        if encoder % self.n_heads:
            raise ValueError(f"encoder width {encoder} is not a multiple of n_heads {self.n_heads}")
        for name in ("kernel_size", "kernel_size_dec"):
            if getattr(self, name) % 2 == 0:
                raise ValueError(f"{name} must be odd, got {getattr(self, name)}")
        if self.n_split % 2:
            raise ValueError(f"n_split must be even, got {self.n_split}")
        if self.speaker_encoder is not None and self.speaker_channels != 256:
            raise ValueError("speaker_encoder gives 256 numbers: speaker_channels must be 256")
        return self


class GlowTTSTrainConfig(AcousticTrainConfig):
    """Stage 2 of GlowTTS."""

    scheduler: Literal["noam", "constant"] = Field(
        "noam", description="noam: lr width^-1/2 min(step^-1/2, step warmup^-3/2)"
    )
    warmup: PositiveInt = Field(4000, description="steps of the schedule's ramp")
    diagonal_weight: float = Field(
        0.0, ge=0, description="pull of the first alignments to the diagonal; 0 is the paper's"
    )
    diagonal_steps: PositiveInt = Field(1000, description="steps after which that pull is gone")
    activation_checkpointing: bool = Field(
        False, description="flow blocks are computed twice: less memory, more time"
    )
    compile: bool = Field(
        False, description="on a GPU: the model is compiled, which takes minutes at the start"
    )

    @model_validator(mode="after")
    def _check_compile(self) -> "GlowTTSTrainConfig":
        if self.compile and self.activation_checkpointing:
            raise ValueError("compile and activation_checkpointing cannot be used together")
        return self


class ExperimentConfig(AcousticExperimentConfig):
    """Everything an experiment needs; its resolved copy is the experiment's args.json."""

    BEFORE: ClassVar[dict[str, Any]] = {"model": {"duration_rounding": "ceil"}}

    model_type: Literal["GlowTTS"] = Field("GlowTTS", description="which model")
    model: GlowTTSConfig = GlowTTSConfig()
    train: GlowTTSTrainConfig = GlowTTSTrainConfig()

    def feature_needs(self) -> FeatureNeeds:
        return replace(
            super().feature_needs(),
            frame_multiple=self.model.n_sqz,
            frame_multiple_key="model.n_sqz",
        )
