"""Finetuning: what of another voice is kept, found by name, new or refused, in every direction."""

import logging
from pathlib import Path

import pytest
import torch

from config.glowtts import ExperimentConfig
from models.base.checkpoint.checkpoint import (
    find_checkpoint,
    list_checkpoints,
    load_weights,
    read_document,
)
from models.base.start import Start
from models.tts.glowtts import GlowTTS
from models.tts.glowtts.reference.import_checkpoint import import_checkpoint
from models.tts.glowtts.trainer import GlowTTSTrainer
from processors.text.symbols import SymbolTable
from tests.models.tts.glowtts.parity import unpack
from tests.models.tts.glowtts.processed import write_embeddings, write_processed
from tests.models.tts.glowtts.runs import adjust, contents, run, save_source, weights
from utils.errors import UserError

pytestmark = pytest.mark.usefixtures("quick_runs")

FIXTURES = Path(__file__).parent / "fixtures"
ENCODER = {"speaker_encoder": "resemblyzer", "speaker_channels": 256}


def begin(config: ExperimentConfig, source: Path) -> GlowTTSTrainer:
    """A run that has taken over the source's weights, before its first step."""
    trainer = GlowTTSTrainer(config, Path(config.log_dir) / "tuned", Start("finetune", source))
    trainer.prepare()
    trainer.run.raw_model.eval()
    return trainer


@torch.no_grad()
def outputs(model: GlowTTS, trainer: GlowTTSTrainer, speaker: int | None = None):
    """A training pass of a batch of the data, by one speaker."""
    batch = trainer.run.first_batch()
    inputs = {k: batch[k] for k in ("phone_ids", "phone_lengths", "mel", "mel_lengths")}
    speakers = None if speaker is None else torch.full_like(batch["phone_lengths"], speaker)
    return model(**inputs, speaker_ids=speakers)


def assert_same_voice(a, b, inner_durations: bool = False) -> None:
    for name in ("z", "log_det", "prior_mean", "log_durations"):
        mine, other = getattr(a, name), getattr(b, name)
        if inner_durations and name == "log_durations":
            mine, other = mine[:, 2:3], other[:, 2:3]
        torch.testing.assert_close(mine, other, atol=1e-4, rtol=1e-4)


def test_finetune_starts_as_the_source_and_never_touches_it(
    config: ExperimentConfig, caplog
) -> None:
    source = Path(config.log_dir) / "source"
    run(adjust(config, train={"save_interval": 2, "max_steps": 6}), "source")
    before = contents(source)
    tuned = adjust(config, train={"max_steps": 5, "save_interval": 1, "keep_last": 1, "lr": 1e-9})
    with caplog.at_level(logging.INFO):
        trainer = run(tuned, "tuned", checkpoint_path=source, resume_type="finetune")
    assert contents(source) == before
    assert trainer.run.state.step == 5  # counted anew
    assert len(list_checkpoints(Path(config.log_dir) / "tuned")) <= 2
    old, new = weights(config, "source"), weights(config, "tuned")
    for name in old:
        if name != "tempo.means":  # counted on whatever a run trains on
            torch.testing.assert_close(new[name], old[name], atol=1e-6, rtol=1e-5)
    assert "weights loaded as they are" in caplog.text
    again = run(adjust(tuned, train={"max_steps": 6}), "tuned", resume=True)
    assert again.run.state.step == 6


def test_finetune_maps_symbols_by_name(config: ExperimentConfig) -> None:
    symbols = ["_", "ɪ", "#", "ə", "t", " "]
    table = SymbolTable(symbols, pad="_", blank="#")
    source = save_source(config, table, {"someone": 0})
    trainer = GlowTTSTrainer(config, Path(config.log_dir) / "tuned", Start("finetune", source))
    trainer.prepare()
    old = load_weights(source)["encoder.embedding.weight"]
    new = trainer.run.raw_model.state_dict()["encoder.embedding.weight"]
    ids = SymbolTable.default().ids
    for symbol, ours in {"ɪ": "ɪ", "ə": "ə", "t": "t", " ": " ", "_": "<pad>"}.items():
        assert torch.equal(new[ids[ours]], old[table.ids[symbol]])
    assert torch.equal(new[SymbolTable.default().blank_id], old[table.ids["#"]])


