"""The small universal vocoder, tuned on the recordings of a new voice."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.schema import AcousticExperimentConfig, MelConfig
from models.base.checkpoint.checkpoint import (
    find_checkpoint,
    has_checkpoints,
    read_document,
    read_state,
)
from models.tts.base.new_voice.source import finetuning_arguments
from models.tts.base.voice_bundle import NOTICE
from models.vocoders.loading.load import UNIVERSAL_FOLDER, find_vocoder
from models.vocoders.loading.mel_match import check_mel
from processors.audio.pitch_phase import require_pitch
from utils.errors import UserError
from utils.files import write_json

RUN = "vocoder_run"
DATA = "vocoder_data"
LR = 3e-4  # a third of what the vocoder began with; the average of the weights does the rest


@dataclass(frozen=True)
class VocoderTuning:
    """Steps of tuning ``vocos_universal`` for ``minutes`` in the working ``folder`` of a voice."""

    folder: Path
    minutes: float

    @property
    def experiment(self) -> Path:
        return self.folder / RUN

    def check(self, mel: MelConfig) -> None:
        """Raise UserError unless it can be tuned for a voice of such mels."""
        require_pitch()
        found = find_vocoder(UNIVERSAL_FOLDER, mel)
        check_mel(found.mel, mel, found.source)

    def is_done(self) -> bool:
        if not has_checkpoints(self.experiment):
            return False
        state = read_state(find_checkpoint(self.experiment))
        return state.finished and state.minutes >= self.minutes

    def step(self) -> int:
        """How many steps the tuned vocoder has learned."""
        return read_state(find_checkpoint(self.experiment)).step

    def write_config(self, voice: AcousticExperimentConfig) -> Path:
        """The exp_config of the vocoder: its own but for the clips, which are ``voice``'s."""
        values = read_document(UNIVERSAL_FOLDER, "args.json")
        path = self.folder / "vocoder_config.json"
        write_json(path, tuning_values(values, voice, self.folder, self.minutes))
        return path

    def training_arguments(self, config: Path) -> list[str]:
        """Command line of the vocoder's stage 2: from ``vocos_universal``, or going on."""
        return finetuning_arguments(config, self.experiment, UNIVERSAL_FOLDER)

    def finish(self) -> None:
        """Put the notice of its source beside the checkpoint, from where a bundle takes it."""
        notice = UNIVERSAL_FOLDER / NOTICE
        if not notice.is_file():
            raise UserError(f"{notice} is missing: a vocoder tuned from it needs its license")
        shutil.copyfile(notice, find_checkpoint(self.experiment) / NOTICE)


def tuning_values(
    vocoder: dict[str, Any], voice: AcousticExperimentConfig, folder: Path, minutes: float
) -> dict[str, Any]:
    """Settings of a ``vocoder``'s run on the clips of ``voice``, cut and levelled as for it."""
    preprocess = voice.preprocess.model_dump(mode="json")
    return vocoder | {
        "dataset": list(voice.dataset),
        "dataset_path": dict(voice.dataset_path),
        "log_dir": str(folder),
        "preprocess": preprocess | {"processed_dir": str(folder / DATA), "save_audio": True},
        "train": vocoder["train"]
        | {
            "teacher_pairs": [],
            "repeat": {},
            "lr": LR,
            "lr_decay": 1.0,
            "max_steps": None,
            "max_minutes": minutes,
            "num_workers": 0,
            "valid_interval": 500,
            "save_interval": 500,
            "sample_interval": 5000,
            "keep_last": 1,
        },
    }
