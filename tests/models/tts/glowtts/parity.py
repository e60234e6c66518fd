"""Comparing an imported model with what the reference implementation computed.

Run as a script it stores the outcome of ``reference_probe.py`` as a fixture:

    python -m tests.models.tts.glowtts.parity FOLDER FIXTURE.safetensors
"""

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from models.tts.glowtts import GlowTTS
from models.tts.glowtts.losses import duration_loss, mle_loss

FLAGS = ("path", "generated_path", "mel_mask", "generated_mask")


def pack(folder: Path, fixture: Path) -> None:
    """One small file with weights, inputs, outputs and config."""
    values = torch.load(folder / "values.pt")
    values = {k: v.byte() if k.split(".")[1] in FLAGS else v for k, v in values.items()}
    weights = torch.load(folder / "checkpoint.pth", weights_only=False)["model"]
    values.update({f"weights.{name}": value.contiguous() for name, value in weights.items()})
    save_file(values, fixture, {"config": (folder / "config.json").read_text()})


def unpack(fixture: Path, folder: Path) -> None:
    """The reference's files again, as its trainer saves them."""
    folder.mkdir(parents=True, exist_ok=True)
    values = load_file(fixture)
    with safe_open(fixture, "pt") as file:
        (folder / "config.json").write_text(file.metadata()["config"])
    weights = section(values, "weights")
    torch.save(reference_checkpoint(weights), folder / "checkpoint.pth")
    torch.save(values, folder / "values.pt")


def reference_checkpoint(weights: dict[str, Tensor]) -> dict:
    """A numpy number hides in the optimizer's state."""
    optimizer = {"state": {0: {"step": 1234}}, "param_groups": [{"lr": np.float64(1e-3)}]}
    return {"model": weights, "iteration": 56, "optimizer": optimizer, "learning_rate": 1.0}


def section(values: dict[str, Tensor], name: str) -> dict[str, Tensor]:
    return {k.split(".", 1)[1]: v for k, v in values.items() if k.startswith(f"{name}.")}


def differences(model: GlowTTS, values_file: Path) -> dict[str, float]:
    """Largest absolute difference of everything compared; log_det and losses: relative."""
    values = torch.load(values_file)
    inputs, expected = section(values, "inputs"), section(values, "outputs")
    with torch.no_grad():
        found = model(**inputs)
    speech = model.synthesize(
        inputs["phone_ids"],
        inputs["phone_lengths"],
        noise_scale=0.0,
        speaker_ids=inputs.get("speaker_ids"),
    )
    losses = {
        "mle_loss": mle_loss(
            found.z, found.prior_mean, found.prior_log_std, found.log_det, found.mel_mask
        ),
        "duration_loss": duration_loss(found.log_durations, found.durations, found.text_mask),
    }
    names = ("z", "prior_mean", "prior_log_std", "log_durations", "path", "mel_mask")
    pairs = {name: (getattr(found, name), expected[name]) for name in names}
    pairs["generated_mel"] = (speech.mel, expected["generated_mel"])
    pairs["generated_path"] = (speech.path, expected["generated_path"])
    result = {name: (a - b).abs().max().item() for name, (a, b) in pairs.items()}
    for name, value in {"log_det": found.log_det, **losses}.items():
        result[name] = ((value - expected[name]) / expected[name]).abs().max().item()
    return result


def check(found: dict[str, float]) -> None:
    """The figures of the design."""
    exact = ("path", "mel_mask", "generated_path")
    relative = ("log_det", "mle_loss", "duration_loss")
    for name, value in found.items():
        limit = 0.0 if name in exact else 1e-5 if name in relative else 1e-4
        assert value <= limit, f"{name} differs by {value:.2e}, allowed {limit:.0e}: {found}"


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
