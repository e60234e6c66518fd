"""What speaking with any acoustic model needs: from phone ids to a mel-spectrogram."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.tts.base.model_checks import ModelChecks
from models.tts.base.synthesis_settings import DEFAULTS, check_scales
from modules.cpu_kernels.dispatch import Precision
from modules.length_regulator import durations_to_path
from utils.errors import UserError

if TYPE_CHECKING:
    from typing_extensions import Self

    from config.schema import AcousticExperimentConfig
    from models.tts.base.plain_acoustics import PlainAcoustics

ForwardInputs = Mapping[str, Tensor | None]  # arguments of ``AcousticModel.forward``


@dataclass(frozen=True)
class Synthesis:
    """Generated speech features.

    Shapes: mel (B, n_mels, T_mel), zero on padding; mel_lengths (B,); durations (B, T_text)
    int64, whose sums are mel_lengths.
    """

    mel: Tensor
    mel_lengths: Tensor
    durations: Tensor

    @property
    def path(self) -> Tensor:
        """Hard alignment (B, T_text, T_mel)."""
        return durations_to_path(self.durations, self.mel.shape[2])


class TextPrior(NamedTuple):
    """What a model expects of every symbol of a text.

    Shapes: mean, log_std (B, n_mels, T_text), the second None where it is zero; log_durations
    (B, T_text), natural log of frames.
    """

    mean: Tensor
    log_std: Tensor | None
    log_durations: Tensor


class AcousticModel(nn.Module, ABC):
    """Base of the models that speak: how they are loaded, told who speaks, and asked for mels.

    ``forward`` is the training pass and takes ``phone_ids, phone_lengths, mel, mel_lengths,
    speaker_ids, speaker_embedding`` of a batch; what it returns is the model's own affair.

    With ``n_speakers`` > 1 a speaker, by id or as an embedding of one's own, conditions the
    model; otherwise ``speaker_ids`` are ignored. With a ``speaker_encoder`` the embeddings are of
    recordings: training gives one per utterance, ids mean ``speaker_means``. What they all share,
    ``speaker_centre``, tells nobody apart and is taken off. Both are buffers that the trainer
    fills.
    """

    can_follow_timing = False  # whether ``synthesize_aligned`` is there
    can_align = False  # whether ``text_prior``, ``latent`` and ``alignment_scores`` are there

    def __init__(
        self,
        n_symbols: int,
        n_mels: int,
        n_speakers: int = 0,
        speaker_channels: int = 0,
        speaker_encoder: str | None = None,
        frame_multiple: int = 1,
    ) -> None:
        """``frame_multiple``: lengths of mels are whole multiples of it."""
        super().__init__()
        self.frame_multiple = frame_multiple
        self.n_symbols = n_symbols
        self.n_mels = n_mels
        self.n_speakers = n_speakers
        if n_speakers <= 1 and speaker_encoder is None:
            speaker_channels = 0
        self.speaker_channels = speaker_channels
        self.speaker_table = None
        means = None if speaker_encoder is None else torch.zeros(n_speakers, speaker_channels)
        self.register_buffer("speaker_means", means)
        self.register_buffer(
            "speaker_centre", None if means is None else torch.zeros(speaker_channels)
        )
        if speaker_channels and means is None:
            self.speaker_table = nn.Embedding(n_speakers, speaker_channels)
            nn.init.uniform_(self.speaker_table.weight, -0.1, 0.1)

    @classmethod
    def from_config(
        cls, config: "AcousticExperimentConfig", n_symbols: int, n_speakers: int
    ) -> "Self":
        """Model with fresh weights for the settings of an experiment."""
        return cls(
            n_symbols=n_symbols,
            n_mels=config.preprocess.mel.n_mels,
            n_speakers=n_speakers,
            **config.model.model_dump(),
        )

    @classmethod
    def from_checkpoint(
        cls,
        path: str | Path,
        which: str | Path = "latest",
        device: str | torch.device = "cpu",
        precision: Precision = "float32",
    ) -> "Self":
        """Model in eval mode, ready for synthesis.

        ``path`` is an experiment, its checkpoint folder or one checkpoint; ``which`` is "latest",
        "best" or a path; ``precision`` is that of ``prepare_for_inference``. Of AcousticModel
        itself: the model that the checkpoint's ``model_type`` names. Raises UserError.
        """
        from models.base.checkpoint.checkpoint import find_checkpoint
        from models.tts.base.model_loading import check_precision, load_model
        from models.tts.base.voice_documents import read_voice_documents

        check_precision(precision, device)
        folder = find_checkpoint(path, which)
        model = load_model(folder, read_voice_documents(folder), device, precision)
        if not isinstance(model, cls):
            raise UserError(f"{path}: holds a {type(model).__name__}, not a {cls.__name__}")
        return model

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    @abstractmethod
    def synthesize(
        self,
        phone_ids: Tensor,
        phone_lengths: Tensor,
        *,
        noise_scale: float = DEFAULTS.noise_scale,
        length_scale: float = DEFAULTS.length_scale,
        speaker_ids: Tensor | None = None,
        speaker_embedding: Tensor | None = None,
        generator: torch.Generator | Sequence[torch.Generator] | None = None,
    ) -> Synthesis:
        """Mel of each utterance, in eval mode and float32 whatever the model's state.

        Noise is drawn utterance by utterance, from one generator in turn or from a list with one
        an utterance; with the list an utterance sounds the same alone and in any batch. Raises
        UserError when the predicted durations make no sense.
        Shapes: phone_ids (B, T_text); phone_lengths, speaker_ids (B,); speaker_embedding
        (B, speaker_channels, 1).
        """

    def text_prior(
        self, phone_ids: Tensor, phone_lengths: Tensor, speaker_embedding: Tensor | None = None
    ) -> TextPrior:
        """Prior of every symbol, if the model ``can_align``; arguments as for ``synthesize``."""
        raise UserError(f"{type(self).__name__} cannot align recordings")

    def latent(
        self, mel: Tensor, mel_lengths: Tensor, speaker_embedding: Tensor | None = None
    ) -> Tensor:
        """What the priors are compared with; lengths are whole multiples of ``frame_multiple``.

        Shapes: mel and result (B, n_mels, T_mel); mel_lengths (B,).
        """
        raise UserError(f"{type(self).__name__} cannot align recordings")

    def alignment_scores(self, z: Tensor, prior: TextPrior) -> Tensor:
        """Log-likelihood of each frame under each symbol, up to a term of the frame alone.

        Shapes: z (B, n_mels, T_mel); result (B, T_text, T_mel).
        """
        raise UserError(f"{type(self).__name__} cannot align recordings")

    def synthesize_aligned(
        self,
        phone_ids: Tensor,
        phone_lengths: Tensor,
        mel: Tensor,
        mel_lengths: Tensor,
        speaker_ids: Tensor | None = None,
        *,
        noise_scale: float,
        generators: Sequence[torch.Generator] | None = None,
    ) -> Tensor:
        """Mels of utterances whose true mels give the timing, if the model ``can_follow_timing``.

        Shapes: mel and result (B, n_mels, T_mel); phone_ids (B, T_text); lengths and speaker_ids
        (B,). ``noise_scale`` 0 is the most likely mel.
        """
        raise UserError(f"{type(self).__name__} cannot speak with the timing of a recording")

    def fit_tempo(self, seen: Iterable[ForwardInputs], unseen: Iterable[ForwardInputs]) -> None:
        """Let speech last as long as recordings, by what ``forward`` is given of batches.

        ``seen`` are of training, ``unseen`` of validation. For models that correct the durations
        they predict; the others have nothing to fit.
        """

    @classmethod
    def model_checks(cls) -> ModelChecks:
        """What the diagnosis of an experiment checks of this kind of model alone."""
        return ModelChecks()

    def prepare_for_inference(self, precision: Precision = "float32") -> "Self":
        """Fold and pack for good what can be, and switch to eval mode.

        The state dict may change its keys: load weights before, train another instance.
        """
        return self.eval()

    def symbol_rows(self) -> Tensor | None:
        """Weights (n_symbols, C) that only training with a symbol changes; None if it has none."""
        return None

    def to_plain(self) -> "PlainAcoustics":
        """Plain form of a model whose weights are loaded, for an export; use it up for that."""
        raise UserError(f"{type(self).__name__} has no form that can be exported")

    def embed_speaker(
        self, speaker_ids: Tensor | None, speaker_embedding: Tensor | None = None
    ) -> Tensor | None:
        """Unit vector (B, speaker_channels, 1) of each speaker; None in a single-speaker model.

        A given embedding is used instead of the ids, scaled to unit length too.
        """
        width = self.speaker_channels
        if not width:
            if speaker_embedding is not None:
                raise ValueError("this voice has one speaker: it takes no speaker_embedding")
            return None
        if speaker_embedding is None:
            if speaker_ids is None:
                raise ValueError(f"one of {self.n_speakers} speakers must be chosen: speaker_ids")
            speaker_embedding = self.look_up_speakers(speaker_ids)
        if speaker_embedding.ndim != 3 or speaker_embedding.shape[1:] != (width, 1):
            shape = tuple(speaker_embedding.shape)
            raise ValueError(f"speaker_embedding is {shape}, expected (B, {width}, 1)")
        speaker_embedding = speaker_embedding.to(self.device)
        if self.speaker_centre is not None:
            speaker_embedding = F.normalize(speaker_embedding, dim=1) - self.speaker_centre[:, None]
        return F.normalize(speaker_embedding, dim=1)

    def look_up_speakers(self, speaker_ids: Tensor) -> Tensor:
        """What ``embed_speaker`` takes as an embedding (B, speaker_channels, 1), by id."""
        table = self.speaker_means if self.speaker_table is None else self.speaker_table.weight
        return F.embedding(speaker_ids, table).unsqueeze(2)

    def check_inputs(
        self,
        phone_ids: Tensor,
        phone_lengths: Tensor,
        speaker_ids: Tensor | None,
        noise_scale: float,
        length_scale: float,
    ) -> tuple[Tensor, Tensor, Tensor | None]:
        """Ids and lengths on the model's device; ValueError for what ``synthesize`` cannot take."""
        phone_ids, phone_lengths = phone_ids.to(self.device), phone_lengths.to(self.device)
        self._check_phones(phone_ids, phone_lengths)
        check_scales(noise_scale, length_scale)
        return phone_ids, phone_lengths, self._check_speakers(speaker_ids)

    def _check_phones(self, phone_ids: Tensor, phone_lengths: Tensor) -> None:
        if phone_ids.ndim != 2 or phone_lengths.shape != phone_ids.shape[:1]:
            raise ValueError(
                f"phone_ids {tuple(phone_ids.shape)} and phone_lengths "
                f"{tuple(phone_lengths.shape)} do not fit: expected (B, T_text) and (B,)"
            )
        if (
            phone_ids.numel() == 0
            or not 1 <= phone_lengths.min() <= phone_lengths.max() <= (phone_ids.shape[1])
        ):
            raise ValueError(
                f"phone_lengths must be from 1 to {phone_ids.shape[1]}, "
                f"got {phone_lengths.tolist()}"
            )
        if not 0 <= phone_ids.min() <= phone_ids.max() < self.n_symbols:
            raise ValueError(
                f"phone_ids must be from 0 to {self.n_symbols - 1}, "
                f"got {phone_ids.min().item()} to {phone_ids.max().item()}"
            )

    def _check_speakers(self, speaker_ids: Tensor | None) -> Tensor | None:
        if speaker_ids is None:
            return None
        n_speakers = max(self.n_speakers, 1)
        if speaker_ids.numel() and not 0 <= speaker_ids.min() <= speaker_ids.max() < n_speakers:
            raise ValueError(
                f"speaker_ids must be from 0 to {n_speakers - 1}, got {speaker_ids.tolist()}"
            )
        return speaker_ids.to(self.device)
