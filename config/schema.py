"""The settings of an experiment: every key, its type, its default and what it does.

``config/*.json`` repeats these defaults in the form users edit; a test holds the two together.
All models are frozen and refuse unknown keys.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

PositiveInt = Annotated[int, Field(gt=0)]
Probability = Annotated[float, Field(ge=0, lt=1)]

REPOSITORY = Path(__file__).resolve().parents[1]
# Frames of a clip are a multiple of it in a folder that no acoustic model has asked for yet.
DEFAULT_FRAME_MULTIPLE = 2


def resolve_path(path: str | Path) -> Path:
    """Path of a config value: relative ones start at the repository root."""
    return REPOSITORY / Path(path).expanduser()


class Settings(BaseModel):
    """Base of all sections: typed, frozen, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MelConfig(Settings):
    """The mel-spectrogram (HiFi-GAN's convention by default)."""

    sample_rate: PositiveInt = Field(22050, description="Hz; audio at other rates is resampled")
    n_fft: PositiveInt = Field(1024, description="FFT size in samples")
    hop_length: PositiveInt = Field(256, description="samples from one frame to the next")
    win_length: PositiveInt = Field(1024, description="Hann window in samples")
    n_mels: PositiveInt = Field(80, description="mel bands (Slaney scale and norm)")
    f_min: float = Field(0.0, ge=0, description="lower edge of the first band, Hz")
    f_max: float = Field(8000.0, gt=0, description="upper edge of the last band, Hz")
    center: bool = Field(
        False,
        description="false: frame t is centered at (t + 1/2) hop, frames = samples // hop; "
        "true: at t hop, one frame more (Tacotron's framing)",
    )

    @model_validator(mode="after")
    def _check(self) -> "MelConfig":
        if self.f_max > self.sample_rate / 2:
            raise ValueError(f"f_max {self.f_max} is above half of sample_rate {self.sample_rate}")
        if self.f_min >= self.f_max:
            raise ValueError(f"f_min {self.f_min} must be below f_max {self.f_max}")
        if self.win_length > self.n_fft:
            raise ValueError(f"win_length {self.win_length} is longer than n_fft {self.n_fft}")
        if self.hop_length > self.n_fft:
            raise ValueError(f"hop_length {self.hop_length} is longer than n_fft {self.n_fft}")
        return self

    def scale(self) -> dict[str, Any]:
        """What a vocoder must share exactly to understand the values."""
        return {**self.model_dump(exclude={"center"}), "log": "natural, clamped at 1e-5"}

    def framing(self) -> dict[str, Any]:
        """What may differ by half a hop without making noise."""
        return {"center": self.center}

    def fingerprint(self) -> str:
        """Short hash of all of it; equal hashes mean interchangeable mels."""
        return fingerprint({**self.scale(), **self.framing()})


class TextConfig(Settings):
    """From text to phone ids."""

    phonemizer: Literal["espeak", "none"] = Field(
        "espeak", description="none: the voice takes phones in [[…]] only (imported voices)"
    )
    language: str = Field("en-us", description="espeak language code")
    normalize: bool = Field(True, description="spell out numbers, money, dates, abbreviations")
    add_blank: bool = Field(True, description="a blank between symbols and at both ends")
    lexicon: str | None = Field(None, description="file of word<tab>phones that overrides espeak")
    foreign_words: str | None = Field(
        None,
        description="espeak language code of Latin words in a text of another script, and of words "
        "that espeak takes for foreign; null leaves them to espeak",
    )


class TrimConfig(Settings):
    """Trimming of silence at both ends of a clip, and of long pauses inside it."""

    enabled: bool = Field(False, description="cut leading and trailing silence")
    top_db: float = Field(50.0, gt=0, description="quieter than the peak by this is silence, dB")
    margin: float = Field(0.05, ge=0, description="seconds of silence kept at either end")
    max_pause: float | None = Field(
        None, ge=0.1, description="pauses inside are cut down to this, seconds; null keeps them"
    )


