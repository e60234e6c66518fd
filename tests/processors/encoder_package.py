"""A stand-in for the installed Resemblyzer: a package that breaks when imported, random weights."""

from pathlib import Path

import torch

from modules.speaker_encoder import SpeakerEncoder


def write_encoder(folder: Path) -> Path:
    """Write the package into ``folder``, to be put on the import path; return its weights file."""
    package = folder / "resemblyzer"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('only the weights are to be used')\n")
    torch.manual_seed(11)
    encoder = SpeakerEncoder()
    with torch.no_grad():
        for value in encoder.parameters():
            value.mul_(4)  # so that it tells recordings apart
    state = {**encoder.state_dict(), "similarity_weight": torch.ones(1)}
    torch.save({"step": 1, "model_state": state}, package / "pretrained.pt")
    return package / "pretrained.pt"