def test_one_speaker_becomes_several_without_a_jump(config: ExperimentConfig) -> None:
    source = save_source(config, SymbolTable.default(), {"Toy": 0})
    write_processed(config, speakers=("Toy_Ann", "Toy_Bob"))
    trainer = GlowTTSTrainer(config, Path(config.log_dir) / "tuned", Start("finetune", source))
    trainer.prepare()
    assert trainer.speakers == {"Toy_Ann": 0, "Toy_Bob": 1}
    single, several = GlowTTS.from_checkpoint(source), trainer.run.raw_model.eval()
    batch = trainer.run.first_batch()
    inputs = {k: v for k, v in batch.items() if k not in ("uids", "speaker_ids")}
    with torch.no_grad():
        expected = single(**inputs)
        output = several(**inputs, speaker_ids=batch["speaker_ids"])
    for name in ("z", "log_det", "prior_mean", "log_durations"):
        torch.testing.assert_close(
            getattr(output, name), getattr(expected, name), atol=1e-4, rtol=1e-4
        )


def test_speakers_keep_their_rows_when_others_join(config: ExperimentConfig) -> None:
    write_processed(config, speakers=("Toy_Ann", "Toy_Bob"))
    run(adjust(config, train={"max_steps": 2}), "source")
    source = find_checkpoint(Path(config.log_dir) / "source")
    assert read_document(source, "spk2id.json") == {"Toy_Ann": 0, "Toy_Bob": 1}
    write_processed(config, speakers=("Toy_Aaron", "Toy_Ann", "Toy_Bob"))
    with pytest.raises(UserError, match="Toy_Aaron"):
        run(adjust(config, train={"max_steps": 4}), "source", resume=True)
    trainer = GlowTTSTrainer(config, Path(config.log_dir) / "tuned", Start("finetune", source))
    trainer.prepare()
    old = load_weights(source)["speaker_table.weight"]
    new = trainer.run.raw_model.speaker_table.weight
    assert trainer.speakers == {"Toy_Ann": 0, "Toy_Bob": 1, "Toy_Aaron": 2}
    assert torch.equal(new[:2], old)


def test_finetune_to_other_sizes_is_refused(config: ExperimentConfig) -> None:
    source = save_source(config, SymbolTable.default(), {"Toy": 0})
    wider = adjust(config, model={"hidden_channels": 32})
    trainer = GlowTTSTrainer(wider, Path(config.log_dir) / "tuned", Start("finetune", source))
    with pytest.raises(UserError, match=r"encoder.embedding.weight +\d+x16 +\d+x32"):
        trainer.prepare()


def test_speech_of_old_speakers_outlives_new_ones(config: ExperimentConfig, caplog) -> None:
    """The source's speakers stay, whether or not the data has them."""
    source = save_source(config, SymbolTable.default(), {"Toy_Ann": 0, "Toy_Bob": 1})
    before = contents(source)
    write_processed(config, speakers=("Toy_Aaron", "Toy_Bob"))
    with caplog.at_level(logging.INFO):
        trainer = begin(config, source)
    assert trainer.speakers == {"Toy_Ann": 0, "Toy_Bob": 1, "Toy_Aaron": 2}
    old = GlowTTS.from_checkpoint(source)
    for speaker in (0, 1):
        assert_same_voice(
            outputs(trainer.run.raw_model, trainer, speaker), outputs(old, trainer, speaker)
        )
        spoken = [
            model.synthesize(
                torch.tensor([[1, 40, 1, 50, 1]]),
                torch.tensor([5]),
                speaker_ids=torch.tensor([speaker]),
                noise_scale=0.0,
            )
            for model in (old, trainer.run.raw_model)
        ]
        torch.testing.assert_close(spoken[0].mel, spoken[1].mel, atol=1e-4, rtol=1e-4)
    assert "speaker_table.weight: rows mapped by name; 1 new: 'Toy_Aaron'; 0 of the" in caplog.text
    assert contents(source) == before