class PreprocessConfig(Settings):
    """Stage 1: from a corpus to features."""

    processed_dir: str = Field("data/processed", description="where the features go")
    subsets: dict[str, list[str]] = Field(
        {}, description="dataset to the subset folders used; LibriTTS's default is all train-*"
    )
    columns: dict[str, list[Literal["id", "text", "normalized", "speaker", "ignore"]]] = Field(
        {},
        description="dataset to the columns of its metadata.csv, such as id, speaker, text; "
        "by default those of its header line, or id, text, normalized",
    )
    num_workers: int = Field(0, ge=0, description="processes; 0 is one per CPU core")
    min_seconds: float = Field(0.3, ge=0, description="shorter clips are listed as failed")
    max_seconds: float = Field(20.0, gt=0, description="longer clips are listed as failed")
    silence_db: float = Field(-55.0, description="a clip whose peak is below this is silent, dBFS")
    min_speaker_minutes: float = Field(
        0.0, ge=0, description="speakers with less are left out; 0 keeps all"
    )
    valid_fraction: float = Field(0.05, gt=0, lt=0.5, description="share of clips for validation")
    test_fraction: float = Field(0.05, gt=0, lt=0.5, description="share of clips for testing")
    split_seed: int = Field(1234, description="seed of the split")
    save_audio: bool = Field(False, description="keep waveforms beside the mels, for a vocoder")
    loudness: float | None = Field(
        None, ge=-40, le=-12, description="LUFS that every clip is brought to; null leaves levels"
    )
    reduce_hiss: float | None = Field(
        None, gt=0, le=1, description="share of its steady noise that is taken out of every clip"
    )
    mel: MelConfig = MelConfig()
    text: TextConfig = TextConfig()
    trim: TrimConfig = TrimConfig()

    @model_validator(mode="after")
    def _check_columns(self) -> "PreprocessConfig":
        for dataset, columns in self.columns.items():
            used = [name for name in columns if name != "ignore"]
            texts = {"text", "normalized"}.intersection(used)
            if "id" not in used or not texts or len(set(used)) < len(used):
                raise ValueError(
                    f"columns.{dataset}: {', '.join(columns) or 'none'}; expected id, text (or "
                    "normalized) and, where there is one, speaker, each once"
                )
        return self


class TrainConfig(Settings):
    """Stage 2, what models/base needs of every model. A step is one update of the weights."""

    batch_size: PositiveInt = Field(32, description="utterances a batch, on each process")
    max_frames: PositiveInt | None = Field(
        None, description="mel frames a batch, padding included, on each process; null is any"
    )
    max_epoch: PositiveInt | None = Field(10000, description="stop after so many epochs")
    max_steps: PositiveInt | None = Field(240000, description="stop after so many steps")
    max_minutes: float | None = Field(None, gt=0, description="stop after so much training time")
    patience: PositiveInt | None = Field(
        None, description="stop after so many validations without a better one; null is never"
    )
    best_metric: str = Field(
        "loss", description="validation loss, part of it, or metric, by which the best is told"
    )
    best_tolerance: float = Field(
        0.0, ge=0, lt=1, description="share by which a later checkpoint may be worse, and is taken"
    )
    eval_interval: PositiveInt | None = Field(
        None, description="steps between evaluations by metrics of speech; null is never"
    )
    eval_limit: PositiveInt = Field(8, description="validation utterances spoken for each of them")
    eval_metrics: list[str] = Field(
        ["mcd", "f0", "duration", "silence"],
        min_length=1,
        description="bins/calc_metrics.py --list explains them",
    )
    eval_recognizer: str | None = Field(
        None,
        # The second is the spelling of experiments made before 2026-12.
        validation_alias=AliasChoices("eval_recognizer", "eval_recogniser"),
        description="adds wer and cer: a model's folder or name, packages, pocketsphinx",
    )
    eval_language: str | None = Field(
        None, description="of the texts, for wer and cer; null is the language of the voice"
    )
    lr: float = Field(1.0, gt=0, description="factor of the schedule, not the learning rate itself")
    betas: tuple[float, float] = Field((0.9, 0.98), description="Adam's decay rates")
    eps: float = Field(1e-9, gt=0, description="Adam's epsilon")
    grad_clip: float | None = Field(1.0, gt=0, description="largest gradient norm; null is none")
    freeze: list[str] = Field(
        [], description="modules or weights that stay as they are, such as decoder.flows.*"
    )
    ema_decay: float | None = Field(
        None, gt=0, lt=1, description="average of the weights for inference; null is none"
    )
    precision: Literal["no", "fp16", "bf16"] = Field("no", description="mixed precision")
    tf32: bool = Field(
        True, description="on a GPU: convolutions of float32 rounded to TF32, which is faster"
    )
    deterministic: bool = Field(
        False, description="on a GPU: the same result every time, where torch can; slower"
    )
    gradient_accumulation_steps: PositiveInt = Field(1, description="batches a step")
    seed: int = Field(1234, description="seed of weights, order and dropout")
    num_workers: int = Field(2, ge=0, description="data loading processes; 0 loads in the trainer")
    num_threads: PositiveInt | None = Field(
        None, description="CPU threads; null takes the cores that are free when the run begins"
    )
    log_interval: PositiveInt = Field(50, description="steps between points in TensorBoard")
    valid_interval: PositiveInt = Field(1000, description="steps between validations")
    sample_interval: PositiveInt = Field(1000, description="steps between pictures and audio")
    save_interval: PositiveInt = Field(1000, description="steps between checkpoints")
    keep_last: PositiveInt = Field(5, description="checkpoints kept, the best one aside")
    on_save_error: Literal["stop", "continue"] = Field(
        "stop", description="when a checkpoint cannot be written: stop or continue"
    )
    max_bad_steps: PositiveInt = Field(20, description="non-finite steps in a row before giving up")

    @model_validator(mode="after")
    def _check(self) -> "TrainConfig":
        if self.max_epoch is None and self.max_steps is None and self.max_minutes is None:
            raise ValueError("one of max_epoch, max_steps, max_minutes must be set")
        return self


