"""Mels as a voice would make them, with the timing of recordings: a vocoder's fine-tuning data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import DataLoader
from tqdm import tqdm

from models.base.data.dataloader import build_dataloader, to_device
from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.tts.base.segmentation import noise_generator
from models.tts.glowtts.dataset import GlowTTSDataset, collate
from models.tts.glowtts.model import GlowTTS, check_scales
from modules.length_regulator import round_frames
from modules.noise import draw_noise
from processors.processed.aligned_mels import begin_manifest, finish_manifest
from processors.processed.feature_settings import check_features
from processors.processed.paths import SPLITS, rows_without_file
from processors.processed.rows import load_rows
from utils.errors import UserError
from utils.files import atomic_path


@dataclass(frozen=True)
class ExportReport:
    """What an export did."""

    made: int
    there: int  # of an earlier export into the same folder
    mel_error: float | None  # mean distance of the made ones from the true mels


@torch.inference_mode()
def aligned_mels(
    model: GlowTTS,
    phone_ids: Tensor,
    phone_lengths: Tensor,
    mel: Tensor,
    mel_lengths: Tensor,
    speaker_ids: Tensor | None = None,
    *,
    noise_scale: float,
    generators: Sequence[torch.Generator] | None = None,
) -> Tensor:
    """The voice's mels of utterances whose true mels give the alignment.

    Shapes as in ``GlowTTS.forward``; result (B, n_mels, T_mel), as long as ``mel``: where a length
    is no multiple of ``n_sqz`` the last frame is repeated for the flow, and the surplus cut off.
    ``noise_scale`` 0 is the mean of the prior.
    """
    check_scales(noise_scale, length_scale=1.0)
    frames = mel.shape[2]
    n_sqz = model.n_sqz
    mel = F.pad(mel, (0, n_sqz - 1))
    padded = round_frames(mel_lengths, n_sqz, up=True)
    for row, length, end in zip(mel, mel_lengths.tolist(), padded.tolist(), strict=True):
        row[:, length:end] = row[:, length - 1 : length]
    output = model(phone_ids, phone_lengths, mel, padded, speaker_ids)
    z = output.prior_mean
    if noise_scale > 0:
        noise = draw_noise(model.n_mels, output.mel_lengths.tolist(), generators).to(z.device)
        noise = F.pad(noise, (0, z.shape[2] - noise.shape[2]))
        z = z + noise * noise_scale * output.prior_log_std.exp()
    made, _ = model.decoder.inverse(z, output.mel_mask, model.embed_speaker(speaker_ids))
    return made[:, :, :frames]


def export_mels(
    model: GlowTTS,
    origin: Mapping[str, Any],
    folder: Path,
    *,
    splits: Sequence[str] = SPLITS,
    noise_scale: float = 0.667,
    seed: int = 0,
    batch_size: int = 16,
) -> ExportReport:
    """Write the aligned mels of the voice's own datasets into ``folder``.

    ``model`` is of ``GlowTTS.from_checkpoint``, ``origin`` says which one it is. Noise depends on
    the seed and the utterance alone, so a broken-off export goes on to the same result.
    """
    config = model.config
    check_features(config)
    how = {"noise_scale": noise_scale, "seed": seed, "splits": list(splits)}
    begin_manifest(folder, config.preprocess, {**origin, **how})
    there, errors = 0, []
    for name in config.dataset:
        rows = [row for split in splits for row in load_rows(config.processed_dir, name, split)]
        missing = set(rows_without_file(rows, folder, "mels"))
        there += len(rows) - len(missing)
        if missing:
            todo = [row for row in rows if row["Uid"] in missing]
            with tqdm(total=len(todo), desc=name, unit="clip") as bar:
                for uid, mel, error in iterate_aligned_mels(
                    model, todo, noise_scale=noise_scale, seed=seed, batch_size=batch_size
                ):
                    with atomic_path(folder / name / "mels" / f"{uid}.npy") as temporary:
                        np.save(temporary, mel)
                    errors.append(error)
                    bar.update()
    finish_manifest(folder)
    return ExportReport(len(errors), there, float(np.mean(errors)) if errors else None)


def iterate_aligned_mels(
    model: GlowTTS,
    rows: list[dict[str, Any]],
    *,
    noise_scale: float = 0.667,
    seed: int = 0,
    batch_size: int = 16,
) -> Iterator[tuple[str, np.ndarray, float]]:
    """Uid, aligned mel (n_mels, T) and its mean distance from the true one, for rows of a split.

    The order is that of lengths, not of the rows.
    """
    for batch in _load_batches(model, rows, batch_size):
        yield from _make_batch(model, batch, noise_scale, seed)


def _load_batches(model: GlowTTS, rows: list[dict[str, Any]], batch_size: int) -> DataLoader:
    config, symbols = model.config, model.symbols
    dataset = GlowTTSDataset(
        rows,
        config.processed_dir,
        symbols,
        config.preprocess.text.add_blank,
        model.speakers,
        model.n_sqz,
    )
    many = len(model.speakers) > 1
    return build_dataloader(
        dataset,
        LengthBucketSampler(dataset.frames, batch_size, shuffle=False),
        partial(collate, pad_id=symbols.pad_id, many_speakers=many),
        num_workers=config.train.num_workers,
        device=model.device,
        persistent=False,
    )


def _make_batch(
    model: GlowTTS, batch: dict[str, Any], noise_scale: float, seed: int
) -> Iterator[tuple[str, np.ndarray, float]]:
    batch = to_device(batch, model.device)
    generators = [noise_generator(seed, uid) for uid in batch["uids"]]
    inputs = ("phone_ids", "phone_lengths", "mel", "mel_lengths", "speaker_ids")
    made = aligned_mels(
        model,
        **{name: batch[name] for name in inputs},
        noise_scale=noise_scale,
        generators=generators,
    )
    distance = (made - batch["mel"]).abs().mean(1)  # (B, T_mel)
    for row, uid in enumerate(batch["uids"]):
        length = int(batch["mel_lengths"][row])
        mel = made[row, :, :length].float().cpu().numpy()
        if not np.isfinite(mel).all():
            raise UserError(f"{uid}: the voice gave a mel with NaN or infinity: broken weights")
        yield uid, np.ascontiguousarray(mel), float(distance[row, :length].mean())
