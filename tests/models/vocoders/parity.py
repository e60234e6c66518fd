"""Our networks with the weights that the references were given, and what these computed."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from config.hifigan import HiFiGANConfig
from config.schema import MelConfig
from models.vocoders import load_vocoder
from models.vocoders.hifigan import Discriminators
from models.vocoders.hifigan.losses import (
    adversarial_loss,
    discriminator_loss,
    feature_matching_loss,
    split,
)
from tests.models.vocoders.reference_probe import fill, make_mel, make_waveforms, sampled

LIMIT = 1e-5
NAMES = {
    "parametrizations.weight.original0": "weight_g",
    "parametrizations.weight.original1": "weight_v",
    "parametrizations.weight.original": "weight_orig",
    "parametrizations.weight.0._u": "weight_u",
    "parametrizations.weight.0._v": "weight_v",
}
SETTINGS = {
    **{"sampling_rate": 22050, "n_fft": 1024, "hop_size": 256, "win_size": 1024},
    **{"num_mels": 80, "fmin": 0, "fmax": 8000},
}


def reference_names(module: nn.Module) -> dict[str, str]:
    """Our names of a module's weights to those before PyTorch's parametrizations."""
    names = {}
    for name in module.state_dict():
        ending = next((new for new in NAMES if name.endswith(f".{new}")), None)
        names[name] = name if ending is None else name.removesuffix(ending) + NAMES[ending]
    return names


def reference_weights(module: nn.Module) -> dict[str, Tensor]:
    """What ``reference_probe.fill`` gives a module of these shapes, under the old names."""
    values = module.state_dict()
    names = reference_names(module)
    weights = {old: torch.empty_like(values[name]) for name, old in names.items()}
    fill(weights)
    return weights


def write_reference(folder: Path, sizes: HiFiGANConfig, file: str = "g_00000001") -> Path:
    """A folder as the reference's trainer leaves it, with the weights of the probe."""
    from models.vocoders.hifigan import HiFiGANGenerator

    folder.mkdir(parents=True, exist_ok=True)
    generator = HiFiGANGenerator(80, **sizes.model_dump())
    torch.save({"generator": reference_weights(generator)}, folder / file)
    config = {**sizes.model_dump(mode="json"), **SETTINGS, "fmax_for_loss": None, "num_workers": 4}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def check_generator(folder: Path, values: Path) -> float:
    """Largest difference of a reference folder's waveform from what the reference made of it."""
    vocoder = load_vocoder(folder, MelConfig())
    found = vocoder(make_mel(80))
    difference = (found - load_file(values)["outputs.waveform"]).abs().max().item()
    assert difference <= LIMIT, difference
    return difference


def check_vocos(values: Path, folder: Path) -> float:
    """The same for Vocos, saved and opened as bare weights."""
    from config.hifigan import VocosConfig
    from models.vocoders.vocos import VocosGenerator

    model = VocosGenerator(
        80, **VocosConfig().model_dump(), n_fft=1024, hop_length=256, win_length=1024
    )
    save_file(reference_weights(model), folder / "vocos.safetensors")
    return check_generator(folder / "vocos.safetensors", values)


def check_discriminators(values_file: Path) -> float:
    """Largest difference of scores, feature maps and losses; losses relative."""
    values = load_file(values_file)
    model = build_discriminators(values)
    real, generated = make_waveforms()
    with torch.no_grad():
        verdicts = model(torch.cat([real, generated]))
    halves = split(verdicts)
    found = {}
    for half, kind in zip(halves, ("real", "generated"), strict=True):
        for i, verdict in enumerate(half):
            name = f"mpd.{i}.{kind}" if i < 5 else f"msd.{i - 5}.{kind}"
            found[f"outputs.{name}"] = verdict.scores
            for j, feature_map in enumerate(verdict.feature_maps):
                found[f"outputs.{name}.{j}"] = sampled(feature_map)
    losses = {
        "discriminator": discriminator_loss(*halves),
        "adversarial": adversarial_loss(halves[1]),
        "feature": 2 * feature_matching_loss(*halves),
    }
    found |= {f"outputs.losses.{name}": value for name, value in losses.items()}
    expected = {name: value for name, value in values.items() if name.startswith("outputs.")}
    assert found.keys() == expected.keys()
    differences = {
        name: ((found[name] - value).abs().max() / (value if ".losses." in name else 1)).item()
        for name, value in expected.items()
    }
    worst = max(differences, key=differences.get)
    assert differences[worst] <= LIMIT, (worst, differences[worst])
    return differences[worst]


def build_discriminators(values: dict[str, Tensor]) -> Discriminators:
    """With the probe's weights; the spectral norm's vectors are among the stored values."""
    model = Discriminators().eval()
    for part, name in ((model.periods, "mpd"), (model.scales, "msd")):
        weights = reference_weights(part)
        for stored, value in values.items():
            if stored.startswith(f"weights.{name}."):
                weights[stored.removeprefix(f"weights.{name}.")] = value
        names = reference_names(part)
        part.load_state_dict({ours: weights[old] for ours, old in names.items()})
    return model
