"""Voices with a speaker encoder: trained on embeddings of utterances, speaking by recording."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from config.glowtts import ExperimentConfig
from models.base.checkpoint.checkpoint import find_checkpoint, load_weights
from models.base.start import Start
from models.tts.base.voice import Voice
from models.tts.glowtts import Synthesizer
from models.tts.glowtts.trainer import GlowTTSTrainer
from models.vocoders import griffin_lim
from processors.audio.speaker_encoding import embed_file, load_speaker_encoder
from processors.processed.rows import load_rows
from processors.processed.speaker_embedding import load_embedding, load_speaker_means
from tests.models.tts.glowtts.processed import write_embeddings, write_processed
from tests.models.tts.glowtts.runs import adjust, assert_same_weights, run, weights
from tests.models.tts.glowtts.tiny_voice import write_voice
from tests.processors.encoder_package import write_encoder
from utils.errors import UserError

ENCODER = {"speaker_encoder": "resemblyzer", "speaker_channels": 256}
NAMES = ("LibriTTS_121", "LibriTTS_1089")
TEXT = "Hello there."


@pytest.fixture
def encoder_config(config: ExperimentConfig) -> ExperimentConfig:
    config = adjust(config, model=ENCODER)
    write_processed(config, speakers=("Toy_Ann", "Toy_Bob"))
    write_embeddings(config)
    return config


@pytest.fixture
def recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody's voice, on a machine with the encoder's weights."""
    monkeypatch.syspath_prepend(str(write_encoder(tmp_path / "packages").parents[1]))
    monkeypatch.setattr(griffin_lim, "PHASE_STEPS", 2)
    rng = np.random.default_rng(5)
    soundfile.write(tmp_path / "somebody.wav", rng.uniform(-0.3, 0.3, 24000), 24000)
    return tmp_path / "somebody.wav"


@pytest.fixture
def voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Synthesizer:
    monkeypatch.setattr(griffin_lim, "PHASE_STEPS", 2)
    return Synthesizer.from_checkpoint(write_voice(tmp_path / "v", speakers=NAMES, model=ENCODER))


def mel_of(voice: Synthesizer, **who) -> np.ndarray:
    return voice.synthesize(TEXT, noise_scale=0.0, **who)[0].mel


@pytest.mark.usefixtures("quick_runs")
def test_training_is_on_embeddings_of_utterances(encoder_config: ExperimentConfig) -> None:
    trainer = GlowTTSTrainer(encoder_config, Path(encoder_config.log_dir) / "a", Start())
    trainer.prepare()
    batch = trainer.run.first_batch()
    assert batch["speaker_ids"] is None
    folder = encoder_config.processed_dir
    rows = {row["Uid"]: row for row in load_rows(folder, "Toy", "train")}
    for uid, value in zip(batch["uids"], batch["speaker_embedding"], strict=True):
        assert torch.equal(value.squeeze(1), load_embedding(folder, rows[uid]))
    names = [name for name, _ in trainer.run.raw_model.named_parameters()]
    assert not any("speaker" in name for name in names)  # nothing of it is learned


@pytest.mark.usefixtures("quick_runs")
def test_a_checkpoint_holds_the_means_and_resumes(encoder_config: ExperimentConfig) -> None:
    run(encoder_config, "whole")
    run(adjust(encoder_config, train={"max_steps": 3}), "parts")
    run(encoder_config, "parts", resume=True)
    assert_same_weights(weights(encoder_config, "whole"), weights(encoder_config, "parts"))
    folder = find_checkpoint(Path(encoder_config.log_dir) / "whole")
    means = load_speaker_means(encoder_config)
    assert torch.equal(load_weights(folder)["speaker_means"], torch.stack(list(means.values())))
    voice = Voice.from_checkpoint(folder)
    phones = (torch.tensor([[1, 40, 1, 50, 1]]), torch.tensor([5]))
    by_id, by_embedding = (
        voice.model.synthesize(*phones, noise_scale=0.0, **who).mel
        for who in (
            {"speaker_ids": torch.tensor([voice.speakers["Toy_Bob"]])},
            {"speaker_embedding": means["Toy_Bob"].view(1, -1, 1)},
        )
    )
    assert torch.equal(by_id, by_embedding)


@pytest.mark.usefixtures("quick_runs")
def test_without_stage_1_training_says_so(config: ExperimentConfig) -> None:
    with pytest.raises(UserError, match="no speaker embeddings by 'resemblyzer' here; run stage 1"):
        run(adjust(config, model=ENCODER), "run")


def test_a_recording_is_a_speaker(voice: Synthesizer, recording: Path) -> None:
    vector = embed_file(recording, load_speaker_encoder())
    somebody = mel_of(voice, reference_audio=recording)
    voice.voice.model.speaker_means[0] = vector * 3  # only its direction counts
    np.testing.assert_allclose(somebody, mel_of(voice, speaker="121"), atol=1e-5)
    other = mel_of(voice, speaker="1089")
    assert other.shape != somebody.shape or not np.allclose(other, somebody)


def test_what_all_speakers_share_is_taken_off(voice: Synthesizer) -> None:
    """Embeddings of recordings are alike: 0.5 and more between strangers."""
    model = voice.voice.model
    means = torch.nn.functional.normalize(1 + 0.2 * torch.rand(2, 256), dim=1)
    assert float(means[0] @ means[1]) > 0.9
    model.speaker_means.copy_(means)
    model.speaker_centre.copy_(means.mean(0))
    ann, bob = model.embed_speaker(torch.tensor([0, 1])).squeeze(2)
    assert float(ann @ bob) == pytest.approx(-1, abs=1e-3)
    assert ann.norm().item() == pytest.approx(1)


def test_recordings_that_cannot_be_used(
    voice: Synthesizer, recording: Path, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=r"gone\.wav: missing"):
        voice.synthesize(TEXT, reference_audio=tmp_path / "gone.wav")
    with pytest.raises(UserError, match="or a reference recording, not both"):
        voice.synthesize(TEXT, reference_audio=recording, speaker="121")
    with pytest.raises(UserError, match=r"has 2 speakers.*; or give a reference recording"):
        voice.synthesize(TEXT)
    table = Synthesizer.from_checkpoint(write_voice(tmp_path / "table", speakers=NAMES))
    with pytest.raises(UserError, match=r'a table of speakers and cannot follow.*"resemblyzer"'):
        table.synthesize(TEXT, reference_audio=recording)


def test_known_speakers_need_no_encoder(
    voice: Synthesizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert voice.synthesize(TEXT, speaker="121")
    with pytest.raises(UserError, match="pip install"):
        voice.synthesize(TEXT, reference_audio=tmp_path / "somebody.wav")
