"""A model small enough for tests, and a batch for it."""

from typing import Any

import torch
from torch import Tensor, nn

from models.tts.glowtts import GlowTTS

N_SYMBOLS = 12
N_MELS = 4
SIZES: dict[str, Any] = {
    "hidden_channels": 16,
    "filter_channels": 24,
    "filter_channels_dp": 12,
    "n_heads": 2,
    "n_layers_enc": 1,
    "n_blocks_dec": 2,
    "n_block_layers": 2,
    "kernel_size_dec": 3,
    "speaker_channels": 6,
}


def tiny_model(n_speakers: int = 0, **changes: Any) -> GlowTTS:
    return GlowTTS(N_SYMBOLS, N_MELS, n_speakers, **{**SIZES, **changes})


def randomized(model: nn.Module, scale: float = 0.1) -> nn.Module:
    """Eval mode, and every parameter moved away from its initial value."""
    with torch.no_grad():
        for value in model.parameters():
            value.add_(torch.randn_like(value) * scale)
    return model.eval()


def tiny_batch() -> dict[str, Tensor]:
    """Three utterances, one with an odd number of frames; padding is zero."""
    phone_lengths, mel_lengths = torch.tensor([6, 4, 3]), torch.tensor([21, 14, 8])
    phone_ids, mel = torch.randint(1, N_SYMBOLS, (3, 6)), torch.randn(3, N_MELS, 21)
    for i in range(3):
        phone_ids[i, phone_lengths[i] :] = 0
        mel[i, :, mel_lengths[i] :] = 0
    return {
        "phone_ids": phone_ids,
        "phone_lengths": phone_lengths,
        "mel": mel,
        "mel_lengths": mel_lengths,
    }


def one_of(batch: dict[str, Tensor], i: int) -> dict[str, Tensor]:
    """Utterance ``i`` alone, without padding."""
    n_phones, n_frames = int(batch["phone_lengths"][i]), int(batch["mel_lengths"][i])
    return {
        "phone_ids": batch["phone_ids"][i : i + 1, :n_phones],
        "phone_lengths": batch["phone_lengths"][i : i + 1],
        "mel": batch["mel"][i : i + 1, :, :n_frames],
        "mel_lengths": batch["mel_lengths"][i : i + 1],
    }
