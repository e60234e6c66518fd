"""The tempo of a finished voice, fitted to the recordings that it was made of."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from torch import Tensor

from models.base.data.dataloader import to_device
from models.tts.base.acoustic_model import AcousticModel
from models.tts.base.dataset import batches_in_order, model_inputs
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
    batches = batches_in_order(
        rows,
        documents.config,
        documents.symbols,
        documents.speakers,
        batch_size=BATCH_SIZE,
        device=model.device,
    )
    for batch in batches:
        yield model_inputs(to_device(batch, model.device))
