"""A voice is heard while it is trained, through Griffin-Lim or a vocoder of choice."""

from pathlib import Path

import pytest
import torch

from config.glowtts import ExperimentConfig
from models.base.checkpoint.checkpoint import find_checkpoint, load_weights, read_state
from models.tts.base.validation_speech import VoiceSpeechGenerator
from models.tts.glowtts.trainer import GlowTTSTrainer
from models.vocoders.griffin_lim import GriffinLim
from tests.models.tts.glowtts.processed import write_embeddings, write_processed
from tests.models.tts.glowtts.runs import adjust, assert_same_weights, points, run
from utils.errors import UserError

pytestmark = pytest.mark.usefixtures("quick_runs")

EVALUATION = {"eval_interval": 4, "eval_limit": 2, "eval_metrics": ["mcd", "duration"]}


def test_evaluation_leaves_the_training_alone(config: ExperimentConfig) -> None:
    config = adjust(config, train={"ema_decay": 0.9})
    judged = adjust(config, train={**EVALUATION, "best_metric": "mcd"})
    run(config, "without")
    trainer = run(judged, "with")
    found = [find_checkpoint(Path(config.log_dir) / name) for name in ("without", "with")]
    for module in ("model", "ema"):
        assert_same_weights(*(load_weights(folder, module) for folder in found))
    heard = points(config, "with", "eval")
    assert [point["step"] for point in heard] == [4, 8]
    assert all(point["mcd"] > 0 and point["duration_ratio"] > 0 for point in heard)
    assert trainer.run.state.best_loss == min(point["mcd"] for point in heard)
    best = read_state(find_checkpoint(Path(config.log_dir) / "with", "best"))
    assert best.evaluation["mcd"] == trainer.run.state.best_loss


@pytest.mark.parametrize("speakers", ["table", "encoder"])
def test_many_speakers_are_heard_each_as_themselves(
    config: ExperimentConfig, speakers: str
) -> None:
    write_processed(config, speakers=("Toy_a", "Toy_b"))
    if speakers == "encoder":
        model = {"speaker_encoder": "resemblyzer", "speaker_channels": 256}
        config = adjust(config, model=model)
        write_embeddings(config)
    run(adjust(config, train={**EVALUATION, "max_steps": 4}), "run")
    assert points(config, "run", "eval")[0]["mcd"] > 0


def test_the_same_utterances_and_noise_every_time(config: ExperimentConfig) -> None:
    trainer = run(adjust(config, train={"max_steps": 2}), "run")
    generator = trainer.speech_generator()
    examples = generator.examples(2)
    assert [example.index for example in examples] == [0, 2]  # evenly over the three there are
    assert examples == trainer.speech_generator().examples(2)
    assert len(generator.examples(100)) == 3
    trainer.run.raw_model.eval()
    once, again = (generator.generate(0) for _ in range(2))
    assert torch.equal(once, again)
    true = generator.reference(0)
    frames = int(trainer.run.valid_loader.dataset.frames[0])
    assert true.shape == (frames * config.preprocess.mel.hop_length,)


def test_a_vocoder_that_is_not_there_is_told(config: ExperimentConfig, tmp_path: Path) -> None:
    config = adjust(config, train={**EVALUATION, "eval_vocoder_dir": str(tmp_path / "none")})
    with pytest.raises(UserError, match="no such vocoder folder"):
        run(config, "run")


def test_griffin_lim_where_none_is_named(config: ExperimentConfig) -> None:
    trainer = run(adjust(config, train={"max_steps": 1}), "run")
    assert isinstance(trainer.speech_generator(), VoiceSpeechGenerator)
    assert isinstance(trainer.speech_generator()._vocoder, GriffinLim)
    assert isinstance(trainer, GlowTTSTrainer)
