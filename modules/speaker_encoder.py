"""Speaker encoder of Resemblyzer (Wan et al., 2018, GE2E): the network."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

EMBEDDING_SIZE = 256
N_MELS = 40
PARTIAL_FRAMES = 160  # what the network sees at a time, 1.6 s


class SpeakerEncoder(nn.Module):
    """Power mels of parts of an utterance to unit vectors.

    Shapes: parts (P, 160, 40); result (P, 256).
    """

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(N_MELS, EMBEDDING_SIZE, num_layers=3, batch_first=True)
        self.linear = nn.Linear(EMBEDDING_SIZE, EMBEDDING_SIZE)

    def forward(self, parts: Tensor) -> Tensor:
        hidden = self.lstm(parts)[1][0][-1]
        return F.normalize(torch.relu(self.linear(hidden)), dim=1)

    @torch.inference_mode()
    def embed(self, utterances: Sequence[Tensor]) -> Tensor:
        """One unit vector an utterance, the mean of its parts.

        Shapes: each utterance (P_i, 160, 40) as ``cut_parts`` gives; result (B, 256) on the CPU.
        """
        embedded = self(torch.cat(list(utterances)).to(self.linear.weight.device)).cpu()
        means = [parts.mean(0) for parts in embedded.split([len(parts) for parts in utterances])]
        return F.normalize(torch.stack(means), dim=1).clone()
