"""From settings to a generator with fresh weights."""

from config.hifigan import VocoderConfig
from config.schema import MelConfig
from models.vocoders.hifigan import HiFiGANGenerator
from models.vocoders.source_filter import SourceFilterGenerator
from models.vocoders.vocos import VocosGenerator
from processors.audio.mel import mel_basis

Generator = HiFiGANGenerator | SourceFilterGenerator | VocosGenerator


def build_generator(config: VocoderConfig, mel: MelConfig, *, fresh: bool = True) -> Generator:
    """The generator that ``config`` chooses, for mels made with ``mel``.

    One that is not ``fresh`` gets all its weights from a checkpoint: its first ones may be any.
    """
    if config.generator == "vocos":
        return VocosGenerator(
            mel.n_mels,
            **config.vocos.model_dump(),
            n_fft=mel.n_fft,
            hop_length=mel.hop_length,
            win_length=mel.win_length,
            center=mel.center,
        )
    if config.generator == "source_filter":
        return SourceFilterGenerator(
            mel.n_mels,
            bands=mel_basis(mel) if fresh else None,
            **config.source_filter.model_dump(),
            hop_length=mel.hop_length,
            sample_rate=mel.sample_rate,
        )
    return HiFiGANGenerator(mel.n_mels, **config.hifigan.model_dump())
