"""The experiment that is examined: its papers, its model, and a sample of its data."""

from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from config.glowtts import ExperimentConfig
from config.load import parse_config
from models.base.checkpoint.checkpoint import (
    FOLDER_NAMES,
    STATE_FILE,
    TrainingState,
    find_checkpoint,
    has_checkpoints,
    load_inference_weights,
    read_document,
    read_state,
)
from models.base.data.dataloader import to_device
from models.base.data.utterance_dataset import evenly_spaced
from models.tts.base.diagnosis.report import NothingToCheck
from models.tts.glowtts.dataset import GlowTTSDataset, collate
from models.tts.glowtts.model import GlowTTS, GlowTTSOutput
from processors.processed.features import load_mel
from processors.processed.paths import meta_path
from processors.processed.rows import load_split
from processors.text.symbols import SymbolTable

SAMPLED_MELS = 100


class Examined(NamedTuple):
    """An utterance as the model sees it: a batch of one, and what a training pass makes of it."""

    batch: dict[str, Any]
    output: GlowTTSOutput


class Subject:
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
        if place.parent.name in FOLDER_NAMES:
            place = place.parents[1]
        self.experiment = place
        papers = self.folder or path
        self.config: ExperimentConfig = parse_config(
            read_document(papers, "args.json"), f"{papers}/args.json"
        )
        self.symbols = SymbolTable.from_json(read_document(papers, "symbols.json"))
        self.speakers: dict[str, int] = read_document(papers, "spk2id.json")

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
    def model(self) -> GlowTTS:
        """The model as inference has it."""
        if not all(bool(value.isfinite().all()) for value in self.weights.values()):
            raise NothingToCheck("the weights are not finite")
        return GlowTTS.from_checkpoint(self.checkpoint, device=self.device)

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

    @cached_property
    def examined(self) -> list[Examined]:
        """Validation utterances through the model."""
        encoder = self.config.model.speaker_encoder is not None
        dataset = GlowTTSDataset(
            self.some_rows("valid", self.utterances),
            self.config.processed_dir,
            self.symbols,
            self.config.preprocess.text.add_blank,
            self.speakers,
            self.config.model.n_sqz,
            embeddings=encoder,
        )
        join = partial(
            collate,
            pad_id=self.symbols.pad_id,
            many_speakers=len(self.speakers) > 1 and not encoder,
        )
        model, found = self.model, []
        for index in range(len(dataset)):
            batch = to_device(join([dataset[index]]), self.device)
            inputs = {name: value for name, value in batch.items() if name != "uids"}
            with torch.no_grad():
                found.append(Examined(batch, model(**inputs)))
        return found

    def speaker(self, batch: dict[str, Any]) -> Tensor | None:
        """What conditions the model on a batch."""
        return self.model.embed_speaker(batch["speaker_ids"], batch["speaker_embedding"])
