"""What a new voice is made of, and the settings that its amount of recordings asks for."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from config.schema import AcousticExperimentConfig
from processors.audio.io import audio_seconds
from processors.corpora import Utterance, read_corpus
from utils.errors import UserError
from utils.files import read_json, write_json

PLAN = "plan.json"
QUICK_MINUTES = 15.0
DEFAULT_MINUTES = 60.0
LOUDNESS = -23.0  # LUFS that every clip is brought to
VALIDATIONS_BEFORE_STOP = 8
# Best for each amount of recordings that was tried; docs/your_own_voice.md says how.
REDUCE_HISS = 0.9  # where it is wanted
NOISE_SCALE = 0.2
CONTRAST = 1.1
TOLERANCE = 0.04  # of aligned_mcd: what comes later sounds better, though it is further off


@dataclass(frozen=True)
class Amount:
    """Settings of training up to some minutes of recordings; docs/your_own_voice.md says why."""

    minutes: float
    lr: float  # peak of the learning rate
    warmup: int
    interval: int  # steps between validations, each a candidate for the voice
    ema_decay: float
    valid_fraction: float
    # Of a source-filter vocoder. Breath is part of whom people recognize, but mels learned from few
    # recordings are noisy by themselves.
    voiced_noise: float


AMOUNTS = (
    Amount(5, 7e-4, 50, 25, 0.98, 0.1, 0.7),
    Amount(20, 1e-3, 100, 50, 0.99, 0.06, 0.7),
    Amount(90, 1e-3, 100, 100, 0.99, 0.03, 0.9),
    Amount(float("inf"), 1e-3, 200, 250, 0.998, 0.02, 0.9),
)


@dataclass(frozen=True)
class VoicePlan:
    """What the user asked for: a voice ``name`` of the recordings in ``data``.

    ``datasets``: name of a corpus to its folder; ``recorded_minutes``: length of the recordings.
    ``source`` is the checkpoint folder to start from, ``minutes`` those of training, and
    ``reduce_hiss`` a setting of preprocess.
    """

    name: str
    data: str
    datasets: dict[str, str]
    language: str
    source: str
    minutes: float
    recorded_minutes: float
    reduce_hiss: float | None = None

    def write(self, folder: Path) -> None:
        """Note the plan in its working folder, for the next start of the same command."""
        write_json(folder / PLAN, asdict(self))

    def check_same(self, folder: Path) -> None:
        """Raise UserError where ``folder`` holds the work on another voice of that name."""
        path = folder / PLAN
        if not path.is_file():
            return
        before = read_json(path)
        for key in ("data", "language", "source", "reduce_hiss"):
            if before.get(key) != getattr(self, key):
                raise UserError(
                    f"{folder} is the work on a voice with {key} {before.get(key)!r}, not "
                    f"{getattr(self, key)!r}; choose another --name, or move that folder away"
                )


def find_datasets(data: Path, name: str) -> dict[str, str]:
    """The corpus in ``data``, or one for each speaker whose folder in it has a metadata.csv."""
    if (data / "metadata.csv").is_file():
        return {name: str(data)}
    below = sorted(path.parent for path in data.glob("*/metadata.csv"))
    if not below:
        raise UserError(
            f"{data}: no metadata.csv in it, nor in folders of speakers below it; it has a line "
            "id|text for each recording in wavs/, see docs/your_own_voice.md"
        )
    return {folder.name: str(folder) for folder in below}


def read_utterances(datasets: Mapping[str, str]) -> list[Utterance]:
    """What the metadata of all corpora lists; UserError for one that cannot be read."""
    return [row for name, folder in datasets.items() for row in read_corpus(name, folder)]


def recorded_minutes(utterances: Iterable[Utterance]) -> float:
    """Length of all recordings that are there and can be read."""
    seconds = 0.0
    for utterance in utterances:
        with suppress(UserError, OSError):
            seconds += audio_seconds(utterance.path)
    return seconds / 60


def choose_amount(minutes: float) -> Amount:
    """Settings for so many minutes of recordings."""
    return next(amount for amount in AMOUNTS if minutes <= amount.minutes)


def experiment_values(
    plan: VoicePlan, source: AcousticExperimentConfig, folder: Path
) -> dict[str, Any]:
    """An exp_config for ``plan``: the model and the mels of its source, the rest by the amount."""
    amount = choose_amount(plan.recorded_minutes)
    values = source.model_dump(mode="json")
    width = values["model"].get("hidden_channels", 192)
    values |= {
        "dataset": list(plan.datasets),
        "dataset_path": plan.datasets,
        "log_dir": str(folder),
        "synthesis": {"noise_scale": NOISE_SCALE, "contrast": CONTRAST},
    }
    values["preprocess"] |= {
        "processed_dir": str(folder / "processed"),
        "subsets": {},
        "columns": {},
        "valid_fraction": amount.valid_fraction,
        "test_fraction": amount.valid_fraction,
        "reduce_hiss": plan.reduce_hiss,
        "loudness": LOUDNESS,
        "trim": {"enabled": True, "top_db": 45.0, "margin": 0.03, "max_pause": None},
    }
    values["preprocess"]["text"] |= {"language": plan.language, "lexicon": None}
    values["model"] |= {"duration_rounding": "cumulative"}
    values["train"] |= {
        "max_steps": None,
        "max_epoch": None,
        "max_minutes": plan.minutes,
        "patience": VALIDATIONS_BEFORE_STOP,
        "best_metric": "aligned_mcd",
        "best_tolerance": TOLERANCE,
        "scheduler": "noam",
        "lr": amount.lr * (width * amount.warmup) ** 0.5,  # the schedule's peak is then amount.lr
        "warmup": amount.warmup,
        "ema_decay": amount.ema_decay,
        "batch_size": 16,
        "diagonal_weight": 0.0,
        "freeze": [],
        "keep_speakers": False,
        "num_workers": 0,
        "log_interval": 10,
        "valid_interval": amount.interval,
        "save_interval": amount.interval,
        "sample_interval": 20 * amount.interval,
        "keep_last": 2,
        "eval_interval": None,
    }
    return values
