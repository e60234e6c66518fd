"""The experiment that is examined: its documents, its model, and a sample of its data."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from models.base.checkpoint.checkpoint import (
    FOLDER_NAMES,
    STATE_FILE,
    TrainingState,
    find_checkpoint,
    has_checkpoints,
    load_inference_weights,
    read_state,
)
from models.base.data.dataloader import to_device
from models.base.data.utterance_dataset import evenly_spaced
from models.tts.base.acoustic_model import AcousticModel
from models.tts.base.dataset import build_dataset, model_inputs
from models.tts.base.diagnosis.report import NothingToCheck
from models.tts.base.voice_documents import read_voice_documents
from processors.processed.features import load_mel
from processors.processed.paths import meta_path
from processors.processed.rows import load_split

SAMPLED_MELS = 100


class Examined(NamedTuple):
    """A batch of one utterance, and what the training pass of its model makes of it."""

    batch: dict[str, Any]
    output: Any


class DiagnosedExperiment:
    """An experiment, or one of its checkpoints; everything is loaded when a check asks for it."""

    def __init__(
        self,
        path: str | Path,
        checkpoint: str | Path = "latest",
        *,
        vocoder_dir: str | Path | None = None,
        device: str | torch.device = "cpu",
        utterances: int = 8,
    ) -> None:
        """``utterances`` of the validation data are run through the model."""
        path = Path(path)
        self.vocoder_dir = vocoder_dir
        self.device = torch.device(device)
        self.utterances = utterances
        self._rows: dict[str, list[dict[str, Any]]] = {}
        early = (path / "args.json").is_file() and not (path / STATE_FILE).is_file()
        early = early and checkpoint == "latest" and not has_checkpoints(path)
        self.folder = None if early else find_checkpoint(path, checkpoint)
        place = (self.folder or path).resolve()
        self.path = place.parents[1] if place.parent.name in FOLDER_NAMES else place
        documents = read_voice_documents(self.folder or path)
        self.config = documents.config
        self.symbols = documents.symbols
        self.speakers = documents.speakers

    @property
    def checkpoint(self) -> Path:
        """The checkpoint's folder."""
        if self.folder is None:
            raise NothingToCheck("no checkpoint has been written yet")
        return self.folder

    @cached_property
    def state(self) -> TrainingState:
        """How far training had come."""
        return read_state(self.checkpoint)

    @cached_property
    def weights(self) -> dict[str, Tensor]:
        """What inference would load."""
        return load_inference_weights(self.checkpoint)

    @cached_property
    def model(self) -> AcousticModel:
        """The model as inference has it."""
        if not all(bool(value.isfinite().all()) for value in self.weights.values()):
            raise NothingToCheck("the weights are not finite")
        return AcousticModel.from_checkpoint(self.checkpoint, device=self.device)

    @property
    def missing_data(self) -> list[str]:
        """Datasets that are not in the folder of processed data."""
        folder = self.config.processed_dir
        return [name for name in self.config.dataset if not meta_path(folder, name).is_file()]

    def rows(self, split: str) -> list[dict[str, Any]]:
        """Rows of a split of every dataset."""
        if split not in self._rows:
            if self.missing_data:
                raise NothingToCheck(
                    f"there are no processed data of {', '.join(self.missing_data)}"
                )
            self._rows[split] = load_split(self.config, split)
        return self._rows[split]

    def some_rows(self, split: str, count: int) -> list[dict[str, Any]]:
        """At most ``count`` rows, evenly over a split."""
        rows = self.rows(split)
        return [rows[index] for index in evenly_spaced(len(rows), count)]

    def mels(self, split: str, count: int = SAMPLED_MELS) -> Iterator[tuple[str, np.ndarray]]:
        """Uid and mel (n_mels, T) of utterances evenly over a split."""
        for row in self.some_rows(split, count):
            yield row["Uid"], load_mel(self.config.processed_dir, row).numpy()

    def batches(self) -> Iterator[dict[str, Any]]:
        """Yield validation utterances, a batch each, where the model is."""
        rows = self.some_rows("valid", self.utterances)
        dataset, collate = build_dataset(rows, self.config, self.symbols, self.speakers)
        for index in range(len(dataset)):
            yield to_device(collate([dataset[index]]), self.device)

    @cached_property
    def examined(self) -> list[Examined]:
        """Validation utterances through the model."""
        model = self.model
        with torch.no_grad():
            return [Examined(batch, model(**model_inputs(batch))) for batch in self.batches()]

    def speaker(self, batch: dict[str, Any]) -> Tensor | None:
        """What conditions the model on a batch."""
        return self.model.embed_speaker(batch["speaker_ids"], batch["speaker_embedding"])
