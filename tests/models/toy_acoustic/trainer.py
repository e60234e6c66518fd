"""Training of the toy: squared errors of mels and log-durations."""

from pathlib import Path
from typing import Any

from torch import Tensor
from torch.utils.data import DataLoader

from models.base.data.dataloader import Batch
from models.base.optim.lr_schedule import Schedule, constant
from models.base.start import Start
from models.base.trainer import Trainer
from models.tts.base.dataset import model_inputs
from models.tts.base.training_data import (
    build_voice_dataloader,
    load_training_rows,
    plan_documents,
)
from tests.models.toy_acoustic.config import ToyExperimentConfig
from tests.models.toy_acoustic.model import ToyModel
from utils.mask import sequence_mask


class ToyTrainer(Trainer):
    def __init__(self, config: ToyExperimentConfig, experiment: Path, start: Start) -> None:
        super().__init__(config.train, experiment, start)
        self.config = config

    def prepare_data(self) -> None:
        self.rows = load_training_rows(self.config)
        self.voice = plan_documents(self.config, self.start, self.rows)

    def build_model(self) -> ToyModel:
        return ToyModel.from_config(self.config, len(self.voice.symbols), len(self.voice.speakers))

    def build_dataloaders(self) -> tuple[DataLoader, DataLoader]:
        return tuple(
            build_voice_dataloader(
                self.rows[split], self.voice, self.run.accelerator, training=split == "train"
            )
            for split in ("train", "valid")
        )

    def build_schedule(self) -> Schedule:
        return constant(self.settings.lr, 1)

    def run_documents(self) -> dict[str, Any]:
        return self.voice.to_json()

    def count_frames(self, batch: Batch) -> int:
        return int(batch["mel_lengths"].sum())

    def loss_elements(self, batch: Batch) -> dict[str, int]:
        return {"mel": self.count_frames(batch), "duration": int(batch["phone_lengths"].sum())}

    def training_step(self, batch: Batch) -> dict[str, Tensor]:
        output = self.run.model(**model_inputs(batch))
        text_mask = sequence_mask(batch["phone_lengths"], batch["phone_ids"].shape[1]).squeeze(1)
        error = output.log_durations - output.durations.clamp_min(1).log()
        sums = {
            "mel": (output.mel - batch["mel"]).square().sum() / batch["mel"].shape[1],
            "duration": (error.square() * text_mask).sum(),
        }
        counts = self.loss_elements(batch)
        return {n: value / self.loss_normalizers.get(n, counts[n]) for n, value in sums.items()}