def test_speakers_of_the_source_can_be_left_behind(config: ExperimentConfig, caplog) -> None:
    source = save_source(config, SymbolTable.default(), {"Toy_Ann": 0, "Toy_Bob": 1})
    write_processed(config, speakers=("Toy_Aaron", "Toy_Bob"))
    with caplog.at_level(logging.INFO):
        trainer = begin(adjust(config, train={"keep_speakers": False}), source)
    assert trainer.speakers == {"Toy_Aaron": 0, "Toy_Bob": 1}
    old = load_weights(source)["speaker_table.weight"]
    assert torch.equal(trainer.run.raw_model.speaker_table.weight[1], old[1])
    assert "1 of the source not used: 'Toy_Ann'" in caplog.text


@pytest.mark.parametrize("name", ["Toy_Bob", "Toy_Zoe"])
def test_several_speakers_become_one(config: ExperimentConfig, name: str) -> None:
    """It begins as the speaker of that name; a new one as the mean of all."""
    source = save_source(config, SymbolTable.default(), {"Toy_Ann": 0, "Toy_Bob": 1})
    write_processed(config, speakers=(name,))
    trainer = begin(adjust(config, train={"keep_speakers": False}), source)
    assert trainer.speakers == {name: 0}
    assert trainer.run.raw_model.speaker_table is None
    several = GlowTTS.from_checkpoint(source)
    output = outputs(trainer.run.raw_model, trainer)
    if name == "Toy_Bob":
        assert_same_voice(output, outputs(several, trainer, 1), inner_durations=True)
    ann, bob = (outputs(several, trainer, speaker).z for speaker in (0, 1))
    between = (ann - bob).norm()
    assert (output.z - ann).norm() < 1.01 * between
    assert (output.z - bob).norm() < 1.01 * between
    assert between > 0.1


def test_one_speaker_is_added_to_a_table(config: ExperimentConfig) -> None:
    source = save_source(config, SymbolTable.default(), {"Toy_Ann": 0, "Toy_Bob": 1})
    trainer = begin(config, source)  # data of one speaker, keep_speakers as it is
    assert trainer.speakers == {"Toy_Ann": 0, "Toy_Bob": 1, "Toy": 2}
    assert set(trainer.run.first_batch()["speaker_ids"].tolist()) == {2}


def test_from_a_table_to_an_encoder_and_back(config: ExperimentConfig) -> None:
    """Directions mean something else: it begins as the mean voice, speakers make no difference."""
    names = {"Toy_Ann": 0, "Toy_Bob": 1}
    plain = adjust(config, model={"speaker_channels": 256})
    encoder = adjust(config, model=ENCODER)
    write_processed(config, speakers=tuple(names))
    write_embeddings(encoder)
    for old, new in ((plain, encoder), (encoder, plain)):
        source = save_source(old, SymbolTable.default(), names)
        trainer = begin(new, source)
        assert trainer.speakers == names
        ann, bob = (outputs(trainer.run.raw_model, trainer, speaker) for speaker in (0, 1))
        assert_same_voice(ann, bob)
        source_model = GlowTTS.from_checkpoint(source)
        ends = [outputs(source_model, trainer, speaker).z for speaker in (0, 1)]
        assert (ann.z - ends[0]).norm() < (ends[0] - ends[1]).norm() + 0.1


def test_an_encoder_voice_keeps_its_speakers(config: ExperimentConfig) -> None:
    config = adjust(config, model=ENCODER)
    source = save_source(config, SymbolTable.default(), {"Toy_Ann": 0, "Toy_Bob": 1})
    write_processed(config, speakers=("Toy_Cy",))
    write_embeddings(config)
    trainer = begin(config, source)
    assert trainer.speakers == {"Toy_Ann": 0, "Toy_Bob": 1, "Toy_Cy": 2}
    means = trainer.run.raw_model.speaker_means
    assert torch.equal(means[:2], load_weights(source)["speaker_means"])
    assert means[2].norm().item() == pytest.approx(1)
    old = GlowTTS.from_checkpoint(source)
    for speaker in (0, 1):
        assert_same_voice(
            outputs(trainer.run.raw_model, trainer, speaker), outputs(old, trainer, speaker)
        )


