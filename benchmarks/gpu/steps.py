"""The model, its batches and a whole step of training, as the sections use them."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from benchmarks.gpu.sections import Case
from benchmarks.workload import N_MELS, N_SYMBOLS, draw_lengths, make_batch
from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.tts.base.training_data import batch_multiples
from models.tts.glowtts import GlowTTS
from models.tts.glowtts.losses import duration_loss, mle_loss
from models.tts.glowtts.output import GlowTTSOutput
from modules.flow import ActNorm
from modules.length_regulator import round_frames

BATCH_SIZE, N_BATCHES = 32, 6
SMALL = {"hidden_channels": 32, "filter_channels": 48, "n_blocks_dec": 2, "n_layers_enc": 1}
PRECISIONS = {"no": None, "bf16": torch.bfloat16, "fp16": torch.float16}


def draw_batches(case: Case, bucketed: bool = True) -> list[dict[str, Tensor]]:
    """Batches of lengths like LJSpeech's; at random unless ``bucketed``."""
    batch_size, count = (4, 2) if case.small else (BATCH_SIZE, N_BATCHES)
    lengths = draw_lengths(batch_size * 64)
    if bucketed:
        sampler = LengthBucketSampler(lengths, batch_size, shuffle=True)
        chosen = [lengths[indices] for indices in sampler][:count]
    else:
        chosen = list(lengths.reshape(64, batch_size)[:count])
    return [make_batch(each, case.device) for each in chosen]


def rounded_up(batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """The batch at the lengths that training gives a GPU; nothing changes on a CPU."""
    multiples = batch_multiples(batch["mel"].device)
    sizes = {"phone_ids": "text_multiple", "mel": "mel_multiple"}
    more = {
        name: round_frames(batch[name].shape[-1], multiples.get(key, 1), up=True)
        - batch[name].shape[-1]
        for name, key in sizes.items()
    }
    return {**batch, **{name: F.pad(batch[name], (0, more[name])) for name in sizes}}


def build_model(case: Case, **changes: Any) -> GlowTTS:
    """A model at its default size, past the initialization of its ActNorms, in train mode."""
    torch.manual_seed(0)
    model = GlowTTS(N_SYMBOLS, N_MELS, **{**(SMALL if case.small else {}), **changes})
    for layer in model.modules():
        if isinstance(layer, ActNorm):
            layer.initialized.fill_(True)
    return model.to(case.device).train()


def sum_losses(output: GlowTTSOutput) -> Tensor:
    """Both losses of a training pass, a scalar."""
    loss = mle_loss(
        output.z, output.prior_mean, output.prior_log_std, output.log_det, output.mel_mask
    )
    return loss + duration_loss(output.log_durations, output.durations, output.text_mask)


def build_step(
    case: Case, precision: str = "no", model: nn.Module | None = None
) -> Callable[[dict[str, Tensor]], list[float]]:
    """Forward, losses, backward, clipping, Adam, and the one wait for loss and gradient norm."""
    model = build_model(case) if model is None else model
    optimizer = torch.optim.Adam(
        model.parameters(), lr=1e-6, betas=(0.9, 0.98), eps=1e-9, fused=True
    )
    dtype = PRECISIONS[precision]
    scaler = torch.amp.GradScaler(case.device, enabled=precision == "fp16")

    def step(batch: dict[str, Tensor]) -> list[float]:
        with torch.autocast(case.device, dtype=dtype, enabled=dtype is not None):
            output = model(**batch)
        loss = sum_losses(output)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad(set_to_none=True)
        return torch.stack([loss.detach(), norm]).tolist()

    return step
