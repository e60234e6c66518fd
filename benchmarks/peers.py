"""Other people's code as contenders, where it is installed or its source is given.

GLOW_TTS_DIR is a checkout of jaywalnut310/glow-tts, the reference implementation, whose alignment
search was built there: cd monotonic_align && mkdir -p monotonic_align && python setup.py build_ext
--inplace. Its modules have the names of our packages, so nothing of ours is imported beside it.
"""

import os
import sys
import types
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from benchmarks.turns import Turn
from benchmarks.workload import (
    N_MELS,
    N_SYMBOLS,
    core_turn,
    draw_lengths,
    epoch_turn,
    fix_durations,
    path_turn,
    repeated,
    step_turn,
    timed,
)
from models.tts.base.synthesis_settings import DEFAULTS

REFERENCE_VARIABLE = "GLOW_TTS_DIR"
REFERENCE_FILELIST = "filelist.txt"  # path|text, in the folder of the data loading benchmark
# configs/base.json of the reference.
REFERENCE_SIZES = {
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


def reference_given() -> bool:
    """Whether the reference takes part; says what is wrong where it cannot."""
    source = os.environ.get(REFERENCE_VARIABLE)
    if not source:
        return False
    if not (Path(source) / "commons.py").is_file():
        raise SystemExit(f"error: {REFERENCE_VARIABLE}={source}: no checkout of glow-tts there")
    if not list(Path(source).glob("monotonic_align/monotonic_align/core*.so")):
        raise SystemExit(
            f"error: {source}: its alignment search is not built: cd {source}/monotonic_align && "
            "mkdir -p monotonic_align && python setup.py build_ext --inplace"
        )
    return True


def import_reference() -> types.ModuleType:
    """The reference's models.py, with what newer libraries have lost."""
    if not hasattr(np, "bool"):
        np.bool = np.bool_
    torch.qr = torch.linalg.qr
    sys.path.insert(0, str(Path(os.environ[REFERENCE_VARIABLE]).resolve()))
    for name in [name for name in sys.modules if name.split(".")[0] in ("models", "modules")]:
        del sys.modules[name]  # ours, of the same names
    import models

    return models


def reference_model(device: str) -> nn.Module:
    """The reference at its default size, with its starting weights."""
    models = import_reference()
    torch.manual_seed(0)
    model = models.FlowGenerator(n_vocab=N_SYMBOLS, out_channels=N_MELS, **REFERENCE_SIZES)
    return model.to(device)


def reference_step(device: str) -> Callable[[dict[str, Tensor]], None]:
    """A step as in the reference's train.py: gradients are clipped by value."""
    model = reference_model(device).train()
    import commons

    optimizer = commons.Adam(
        model.parameters(),
        scheduler="noam",
        dim_model=REFERENCE_SIZES["hidden_channels"],
        warmup_steps=4000,
        lr=1e0,
        betas=(0.9, 0.98),
        eps=1e-9,
    )
    for layer in model.modules():  # past the data-dependent initialization
        if hasattr(layer, "initialized"):
            layer.initialized = True

    def step(batch: dict[str, Tensor]) -> None:
        text = batch["phone_ids"], batch["phone_lengths"]
        optimizer.zero_grad()
        flow, _, durations = model(*text, batch["mel"], batch["mel_lengths"], gen=False)
        loss = commons.mle_loss(*flow) + commons.duration_loss(*durations[1:], text[1])
        loss.backward()
        commons.clip_grad_value_(model.parameters(), 5)
        optimizer.step()

    return step


def reference_training(batch_size: int, device: str) -> Turn:
    """Steps on random batches, as the reference's trainer draws them."""
    step = reference_step(device)
    batches = repeated(draw_lengths(batch_size * 64).reshape(64, batch_size), device)
    return step_turn(step, batches, device)


def reference_loading(folder: str, batch_size: int, num_workers: int) -> Turn:
    """The reference's data set and collation, mels from the disk; a turn is an epoch.

    Its text is made into ids in every epoch, as letters here: its dictionary of words is not read.
    """
    sys.path.insert(0, str(Path(os.environ[REFERENCE_VARIABLE]).resolve()))
    from data_utils import TextMelCollate, TextMelLoader

    # Its constructor needs an older librosa, for a spectrogram that is not made here.
    dataset = TextMelLoader.__new__(TextMelLoader)
    rows = (Path(folder) / REFERENCE_FILELIST).read_text(encoding="utf-8").splitlines()
    dataset.audiopaths_and_text = [row.split("|") for row in rows]
    dataset.text_cleaners = ["english_cleaners"]
    dataset.add_blank = dataset.load_mel_from_disk = True
    dataset.stft = types.SimpleNamespace(n_mel_channels=N_MELS)
    loader = torch.utils.data.DataLoader(
        dataset,
        batch_size,
        shuffle=True,
        collate_fn=TextMelCollate(),
        num_workers=num_workers,
    )
    return epoch_turn(lambda _: sum(int(lengths.sum()) for *_, lengths in loader), num_workers)


def reference_inference(n_tokens: int, frames: int, device: str) -> Turn:
    """The reference's synthesis, its weight norm removed and its inverses stored."""
    model = reference_model(device).eval()
    model.decoder.store_inverse()
    last = model.encoder.proj_w.proj
    fix_durations(last.weight, last.bias, frames)
    ids = torch.randint(1, N_SYMBOLS, (1, n_tokens), device=device)
    lengths = torch.tensor([n_tokens], device=device)

    def speak() -> None:
        with torch.no_grad():
            model(ids, lengths, gen=True, noise_scale=DEFAULTS.noise_scale)

    return lambda number: timed(speak, device)[1]


def reference_search(size: str) -> Turn:
    """The search of the reference, from scores to a path."""
    sys.path.insert(0, str(Path(os.environ[REFERENCE_VARIABLE]).resolve()))
    from monotonic_align import maximum_path

    return path_turn(maximum_path, size)


def reference_core(size: str) -> Turn:
    """The compiled part of it, from arrays to a path."""
    sys.path.insert(0, str(Path(os.environ[REFERENCE_VARIABLE]).resolve()))
    from monotonic_align.monotonic_align.core import maximum_path_c

    return core_turn(maximum_path_c, size)


def pypi_core(size: str) -> Turn:
    """The compiled part of the package monotonic-alignment-search."""
    from monotonic_alignment_search.core import maximum_path_c

    return core_turn(maximum_path_c, size)


def pypi_search(size: str) -> Turn:
    """The search of the package monotonic-alignment-search."""
    from monotonic_alignment_search import maximum_path

    return path_turn(maximum_path, size)
