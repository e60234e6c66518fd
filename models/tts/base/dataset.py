"""Processed utterances as batches for an acoustic model."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

from config.schema import AcousticExperimentConfig
from models.base.data import utterance_dataset as utterances
from models.base.data.dataloader import build_dataloader
from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.base.data.utterance_dataset import UtteranceDataset
from modules.length_regulator import round_frames
from processors.processed.features import load_mel, load_phones
from processors.processed.speaker_embedding import load_embedding
from processors.text.symbols import SymbolTable
from utils.errors import UserError

COLUMNS = (*utterances.COLUMNS, "Singer", "Phones")  # of a row, what is used here
SHOWN = 10  # names in an error


Collate = Callable[[Sequence[Mapping[str, Any]]], dict[str, Any]]


class AcousticDataset(UtteranceDataset):
    """Phone ids, mels and speakers of processed utterances."""

    def __init__(
        self,
        rows: Sequence[Mapping[str, Any]],
        processed_dir: str | Path,
        symbols: SymbolTable,
        add_blank: bool,
        speakers: Mapping[str, int],
        frame_multiple: int = 1,
        embeddings: bool = False,
    ) -> None:
        """``embeddings``: items have the utterance's speaker embedding, which stage 1 made."""
        if not rows:
            raise UserError(f"{processed_dir}: there are no utterances to read")
        _check_speakers(rows, speakers)
        _check_lengths(rows, frame_multiple)
        super().__init__(rows, processed_dir)
        self.symbols = symbols
        self.add_blank = add_blank
        self.embeddings = embeddings
        self.speaker_ids = np.array([speakers[row["Singer"]] for row in rows])

    def __getitem__(self, index: int) -> dict[str, Any]:
        row = self.row(index)
        ids, _ = self.symbols.encode(load_phones(self.processed_dir, row), self.add_blank)
        item = {
            "uid": row["Uid"],
            "phone_ids": torch.tensor(ids),
            "mel": load_mel(self.processed_dir, row),
            "speaker_id": int(self.speaker_ids[index]),
        }
        if self.embeddings:
            item["speaker_embedding"] = load_embedding(self.processed_dir, row)
        return item


def build_dataset(
    rows: Sequence[Mapping[str, Any]],
    config: AcousticExperimentConfig,
    symbols: SymbolTable,
    speakers: Mapping[str, int],
    *,
    speakers_by_id: bool = False,
) -> tuple[AcousticDataset, Collate]:
    """Dataset of ``rows`` as the settings want them, and what makes batches of its items.

    The speakers of a voice with a speaker encoder are told by the embeddings of utterances, unless
    ``speakers_by_id``.
    """
    embeddings = config.speaker_encoder is not None and not speakers_by_id
    dataset = AcousticDataset(
        rows,
        config.processed_dir,
        symbols,
        config.preprocess.text.add_blank,
        speakers,
        config.feature_needs().frame_multiple,
        embeddings,
    )
    many_speakers = len(speakers) > 1 and not embeddings
    return dataset, partial(collate, pad_id=symbols.pad_id, many_speakers=many_speakers)


def batches_in_order(
    rows: Sequence[Mapping[str, Any]],
    config: AcousticExperimentConfig,
    symbols: SymbolTable,
    speakers: Mapping[str, int],
    *,
    batch_size: int,
    device: torch.device,
    speakers_by_id: bool = False,
) -> DataLoader:
    """Every row once, by length: what a finished voice is measured on, or spoken like."""
    dataset, collate = build_dataset(rows, config, symbols, speakers, speakers_by_id=speakers_by_id)
    return build_dataloader(
        dataset,
        LengthBucketSampler(dataset.frames, batch_size, shuffle=False),
        collate,
        num_workers=config.train.num_workers,
        device=device,
        persistent=False,
    )


def model_inputs(batch: Mapping[str, Any]) -> dict[str, Tensor | None]:
    """What ``AcousticModel.forward`` takes of a batch."""
    names = ("phone_ids", "phone_lengths", "mel", "mel_lengths", "speaker_ids", "speaker_embedding")
    return {name: batch[name] for name in names}


def collate(
    items: Sequence[Mapping[str, Any]],
    pad_id: int,
    many_speakers: bool,
    text_multiple: int = 1,
    mel_multiple: int = 1,
) -> dict[str, Any]:
    """Pad and stack items.

    Shapes: phone_ids (B, T_text), phone_lengths (B,), mel (B, n_mels, T_mel), mel_lengths (B,),
    speaker_ids (B,) or None, speaker_embedding (B, C, 1) or None; uids is a list. T_text and
    T_mel are the longest item's, rounded up to the multiples.
    """
    ids = [item["phone_ids"] for item in items]
    mels = [item["mel"] for item in items]
    speaker_ids = torch.tensor([item["speaker_id"] for item in items])
    embedding = None
    if "speaker_embedding" in items[0]:
        embedding = torch.stack([item["speaker_embedding"] for item in items]).unsqueeze(2)
    return {
        "phone_ids": _pad_ids(ids, pad_id, text_multiple),
        "phone_lengths": _lengths(ids),
        "mel": _stack(mels, mel_multiple),
        "mel_lengths": torch.tensor([mel.shape[1] for mel in mels]),
        "speaker_ids": speaker_ids if many_speakers else None,
        "speaker_embedding": embedding,
        "uids": [item["uid"] for item in items],
    }


def _pad_ids(ids: Sequence[Tensor], pad_id: int, multiple: int) -> Tensor:
    batch = pad_sequence(ids, batch_first=True, padding_value=pad_id)
    more = round_frames(batch.shape[1], multiple, up=True) - batch.shape[1]
    return F.pad(batch, (0, more), value=pad_id) if more else batch


def _stack(mels: Sequence[Tensor], multiple: int) -> Tensor:
    """(n_mels, T) to (B, n_mels, T), zeros at the ends; pad_sequence copies three times."""
    length = round_frames(max(mel.shape[1] for mel in mels), multiple, up=True)
    batch = mels[0].new_zeros(len(mels), len(mels[0]), length)
    for row, mel in zip(batch, mels, strict=True):
        row[:, : mel.shape[1]] = mel
    return batch


def _lengths(sequences: Sequence[Tensor]) -> Tensor:
    return torch.tensor([len(sequence) for sequence in sequences])


def _check_speakers(rows: Sequence[Mapping[str, Any]], speakers: Mapping[str, int]) -> None:
    strangers = sorted({row["Singer"] for row in rows} - speakers.keys())
    if strangers:
        raise UserError(
            f"{len(strangers)} speakers of the data are not in the voice's speaker table: "
            f"{', '.join(strangers[:SHOWN])}; start a new run or finetune to add them"
        )


def _check_lengths(rows: Sequence[Mapping[str, Any]], frame_multiple: int) -> None:
    """Each phone needs a frame; found here, not hours into training."""
    tight = [row for row in rows if row["Phones"] > round_frames(row["Frames"], frame_multiple)]
    if tight:
        named = [f"{r['Uid']} ({r['Phones']} phones, {r['Frames']} frames)" for r in tight[:SHOWN]]
        raise UserError(
            f"{len(tight)} utterances have more phones than frames: {', '.join(named)}; "
            "run stage 1 again, which leaves them out, or lower preprocess.mel.hop_length"
        )
