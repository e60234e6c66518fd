"""A trained generator behind the interface of every vocoder."""

import torch
from torch import Tensor, nn

from models.vocoders.generators import Generator
from modules.inference import fold_weight_norm


class NeuralVocoder(nn.Module):
    """Waveforms from log-mels by a generator whose weights are set; ready for inference.

    Shapes: mel (B, n_mels, T); result (B, T * hop).
    """

    def __init__(self, generator: Generator, name: str, sample_rate: int) -> None:
        super().__init__()
        self.name = name
        self.sample_rate = sample_rate
        fold_weight_norm(generator)
        self.generator = generator.eval().requires_grad_(False)

    @torch.inference_mode()
    def forward(self, mel: Tensor) -> Tensor:
        return self.generator(mel.float())
