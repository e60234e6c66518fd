"""What each recipe asks of stage 1."""

from config.glowtts import ExperimentConfig
from config.hifigan import VocoderExperimentConfig
from config.schema import FeatureNeeds


def test_an_acoustic_model_needs_phones_and_whole_multiples_of_frames() -> None:
    config = ExperimentConfig(model={"n_sqz": 4, "speaker_encoder": "resemblyzer"})
    assert config.feature_needs() == FeatureNeeds(4, "model.n_sqz", "resemblyzer", phones=True)


def test_a_vocoder_needs_waveforms_alone() -> None:
    assert VocoderExperimentConfig().feature_needs() == FeatureNeeds(waveforms=True)
