"""What a voice speaks through a teacher, for a smaller vocoder to learn from."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from models.tts.base.synthesizer import Synthesizer
from models.vocoders.teacher_pairs import Pair


def pairs_of_voice(
    synthesizer: Synthesizer, name: str, texts: Sequence[str], noise_scales: Sequence[float]
) -> list[Pair]:
    """Texts spoken by ``synthesizer``, whose vocoder is the teacher.

    The noise scales are taken in turn, and each text has a seed of its own. ``name`` begins those
    of the pairs.
    """

    def speak(index: int) -> tuple[np.ndarray, Tensor]:
        scale = noise_scales[index % len(noise_scales)]
        (speech,) = synthesizer.synthesize(texts[index], noise_scale=scale, seed=index)
        # A peak that was lowered would not be that of the mel.
        return speech.mel, torch.from_numpy(speech.waveform / np.float32(speech.gain))

    return [
        (f"{name}-{index:05d}", lambda index=index: speak(index)) for index in range(len(texts))
    ]
