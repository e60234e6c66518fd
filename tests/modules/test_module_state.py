"""Modules out of training."""

import torch
from torch import nn

from models.tts.glowtts import GlowTTS
from modules.module_state import SkipInit
from tests.models.tts.glowtts.tiny import SIZES


def test_skipped_initialization_leaves_the_generator_alone():
    state = torch.get_rng_state()
    with SkipInit():
        layer = nn.Linear(30, 40)
        nn.init.trunc_normal_(layer.weight)
        nn.init.xavier_uniform_(nn.Conv1d(3, 4, 5).weight)
        nn.Embedding(5, 6)
    assert torch.equal(torch.get_rng_state(), state)
    assert layer(torch.zeros(2, 30)).shape == (2, 40)


def test_loaded_into_skipped_weights_a_model_is_the_same():
    drawn = GlowTTS(20, 8, **SIZES)
    with SkipInit():
        skipped = GlowTTS(20, 8, **SIZES)
    skipped.load_state_dict(drawn.state_dict())
    for name, value in drawn.state_dict().items():
        assert torch.equal(skipped.state_dict()[name], value), name
