"""A trained generator behind the interface of every vocoder."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from models.vocoders.generators import Generator
from modules.cpu_kernels import pack_layers
from modules.exactness import exact_convolutions
from modules.module_state import fold_weight_norm


class NeuralVocoder(nn.Module):
    """Waveforms from log-mels by a generator whose weights are set; ready for inference.

    Long mels are worked on in pieces that overlap by what the samples of a frame depend on, so that
    memory does not grow with them and the result is that of the whole.

    Shapes: mel (B, n_mels, T); result (B, T * hop).
    """

    def __init__(self, generator: Generator, name: str, sample_rate: int) -> None:
        super().__init__()
        self.name = name
        self.sample_rate = sample_rate
        fold_weight_norm(generator)
        generator = pack_layers(generator)
        self.piece_frames = generator.piece_frames
        self.generator = generator.eval().requires_grad_(False)

    def forward(self, mel: Tensor) -> Tensor:
        return torch.cat(list(self.stream(mel)), 1)

    def stream(self, mel: Tensor, first: int | None = None) -> Iterator[Tensor]:
        """Yield the waveform from its beginning, (B, n * hop) at a time.

        The first part is of ``first`` frames, each next one twice as long, up to ``piece_frames``.
        """
        n_frames, context, hop = mel.shape[2], self.generator.context, self.generator.hop_length
        with torch.inference_mode(), exact_convolutions(mel.device):
            features = self.generator.features(mel.float())
        size = min(first or self.piece_frames, self.piece_frames)
        start = 0
        while start < n_frames:
            end = min(start + size, n_frames)
            before, after = max(0, start - context), min(end + context, n_frames)
            with torch.inference_mode(), exact_convolutions(mel.device):
                waveform = self.generator.render(features[:, :, before:after])
                piece = waveform[:, (start - before) * hop : (end - before) * hop]
            yield piece
            start, size = end, min(2 * size, self.piece_frames)
