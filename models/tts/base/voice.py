"""A voice: an acoustic model with all that speaking takes beside its weights."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from config.schema import AcousticExperimentConfig
from models.base.checkpoint.checkpoint import find_checkpoint, title
from models.tts.base.acoustic_model import AcousticModel
from models.tts.base.model_loading import check_precision, load_model
from models.tts.base.synthesis_settings import usual_noise_scale
from models.tts.base.voice_documents import read_voice_documents
from models.tts.base.voice_profile import VoiceProfile
from modules.cpu_kernels.dispatch import Precision
from processors.text.symbols import SymbolTable
from utils.errors import UserError


@dataclass(frozen=True)
class Voice(VoiceProfile):
    """Model, symbol table, speakers (name to id) and settings of a checkpoint ``folder``."""

    model: AcousticModel
    symbols: SymbolTable
    speakers: dict[str, int]
    config: AcousticExperimentConfig
    folder: Path

    @classmethod
    def from_checkpoint(
        cls,
        path: str | Path,
        which: str | Path = "latest",
        device: str | torch.device = "cpu",
        precision: Precision = "float32",
    ) -> "Voice":
        """Voice of any registered acoustic model; arguments as for ``AcousticModel``'s."""
        check_precision(precision, device)
        folder = find_checkpoint(path, which)
        documents = read_voice_documents(folder)
        model = load_model(folder, documents, device, precision)
        return cls(model, documents.symbols, documents.speakers, documents.config, folder)

    @property
    def name(self) -> str:
        """Name of the checkpoint for people."""
        return title(self.folder)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.model.device

    @property
    def noise_scale(self) -> float:
        return usual_noise_scale(self.config.synthesis.noise_scale)

    @property
    def follows_references(self) -> bool:
        return self.config.speaker_encoder is not None

    @torch.inference_mode()
    def embed_speaker(self, name: str | None) -> Tensor | None:
        """Embedding (speaker_channels, 1) of a speaker; None where one voice is all there is."""
        full = self.speaker_name(name)
        if not self.model.speaker_channels:
            return None
        number = 0 if full is None else self.speakers[full]
        return self.model.look_up_speakers(torch.tensor([number], device=self.device))[0]

    @torch.inference_mode()
    def embed_reference(self, path: str | Path) -> Tensor:
        """Embedding (speaker_channels, 1) of the speaker of a recording, seen or not."""
        if self.config.speaker_encoder is None:
            known = "a table of speakers" if self.has_many_speakers else "one speaker"
            raise UserError(
                f"this voice has {known} and cannot follow a reference recording; that takes a "
                'voice trained with model.speaker_encoder: "resemblyzer"'
            )
        from processors.audio.speaker_encoding import embed_file, load_speaker_encoder

        embedding = embed_file(path, load_speaker_encoder(self.device))
        return embedding.unsqueeze(1).to(self.device)