@dataclass(frozen=True)
class FeatureNeeds:
    """Features that a model asks of stage 1, beside mels.

    ``frame_multiple``: a clip keeps a whole multiple of so many frames; null leaves what the folder
    was made for. ``frame_multiple_key`` names the setting in messages. ``speaker_encoder``: encoder
    that embeds every recording, null for none.
    """

    frame_multiple: int | None = None
    frame_multiple_key: str = "frame_multiple"
    speaker_encoder: str | None = None
    phones: bool = False
    waveforms: bool = False


class RecipeConfig(Settings):
    """What the stages share, whatever the model."""

    model_type: str
    dataset: list[str] = Field(["LJSpeech"], min_length=1, description="names of the corpora")
    dataset_path: dict[str, str] = Field(
        {"LJSpeech": "data/LJSpeech-1.1"}, description="name of a corpus to its folder"
    )
    log_dir: str = Field("ckpts/tts", description="experiments are folders in here")
    preprocess: PreprocessConfig = PreprocessConfig()

    @model_validator(mode="after")
    def _check_datasets(self) -> "RecipeConfig":
        missing = [name for name in self.dataset if name not in self.dataset_path]
        if missing:
            raise ValueError(f"dataset_path has no folder for {', '.join(missing)}")
        for key in ("subsets", "columns"):
            unknown = getattr(self.preprocess, key).keys() - self.dataset_path.keys()
            if unknown:
                raise ValueError(f"preprocess.{key}: {', '.join(sorted(unknown))} is no dataset")
        return self

    @property
    def processed_dir(self) -> Path:
        """Folder of the processed data, absolute."""
        return resolve_path(self.preprocess.processed_dir)

    def feature_needs(self) -> FeatureNeeds:
        """Features that stage 1 makes for this model."""
        return FeatureNeeds(waveforms=self.preprocess.save_audio)


class AcousticTrainConfig(TrainConfig):
    """Stage 2 of any acoustic model."""

    eval_vocoder_dir: str | None = Field(
        None, description="vocoder that evaluations are heard through; null is Griffin-Lim"
    )
    keep_speakers: bool = Field(
        True, description="finetuning from several speakers: theirs stay in the table"
    )


class SynthesisConfig(Settings):
    """How a voice speaks where nothing else is asked for."""

    noise_scale: float | None = Field(
        None, ge=0, description="scale of the sampling noise; null is the toolkit's"
    )
    contrast: float = Field(
        1.0, ge=1, le=2, description="gain of the fine structure of mels; 1 leaves them as made"
    )


class AcousticExperimentConfig(RecipeConfig):
    """What the stages and the voice need to know of any acoustic model's experiment.

    ``BEFORE``: what settings were, in effect, in checkpoints made before the settings existed,
    where that is not their default.
    """

    BEFORE: ClassVar[dict[str, Any]] = {}

    model: Settings
    train: AcousticTrainConfig = AcousticTrainConfig()
    synthesis: SynthesisConfig = SynthesisConfig()

    @property
    def speaker_encoder(self) -> str | None:
        """Encoder whose embeddings of recordings tell speakers apart; None with a table."""
        return getattr(self.model, "speaker_encoder", None)

    def feature_needs(self) -> FeatureNeeds:
        return FeatureNeeds(
            frame_multiple=1,
            speaker_encoder=self.speaker_encoder,
            phones=True,
            waveforms=self.preprocess.save_audio,
        )


def fingerprint(value: Any) -> str:
    """Twelve hex digits that change when any setting in ``value`` changes."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
