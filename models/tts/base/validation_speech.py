"""Speech of a voice in training, for its evaluation, through a vocoder."""

import torch
from torch import Tensor
from torch.utils.data import DataLoader

from config.schema import AcousticExperimentConfig, resolve_path
from models.base.data.dataloader import to_device
from models.base.speech_evaluation import Example, SpeechGenerator, pick_examples
from models.tts.base.acoustic_model import AcousticModel
from models.tts.base.synthesis_settings import DEFAULTS, usual_noise_scale
from models.vocoders import load_vocoder
from modules.noise import noise_generator
from processors.processed.rows import load_split


class VoiceSpeechGenerator(SpeechGenerator):
    """Speaks the phones of validation utterances, with durations and noise of its own.

    What it should sound like is the true mel through the same vocoder: its faults are no reason
    to prefer one checkpoint to another, and the recordings need not be there any more.
    """

    def __init__(
        self, model: AcousticModel, loader: DataLoader, config: AcousticExperimentConfig
    ) -> None:
        """``loader`` is that of the validation data."""
        self.model = model
        self.config = config
        self.language = config.preprocess.text.language
        self._dataset, self._collate = loader.dataset, loader.collate_fn
        folder = config.train.eval_vocoder_dir
        if folder is not None and resolve_path(folder).exists():
            folder = resolve_path(folder)  # else the name of published weights
        self._vocoder = load_vocoder(folder, config.preprocess.mel, model.device)
        self.sample_rate = self._vocoder.sample_rate

    def examples(self, count: int) -> list[Example]:
        rows = load_split(self.config, "valid", ("Dataset", "Uid", "Text"))
        return pick_examples(self._dataset, rows, count)

    def generate(self, index: int) -> Tensor:
        batch = self._batch(index)
        spoken = self.model.synthesize(
            batch["phone_ids"],
            batch["phone_lengths"],
            noise_scale=usual_noise_scale(self.config.synthesis.noise_scale),
            speaker_ids=batch["speaker_ids"],
            speaker_embedding=batch["speaker_embedding"],
            generator=noise_generator(DEFAULTS.seed, batch["uids"][0]),
        )
        return self._vocode(spoken.mel.float())

    def reference(self, index: int) -> Tensor:
        batch = self._batch(index)
        return self._vocode(batch["mel"][:, :, : int(batch["mel_lengths"])])  # without padding

    def _batch(self, index: int) -> dict:
        return to_device(self._collate([self._dataset[index]]), self.model.device)

    @torch.inference_mode()
    def _vocode(self, mel: Tensor) -> Tensor:
        return self._vocoder(mel)[0]
