"""Run the reference implementation of Glow-TTS and write down what it computes.

A process of its own: the reference's top-level modules have the same names as our packages.

    python reference_probe.py SOURCE CASE OUTPUT

SOURCE is a checkout of jaywalnut310/glow-tts, CASE a name in CASES. OUTPUT, a folder, gets
``checkpoint.pth`` and ``config.json`` in the reference's own form, and ``values.pt`` with
``inputs.*`` and ``outputs.*``.
"""

import json
import sys
import types
from pathlib import Path

import numpy as np
import torch

FULL_SIZE = {
    "hidden_channels": 192,
    "filter_channels": 768,
    "filter_channels_dp": 256,
    "kernel_size": 3,
    "p_dropout": 0.1,
    "n_blocks_dec": 12,
    "n_layers_enc": 6,
    "n_heads": 2,
    "p_dropout_dec": 0.05,
    "dilation_rate": 1,
    "kernel_size_dec": 5,
    "n_block_layers": 4,
    "n_sqz": 2,
    "prenet": True,
    "mean_only": True,
    "hidden_channels_enc": 192,
    "hidden_channels_dec": 192,
    "window_size": 4,
}
TINY = {
    **FULL_SIZE,
    "hidden_channels": 8,
    "filter_channels": 12,
    "filter_channels_dp": 10,
    "n_blocks_dec": 2,
    "n_layers_enc": 2,
    "n_block_layers": 2,
    "kernel_size_dec": 3,
    "dilation_rate": 2,
    "hidden_channels_enc": 8,
    "hidden_channels_dec": 12,
}
CASES = {
    "single": {"model": FULL_SIZE, "add_blank": False, "n_mels": 80},
    "blank": {"model": FULL_SIZE, "add_blank": True, "n_mels": 80},
    "multi": {
        "model": {**FULL_SIZE, "n_speakers": 7, "gin_channels": 256},
        "add_blank": True,
        "n_mels": 80,
    },
    "variance": {
        "model": {**FULL_SIZE, "mean_only": False, "sigmoid_scale": True, "dilation_rate": 2},
        "add_blank": False,
        "n_mels": 80,
    },
    "tiny_single": {
        "model": {**TINY, "mean_only": False, "sigmoid_scale": True, "prenet": False},
        "add_blank": False,
        "n_mels": 4,
    },
    "tiny_multi": {
        "model": {**TINY, "n_speakers": 3, "gin_channels": 5},
        "add_blank": True,
        "n_mels": 4,
    },
}


def main(source: str, case: str, output: str) -> None:
    torch.manual_seed(len(case))
    torch.set_num_threads(1)
    spec = CASES[case]
    models = import_reference(source)
    n_symbols = 148 + spec["add_blank"]
    model = models.FlowGenerator(
        n_vocab=n_symbols, out_channels=spec["n_mels"], **spec["model"]
    ).eval()
    randomize(model)
    inputs = make_inputs(n_symbols, spec["n_mels"], spec["model"].get("n_speakers", 0))
    outputs = run(model, inputs)

    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(make_config(spec)))
    # As the reference saves them: a numpy number hides in its optimizer's state.
    optimizer = {"state": {0: {"step": 1234}}, "param_groups": [{"lr": np.float64(1e-3)}]}
    torch.save(
        {
            "model": model.state_dict(),
            "iteration": 56,
            "optimizer": optimizer,
            "learning_rate": 1.0,
        },
        folder / "checkpoint.pth",
    )
    values = {f"inputs.{name}": value for name, value in inputs.items()}
    values.update({f"outputs.{name}": value for name, value in outputs.items()})
    torch.save(values, folder / "values.pt")


def import_reference(source: str) -> types.ModuleType:
    """Import the reference's models.py, standing in for what no longer exists."""
    if not hasattr(np, "bool"):
        np.bool = np.bool_
    torch.qr = torch.linalg.qr
    alignment = types.ModuleType("monotonic_align")
    sys.modules["monotonic_align"] = alignment
    sys.path[0] = str(Path(source).resolve())
    import commons

    import models

    alignment.maximum_path = commons.maximum_path
    return models


def randomize(model: torch.nn.Module) -> None:
    """Give the parameters that start at a constant values of their own."""
    with torch.no_grad():
        for name, value in model.named_parameters():
            if name.endswith((".logs", ".bias", ".beta")):
                value.normal_(0, 0.1)
            elif name.endswith("gamma"):
                value.normal_(1, 0.1)
            elif name.endswith(".pre.proj.weight"):
                value.normal_(0, 0.03)
            elif name.endswith(".end.weight"):
                # Twelve larger ones send z beyond 1000, where one rounding is more than 1e-4.
                value.normal_(0, 0.01)
            elif value.shape[-2:] == (4, 4):
                value.add_(torch.randn_like(value) * 0.05)
            elif name.endswith("weight_g"):
                value.mul_(torch.rand_like(value) + 0.5)
        model.encoder.proj_w.proj.bias.fill_(1.2)  # three frames a phone


def make_inputs(n_symbols: int, n_mels: int, n_speakers: int) -> dict[str, torch.Tensor]:
    phone_lengths = torch.tensor([17, 23, 9])
    mel_lengths = torch.tensor([61, 80, 27])
    inputs = {
        "phone_ids": torch.randint(0, n_symbols, (3, 23)),
        "phone_lengths": phone_lengths,
        "mel": torch.randn(3, n_mels, 81) * 2 - 5,
        "mel_lengths": mel_lengths,
    }
    for row, length in zip(inputs["phone_ids"], phone_lengths, strict=True):
        row[length:] = 0
    for row, length in zip(inputs["mel"], mel_lengths, strict=True):
        row[:, length:] = 0
    if n_speakers:
        inputs["speaker_ids"] = torch.tensor([0, 2, 1])
    return inputs


def run(model: torch.nn.Module, inputs: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    text = (inputs["phone_ids"], inputs["phone_lengths"])
    speaker = inputs.get("speaker_ids")
    with torch.no_grad():
        flow, encoder, align = model(*text, inputs["mel"], inputs["mel_lengths"], g=speaker)
        generated, _, generated_align = model(*text, g=speaker, gen=True, noise_scale=0.0)
    values = {
        "z": flow[0],
        "prior_mean": flow[1],
        "prior_log_std": flow[2],
        "log_det": flow[3],
        "mel_mask": flow[4],
        "text_prior_mean": encoder[0],
        "path": align[0].squeeze(1),
        "log_durations": align[1].squeeze(1),
        "generated_mel": generated[0],
        "generated_mask": generated[4],
        "generated_path": generated_align[0].squeeze(1),
    }
    import commons

    values["mle_loss"] = commons.mle_loss(*flow)
    values["duration_loss"] = commons.duration_loss(align[1], align[2], inputs["phone_lengths"])
    return {name: value.contiguous().clone() for name, value in values.items()}


def make_config(spec: dict) -> dict:
    data = {
        "training_files": "filelists/train.txt",
        "sampling_rate": 22050,
        "filter_length": 1024,
        "hop_length": 256,
        "win_length": 1024,
        "n_mel_channels": spec["n_mels"],
        "mel_fmin": 0.0,
        "mel_fmax": 8000.0,
        "cmudict_path": "data/cmu_dictionary",
    }
    if spec["add_blank"]:
        data["add_blank"] = True
    return {"train": {"epochs": 10000}, "data": data, "model": spec["model"]}


if __name__ == "__main__":
    main(*sys.argv[1:])
