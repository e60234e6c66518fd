"""The plain form of a model, whatever layout its flow has."""

import pytest
import torch

from tests.models.tts.glowtts.tiny import N_MELS, randomized, tiny_model

MODELS = {"usual": {}, "dilated": {"n_sqz": 4, "sigmoid_scale": True, "dilation_rate": 2}}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("n_speakers", [0, 3])
def test_products_compute_what_convolutions_compute(model, n_speakers):
    glowtts = randomized(tiny_model(n_speakers, **MODELS[model]))
    speaker = glowtts.embed_speaker(torch.tensor([1])) if n_speakers else None
    z = torch.randn(1, N_MELS, 24)
    plain = glowtts.to_plain()
    expected = plain.decode(z, speaker)
    assert plain.use_products()
    torch.testing.assert_close(plain.decode(z, speaker), expected)
