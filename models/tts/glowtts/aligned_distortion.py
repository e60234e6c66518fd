"""How far mels that are made with the durations of recordings are from the recordings' own."""

from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from models.tts.glowtts.model import GlowTTS
from models.tts.glowtts.output import GlowTTSOutput
from modules.noise import draw_noise, noise_generator
from processors.metrics.alignment import cepstrum
from processors.metrics.distortion import DECIBELS

ALIGNED_MCD = "aligned_mcd"


@torch.no_grad()
def aligned_distortion(
    model: GlowTTS, output: GlowTTSOutput, batch: dict[str, Any], noise_scale: float, seed: int
) -> Tensor:
    """Mel-cepstral distortion in dB, the mean over the frames of a batch, a scalar.

    Each frame's prior is that of the phone which the alignment gives it, so that frames compare
    one by one, without a vocoder and without time warping. The noise of an utterance is the same
    every time.
    """
    generators = [noise_generator(seed, uid) for uid in batch["uids"]]
    noise = draw_noise(model.n_mels, output.mel_lengths.tolist(), generators).to(output.z)
    z = output.prior_mean.clone()
    z[:, :, : noise.shape[2]] += noise * noise_scale * output.prior_log_std.exp()
    speaker = model.embed_speaker(batch["speaker_ids"], batch["speaker_embedding"])
    made, _ = model.decoder.inverse(z, output.mel_mask, speaker)
    difference = made.float() - batch["mel"][:, :, : made.shape[2]].float()
    basis = cepstrum_basis(model.n_mels).to(difference)
    distances = DECIBELS * (2 * (basis @ difference).square().sum(1)).sqrt()  # (B, T_mel)
    mask = output.mel_mask.squeeze(1)
    return (distances * mask).sum() / mask.sum()


@lru_cache(maxsize=4)
def cepstrum_basis(n_mels: int) -> Tensor:
    """Matrix (ORDER, n_mels) of ``processors.metrics.alignment.cepstrum``, which is linear."""
    return torch.from_numpy(cepstrum(torch.eye(n_mels).numpy()).T).float()
