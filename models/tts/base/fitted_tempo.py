"""The tempo of a finished voice, fitted to the recordings that it was made of."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from torch import Tensor

from models.base.data.dataloader import build_dataloader, to_device
from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.tts.base.acoustic_model import AcousticModel
from models.tts.base.dataset import build_dataset, model_inputs
from models.tts.base.model_loading import load_unprepared
from models.tts.base.training_data import Rows, load_training_rows
from models.tts.base.voice_documents import VoiceDocuments, read_voice_documents

MOST_CLIPS = 400  # of either split; more would tell the totals no better
BATCH_SIZE = 8


def fitted_weights(checkpoint: Path) -> dict[str, Tensor]:
    """Weights of a checkpoint whose speech lasts as long as the recordings it was trained on.

    UserError where its processed data are not there.
    """
    documents = read_voice_documents(checkpoint)
    rows = load_training_rows(documents.config)
    model = load_unprepared(checkpoint, documents)
    model.fit_tempo(*(_inputs(model, rows[split], documents) for split in ("train", "valid")))
    return model.state_dict()


def _inputs(
    model: AcousticModel, rows: Rows, documents: VoiceDocuments
) -> Iterator[dict[str, Any]]:
    if len(rows) > MOST_CLIPS:
        rows = random.Random(0).sample(rows, MOST_CLIPS)
    if not rows:
        return
    dataset, collate = build_dataset(rows, documents.config, documents.symbols, documents.speakers)
    sampler = LengthBucketSampler(dataset.frames, BATCH_SIZE, shuffle=False)
    for batch in build_dataloader(
        dataset, sampler, collate, num_workers=0, device=model.device, persistent=False
    ):
        yield model_inputs(to_device(batch, model.device))
