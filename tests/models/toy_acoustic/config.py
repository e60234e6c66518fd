"""Settings of the toy."""

from typing import Literal

from config.schema import AcousticExperimentConfig, PositiveInt, Settings


class ToyConfig(Settings):
    channels: PositiveInt = 16


class ToyExperimentConfig(AcousticExperimentConfig):
    model_type: Literal["Toy"] = "Toy"
    model: ToyConfig = ToyConfig()
