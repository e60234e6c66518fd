"""What a training pass of GlowTTS computes."""

from dataclasses import dataclass

from torch import Tensor

from modules.length_regulator import durations_to_path


@dataclass(frozen=True)
class GlowTTSOutput:
    """What a training pass computes; all floats are float32.

    Shapes: z, prior_mean, prior_log_std (B, n_mels, T_mel), zero on padding; log_det (B,);
    durations int64 and log_durations (B, T_text); text_mask (B, 1, T_text); mel_mask
    (B, 1, T_mel); mel_lengths (B,). T_mel and mel_lengths are multiples of n_sqz.
    """

    z: Tensor
    log_det: Tensor
    prior_mean: Tensor
    prior_log_std: Tensor
    durations: Tensor
    log_durations: Tensor
    text_mask: Tensor
    mel_mask: Tensor
    mel_lengths: Tensor

    @property
    def path(self) -> Tensor:
        """Hard alignment (B, T_text, T_mel)."""
        return durations_to_path(self.durations, self.z.shape[2])
