"""Speech of a vocoder in training, for its evaluation: copies of whole validation clips."""

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from config.hifigan import VocoderExperimentConfig
from models.base.speech_evaluation import Example, SpeechGenerator, pick_examples
from processors.processed.rows import load_split


class VocoderSpeechGenerator(SpeechGenerator):
    """Copies validation clips from their mels; the true waveforms are what to sound like."""

    def __init__(self, model: nn.Module, loader: DataLoader, config: VocoderExperimentConfig):
        """``loader`` is that of the validation data."""
        self.model = model
        self.config = config
        self._dataset = loader.dataset
        self.sample_rate = config.preprocess.mel.sample_rate

    def examples(self, count: int) -> list[Example]:
        rows = load_split(self.config, "valid", ("Dataset", "Uid", "Text"))
        return pick_examples(self._dataset, rows, count)

    @torch.inference_mode()
    def generate(self, index: int) -> Tensor:
        device = next(self.model.parameters()).device
        return self.model(self._dataset[index]["mel"].unsqueeze(0).to(device))[0]

    def reference(self, index: int) -> Tensor:
        return self._dataset[index]["waveform"]
