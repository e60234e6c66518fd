"""A model of two layers on vectors of varying length: the smallest thing a Trainer can train."""

import os
from pathlib import Path
from typing import Any

import torch
from accelerate.state import AcceleratorState, GradientState
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from config.glowtts import GlowTTSTrainConfig
from config.schema import TrainConfig
from models.base.data.dataloader import build_dataloader
from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.base.optim.lr_schedule import Schedule, noam
from models.base.start import Start
from models.base.trainer import Trainer

WIDTH = 6


class ToyDataset(Dataset):
    """Item i is a sequence of (i % 7 + 1) vectors; the ones in ``broken`` hold NaN."""

    def __init__(self, count: int, broken: tuple[int, ...] = ()) -> None:
        self.lengths = [i % 7 + 1 for i in range(count)]
        self.broken = broken

    def __len__(self) -> int:
        return len(self.lengths)

    def __getitem__(self, index: int) -> dict[str, Any]:
        generator = torch.Generator().manual_seed(index)
        x = torch.randn(self.lengths[index], WIDTH, generator=generator)
        if index in self.broken:
            x[0, 0] = float("nan")
        return {"uid": f"item{index}", "x": x, "worker": os.getpid()}


def collate(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "x": nn.utils.rnn.pad_sequence([item["x"] for item in items], batch_first=True),
        "lengths": torch.tensor([len(item["x"]) for item in items]),
        "uids": [item["uid"] for item in items],
        "workers": {item["worker"] for item in items},
    }


class ToyModel(nn.Module):
    """Predict the reversed vector; ``scale`` is set from the first batch, as ActNorm is."""

    def __init__(self, p_dropout: float) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(WIDTH, 16), nn.ReLU(), nn.Dropout(p_dropout), nn.Linear(16, WIDTH)
        )
        self.register_buffer("scale", torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x) * self.scale


class ToyTrainer(Trainer):
    """Records what happens to it."""

    def __init__(
        self,
        settings: TrainConfig,
        experiment: Path,
        start: Start | None = None,
        *,
        count: int = 41,
        broken: tuple[int, ...] = (),
        p_dropout: float = 0.3,
    ) -> None:
        self.count, self.broken, self.p_dropout = count, broken, p_dropout
        self.initialized = 0
        self.modes: list[bool] = []
        self.seen: list[list[str]] = []
        self.workers: set[int] = set()
        self.samples: list[int] = []
        super().__init__(settings, experiment, start or Start())

    def build_model(self) -> nn.Module:
        return ToyModel(self.p_dropout)

    def build_dataloaders(self) -> tuple[DataLoader, DataLoader]:
        return self._loader(self.count, True), self._loader(5, False)

    def _loader(self, count: int, training: bool) -> DataLoader:
        dataset = ToyDataset(count, self.broken if training else ())
        sampler = LengthBucketSampler(
            dataset.lengths,
            self.settings.batch_size,
            shuffle=training,
            seed=self.settings.seed,
            rank=self.run.accelerator.process_index,
            n_ranks=self.run.accelerator.num_processes,
            max_frames=self.settings.max_frames,
        )
        return build_dataloader(
            dataset,
            sampler,
            collate,
            num_workers=self.settings.num_workers,
            device=self.run.accelerator.device,
            persistent=training,
        )

    def build_schedule(self) -> Schedule:
        return noam(self.settings.lr, 64, self.settings.warmup)

    def run_documents(self) -> dict[str, Any]:
        return {"args.json": self.settings.model_dump(mode="json"), "symbols.json": ["a", "b"]}

    def initialize(self, model: nn.Module, batch: dict[str, Any]) -> None:
        assert model.training
        self.initialized += 1
        model.scale.fill_(1 / batch["x"].std())

    def training_step(self, batch: dict[str, Any]) -> dict[str, Tensor]:
        self.modes.append(self.run.model.training)
        if self.run.model.training:
            self.seen.append(batch["uids"])
            self.workers |= batch["workers"]
        x = batch["x"]
        mask = torch.arange(x.shape[1], device=x.device) < batch["lengths"].unsqueeze(1)
        error = (self.run.model(x) - x.flip(2)) * mask.unsqueeze(2)
        n_real = self.loss_normalizers.get("square", self.loss_elements(batch)["square"])
        n_items = self.loss_normalizers.get("drift", self.loss_elements(batch)["drift"])
        drift = 0.01 * (error.mean(2).sum(1)).square().sum()
        return {"square": error.square().sum() / n_real, "drift": drift / n_items}

    def loss_elements(self, batch: dict[str, Any]) -> dict[str, int]:
        return {"square": int(batch["lengths"].sum()) * WIDTH, "drift": len(batch["uids"])}

    def count_frames(self, batch: dict[str, Any]) -> int:
        return int(batch["lengths"].sum())

    def write_samples(self) -> None:
        assert not self.run.raw_model.training
        torch.rand(3)
        self.samples.append(self.run.state.step)


def make_settings(**changes: Any) -> TrainConfig:
    values = {
        "batch_size": 4,
        "max_epoch": None,
        "max_steps": 25,
        "warmup": 10,
        "num_workers": 0,
        "log_interval": 5,
        "valid_interval": 10,
        "sample_interval": 10,
        "save_interval": 10,
        "max_bad_steps": 5,
    }
    return GlowTTSTrainConfig(**{**values, **changes})


def reset_accelerate() -> None:
    """Forget the precision of the last Accelerator; it is shared by the whole process."""
    AcceleratorState._reset_state(True)
    GradientState._reset_state()