@pytest.mark.parametrize(
    "change", [{"n_heads": 1}, {"dilation_rate": 2}, {"sigmoid_scale": True}], ids=str
)
def test_settings_that_no_shape_shows_are_refused(config: ExperimentConfig, change: dict) -> None:
    source = save_source(config, SymbolTable.default(), {"Toy": 0})
    with pytest.raises(UserError, match=rf"mean something else.*\n  {next(iter(change))}: "):
        begin(adjust(config, model=change), source)


def test_speaker_vectors_of_another_size_are_in_the_table(config: ExperimentConfig) -> None:
    names = {"Toy_Ann": 0, "Toy_Bob": 1}
    source = save_source(config, SymbolTable.default(), names)
    write_processed(config, speakers=tuple(names))
    with pytest.raises(UserError, match=r"speaker_table.weight +2x6 +2x9"):
        begin(adjust(config, model={"speaker_channels": 9}), source)


def test_blanks_and_languages_are_told(config: ExperimentConfig, caplog) -> None:
    symbols = [symbol for symbol in SymbolTable.default().symbols if symbol != "<blank>"]
    plain = adjust(config, preprocess={"text": {"add_blank": False, "language": "de"}})
    source = save_source(plain, SymbolTable(symbols, blank=None), {"Toy": 0})
    with caplog.at_level(logging.INFO):
        trainer = begin(config, source)
    assert "1 new: '<blank>'; 0 of the source not used" in caplog.text
    assert "its text settings were others" in caplog.text
    assert "add_blank: False -> True" in caplog.text
    assert "language: 'de' -> 'en-us'" in caplog.text
    table, ours = load_weights(source)["encoder.embedding.weight"], SymbolTable.default()
    new = trainer.run.raw_model.encoder.embedding.weight
    assert torch.equal(new[ours.ids["ə"]], table[symbols.index("ə")])


@pytest.mark.parametrize("fixture", ["tiny_single", "tiny_multi"])
def test_from_an_imported_reference_checkpoint(
    config: ExperimentConfig, tmp_path: Path, fixture: str, caplog
) -> None:
    unpack(FIXTURES / f"{fixture}.safetensors", tmp_path / "reference")
    reference = tmp_path / "reference"
    source = import_checkpoint(
        reference / "checkpoint.pth", reference / "config.json", tmp_path / "voice"
    )
    before = contents(tmp_path / "voice")
    saved = read_document(source, "args.json")
    tuned = adjust(config, model=saved["model"], preprocess={"mel": {"n_mels": 4}})
    write_processed(tuned)
    with caplog.at_level(logging.INFO):
        trainer = begin(tuned, source)
    several = {"0": 0, "1": 1, "2": 2, "Toy": 3}
    assert trainer.speakers == (several if fixture == "tiny_multi" else {"Toy": 0})
    table = SymbolTable.from_json(read_document(source, "symbols.json"))
    old = load_weights(source)["encoder.embedding.weight"]
    new, ids = trainer.run.raw_model.encoder.embedding.weight, SymbolTable.default().ids
    same = {"b": "@B", "ŋ": "@NG", "ə": "@AH0", "ʌ": "@AH1", "ɡ": "@G", ",": ",", " ": " "}
    for ours, theirs in same.items():
        assert torch.equal(new[ids[ours]], old[table.ids[theirs]]), ours
    # Letters are spelling there: our phone "c" is not their letter.
    assert not torch.equal(new[ids["c"]], old[table.ids["c"]])
    assert "'letter c'" in caplog.text
    assert contents(tmp_path / "voice") == before
    outcome = run(tuned, "whole", checkpoint_path=source, resume_type="finetune").outcome
    assert outcome == "finished"
    assert weights(tuned, "whole").keys() == trainer.run.raw_model.state_dict().keys()
