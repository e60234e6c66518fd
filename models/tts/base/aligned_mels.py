"""Mels as a voice would make them, with the timing of recordings: a vocoder's fine-tuning data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from models.base.data.dataloader import to_device
from models.tts.base.acoustic_model import AcousticModel
from models.tts.base.dataset import batches_in_order
from models.tts.base.synthesis_settings import DEFAULTS
from models.tts.base.voice import Voice
from modules.noise import noise_generator
from processors.processed.aligned_mels import begin_manifest, finish_manifest
from processors.processed.feature_settings import check_features
from processors.processed.paths import SPLITS, rows_without_file
from processors.processed.rows import load_rows
from utils.errors import UserError
from utils.files import atomic_path


@dataclass(frozen=True)
class AlignedMelsReport:
    """Counts of the mels, and how far the made ones are from the true ones."""

    made: int
    there: int  # of an earlier run into the same folder
    mel_error: float | None  # mean distance of the made ones from the true mels


def write_aligned_mels(
    voice: Voice,
    origin: Mapping[str, Any],
    folder: Path,
    *,
    splits: Sequence[str] = SPLITS,
    noise_scale: float | None = None,
    seed: int = DEFAULTS.seed,
    batch_size: int = 16,
) -> AlignedMelsReport:
    """Write the aligned mels of the voice's own datasets into ``folder``.

    ``origin`` says which voice it is. Noise depends on the seed and the utterance alone, so a run
    that was broken off goes on to the same result. Without ``noise_scale`` it is the voice's own.
    """
    config = voice.config
    check_features(config)
    noise_scale = voice.noise_scale if noise_scale is None else noise_scale
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
                    voice, todo, noise_scale=noise_scale, seed=seed, batch_size=batch_size
                ):
                    with atomic_path(folder / name / "mels" / f"{uid}.npy") as temporary:
                        np.save(temporary, mel)
                    errors.append(error)
                    bar.update()
    finish_manifest(folder)
    return AlignedMelsReport(len(errors), there, float(np.mean(errors)) if errors else None)


def iterate_aligned_mels(
    voice: Voice,
    rows: list[dict[str, Any]],
    *,
    noise_scale: float | None = None,
    seed: int = DEFAULTS.seed,
    batch_size: int = 16,
) -> Iterator[tuple[str, np.ndarray, float]]:
    """Uid, aligned mel (n_mels, T) and its mean distance from the true one, for rows of a split.

    The order is that of lengths, not of the rows.
    """
    if not voice.model.can_follow_timing:
        raise UserError(
            f"{voice.config.model_type} cannot speak with the timing of recordings: it has no "
            "aligned mels"
        )
    noise_scale = voice.noise_scale if noise_scale is None else noise_scale
    batches = batches_in_order(
        rows,
        voice.config,
        voice.symbols,
        voice.speakers,
        batch_size=batch_size,
        device=voice.device,
        speakers_by_id=True,
    )
    for batch in batches:
        yield from _make_batch(voice.model, batch, noise_scale, seed)


def _make_batch(
    model: AcousticModel, batch: dict[str, Any], noise_scale: float, seed: int
) -> Iterator[tuple[str, np.ndarray, float]]:
    batch = to_device(batch, model.device)
    generators = [noise_generator(seed, uid) for uid in batch["uids"]]
    inputs = ("phone_ids", "phone_lengths", "mel", "mel_lengths", "speaker_ids")
    made = model.synthesize_aligned(
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
