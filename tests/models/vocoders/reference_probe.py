"""Run a reference implementation of a vocoder and write down what it computes.

A process of its own: the references' top-level modules have the same names as our packages.

    python reference_probe.py SOURCE CASE OUTPUT

SOURCE is a checkout of jik876/hifi-gan (cases v1, v2, v3 and
discriminators) or of gemelo-ai/vocos (case vocos). OUTPUT, a folder, gets the reference's own
checkpoint files and ``values.safetensors`` with ``inputs.*`` and ``outputs.*``.
"""

import json
import sys
import types
import zlib
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

VOCOS = {"channels": 512, "hidden_channels": 1536, "n_layers": 8}
N_FRAMES = 9
N_SAMPLES = 1500  # no multiple of any period
KEPT = 61  # of the values of a feature map, evenly spread


def fill(weights: dict[str, torch.Tensor]) -> None:
    """Weights that follow from the reference's names and shapes alone, the same everywhere.

    numpy's RandomState is frozen: these numbers stay, so that only outputs need to be stored.
    """
    for name, value in weights.items():
        if name.endswith(("window", "weight_u")) or (
            name.endswith("weight_v") and name.removesuffix("_v") + "_u" in weights
        ):
            continue  # constants, and the spectral norm's own vectors, which are stored
        random = np.random.RandomState(zlib.crc32(name.encode()))
        uniform = random.random_sample(value.shape).astype(np.float32)
        if name.endswith("weight_g"):
            value.copy_(torch.from_numpy(uniform) * 0.8 + 0.6)
        elif name.endswith(("norm.weight", "gamma")):
            value.copy_(torch.from_numpy(uniform) + 0.5)
        else:
            fan_in = max(value[0].numel(), 1)
            limit = (3 / fan_in) ** 0.5 if value.ndim > 1 else 0.1
            value.copy_(torch.from_numpy(uniform * 2 - 1) * limit)


def make_mel(n_mels: int) -> torch.Tensor:
    uniform = np.random.RandomState(1).random_sample((2, n_mels, N_FRAMES))
    return torch.from_numpy(uniform.astype(np.float32) * 8 - 9)


def make_waveforms() -> tuple[torch.Tensor, torch.Tensor]:
    uniform = np.random.RandomState(2).random_sample((2, 2, N_SAMPLES)).astype(np.float32)
    return torch.from_numpy(uniform[0] * 2 - 1), torch.from_numpy(uniform[1] * 0.6 - 0.3)


def sampled(values: torch.Tensor) -> torch.Tensor:
    """Some values of a tensor, and its mean size."""
    flat = values.flatten()
    places = torch.linspace(0, len(flat) - 1, KEPT).long()
    return torch.cat([flat[places], flat.abs().mean().unsqueeze(0)])


def run_generator(source: Path, case: str, folder: Path) -> dict[str, torch.Tensor]:
    sys.path[0] = str(source)
    from env import AttrDict

    from models import Generator

    text = (source / f"config_{case}.json").read_text()
    generator = Generator(AttrDict(json.loads(text))).eval()
    fill(generator.state_dict())
    (folder / "config.json").write_text(text)
    torch.save({"generator": generator.state_dict()}, folder / "g_00000001")
    return {"outputs.waveform": generator(make_mel(80)).squeeze(1)}


def run_discriminators(source: Path, folder: Path) -> dict[str, torch.Tensor]:
    sys.path[0] = str(source)
    import models

    real, generated = (waveform.unsqueeze(1) for waveform in make_waveforms())
    values: dict[str, torch.Tensor] = {}
    losses = {"discriminator": 0.0, "adversarial": 0.0, "feature": 0.0}
    for name, discriminator in {
        "mpd": models.MultiPeriodDiscriminator().eval(),
        "msd": models.MultiScaleDiscriminator().eval(),
    }.items():
        weights = discriminator.state_dict()
        fill(weights)
        discriminator.train()
        for _ in range(5):  # lets the spectral norm find the norms of these weights
            discriminator(real, generated)
        discriminator.eval()
        torch.save(weights, folder / f"{name}.pt")
        spectral = {n: v for n, v in weights.items() if n.removesuffix("_u") + "_orig" in weights}
        spectral |= {n: v for n, v in weights.items() if n.removesuffix("_v") + "_orig" in weights}
        values |= {f"weights.{name}.{n}": v.clone() for n, v in spectral.items()}
        outputs = discriminator(real, generated)
        for i, (r, g, r_maps, g_maps) in enumerate(zip(*outputs, strict=True)):
            values[f"outputs.{name}.{i}.real"] = r
            values[f"outputs.{name}.{i}.generated"] = g
            for j, (r_map, g_map) in enumerate(zip(r_maps, g_maps, strict=True)):
                values[f"outputs.{name}.{i}.real.{j}"] = sampled(r_map)
                values[f"outputs.{name}.{i}.generated.{j}"] = sampled(g_map)
        losses["discriminator"] += models.discriminator_loss(*outputs[:2])[0]
        losses["adversarial"] += models.generator_loss(outputs[1])[0]
        losses["feature"] += models.feature_loss(*outputs[2:])
    return values | {f"outputs.losses.{name}": value for name, value in losses.items()}


def run_vocos(source: Path, folder: Path) -> dict[str, torch.Tensor]:
    # Its __init__ imports what only downloading and EnCodec need.
    package = types.ModuleType("vocos")
    package.__path__ = [str(source / "vocos")]
    sys.modules["vocos"] = package
    from vocos.heads import ISTFTHead
    from vocos.models import VocosBackbone

    width, hidden = VOCOS["channels"], VOCOS["hidden_channels"]
    backbone = VocosBackbone(80, width, hidden, VOCOS["n_layers"])
    head = ISTFTHead(width, n_fft=1024, hop_length=256, padding="same")
    model = torch.nn.ModuleDict({"backbone": backbone, "head": head}).eval()
    fill(model.state_dict())
    torch.save(model.state_dict(), folder / "vocos.pt")
    return {"outputs.waveform": head(backbone(make_mel(80)))}


def main(source: str, case: str, output: str) -> None:
    torch.set_num_threads(1)
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        if case == "discriminators":
            values = run_discriminators(Path(source), folder)
        elif case == "vocos":
            values = run_vocos(Path(source), folder)
        else:
            values = run_generator(Path(source), case, folder)
    save_file(
        {name: value.detach().contiguous() for name, value in values.items()},
        folder / "values.safetensors",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
