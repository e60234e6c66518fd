"""An exported voice says what the voice says, whatever it is made of."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from models.base.checkpoint.checkpoint import TrainingState, find_checkpoint, save_checkpoint
from models.tts.base.model_loading import load_unprepared
from models.tts.base.voice_documents import read_voice_documents
from models.tts.export import check
from models.tts.export.export_voice import ExportOptions, export_voice
from models.tts.export.sherpa_files import lexicon_text
from models.tts.export.symbols import find_aliases, trained_symbols
from models.tts.glowtts.plain import PlainGlowTTS
from models.tts.onnx_voice.voice import OnnxVoice
from tests.models.tts.export import exports
from tests.models.tts.export.exports import export_tiny
from tests.models.tts.glowtts.tiny_voice import write_voice
from tests.models.vocoders.folders import write_run
from tests.models.vocoders.tiny import tiny_generator
from utils.errors import UserError

TEXTS = ["Hello there, you.", "Dr. Smith paid $5.50. " * 13]
HOP_128 = {"sample_rate": 16000, "hop_length": 128, "n_fft": 512, "win_length": 512}
CASES = {
    "whole": {
        "model": {"duration_rounding": "cumulative"},
        "synthesis": {"contrast": 1.3},
    },
    "half": {"options": ExportOptions(half_weights=True), "vocoder": "vocos"},
    "speakers, split": {
        "speakers": ("her", "him", "them"),
        "vocoder": "vocos",
        "model": {"mean_only": False},
        "options": ExportOptions(split=True),
    },
    "no blanks": {
        "text": {"add_blank": False},
        "vocoder": "hifigan plain",
        "model": {"duration_rounding": "ceil", "window_size": None, "prenet": False},
    },
    "source and filter": {"vocoder": "source_filter"},
    "int8": {"vocoder": "source_filter", "options": ExportOptions(int8=True)},
    "int8, split": {"vocoder": "vocos", "options": ExportOptions(int8=True, split=True)},
    "int8, HiFi-GAN": {"options": ExportOptions(int8=True)},
    "source and filter, split": {
        "vocoder": "source_filter",
        "options": ExportOptions(split=True),
    },
    "other rate": {
        "vocoder": "vocos",
        "mel": HOP_128,
        "model": {"n_sqz": 4, "sigmoid_scale": True, "dilation_rate": 2},
        "options": ExportOptions(split=True),
    },
}


@pytest.mark.parametrize("case", CASES)
def test_exported_voices_say_what_voices_say(case, tmp_path):
    pair = export_tiny(tmp_path, **CASES[case])
    speaker = "him" if "speakers" in CASES[case] else None
    for scales in ({"noise_scale": 0.0}, {"noise_scale": 0.667, "length_scale": 1.3, "seed": 4}):
        ours = pair.torch.synthesize(TEXTS, speaker=speaker, **scales)
        theirs = pair.onnx.synthesize(TEXTS, speaker=speaker, **scales)
        for one, other in zip(ours, theirs, strict=True):
            if case == "half":
                assert abs(one.seconds - other.seconds) < 0.1 * one.seconds
                continue
            assert one.phones == other.phones
            np.testing.assert_array_equal(other.durations, one.durations)
            assert other.timings() == one.timings()
            np.testing.assert_allclose(other.mel, one.mel, atol=0.05 if "int8" in case else 1e-3)
            allowed = 0.1 * np.abs(one.waveform).max() if "int8" in case else 1e-4
            np.testing.assert_allclose(other.waveform, one.waveform, atol=allowed)
    if "int8" in case:
        couplings = 2 * (1 + 2 * 2 + 1 + 1)  # pre, two layers of two gates, residual, last
        vocoder = {"vocos": 2 * 2, "source_filter": 2 * 2 + 2 * 1 + 1}
        kinds = [
            node.op_type
            for path in pair.folder.glob("*.onnx")
            for node in onnx.load(path).graph.node
        ]
        assert kinds.count("MatMulInteger") == couplings + vocoder.get(
            CASES[case].get("vocoder"), 0
        )


def test_pulses_join_where_a_stream_is_cut(tmp_path, monkeypatch):
    """Their phase runs through the whole sentence, whatever the pieces are."""

    def voiced_generator(kind: str) -> torch.nn.Module:
        generator = tiny_generator(kind)
        generator.pitch.out.weight.data[-1] = 0
        generator.pitch.out.bias.data[-1] = 3.0
        return generator

    monkeypatch.setattr(exports, "tiny_generator", voiced_generator)
    options = ExportOptions(split=True)
    pair = export_tiny(tmp_path, vocoder="source_filter", options=options)
    mel = pair.torch.synthesize(TEXTS[1])[0].mel
    whole = np.concatenate(list(pair.onnx.sessions.stream(mel)))
    pieces = list(pair.onnx.sessions.stream(mel, 20))
    assert len(pieces) > 3
    np.testing.assert_allclose(np.concatenate(pieces), whole, atol=1e-5)


@pytest.mark.parametrize("split", [False, True])
def test_noise_of_any_length_gives_the_same_speech(tmp_path, split):
    """It is drawn before the length is known: too much, too little, or after all."""
    sessions = export_tiny(tmp_path, options=ExportOptions(split=split)).onnx.sessions
    ids, scales = np.array([1, 0, 30, 0, 40, 0, 50, 0, 2]), {"noise_scale": 0.6, "length_scale": 1}
    assert sessions._takes_spare_noise
    spoken = [sessions.synthesize(ids, **scales, seed=seed) for seed in (5, 6)]
    sessions._frames_per_id = 0.1
    spoken.append(sessions.synthesize(ids, **scales, seed=5))
    assert sessions._frames_per_id > 0.1  # next time there is enough
    sessions._takes_spare_noise = False  # an export of format 1
    spoken.append(sessions.synthesize(ids, **scales, seed=5))
    for one in spoken[2:]:
        np.testing.assert_array_equal(one.mel, spoken[0].mel)
    assert not np.allclose(spoken[0].mel, spoken[1].mel, atol=1e-2)


def test_what_is_written(tmp_path, caplog):
    words = ExportOptions(name="Tiny-Voice", words=("A word's worth, 5 words.",))
    pair = export_tiny(tmp_path, mel=HOP_128, vocoder="vocos", options=words)
    name = "en_US-Tiny_Voice-low.onnx"
    assert {path.name for path in pair.folder.iterdir()} == {
        *(name, f"{name}.json", "tokens.txt", "lexicon.txt", "MODEL_CARD.md"),
    }
    assert "alignments are not" in caplog.text  # hop 128
    document = json.loads((pair.folder / f"{name}.json").read_text())
    assert document["audio"] == {"sample_rate": 16000, "quality": "low"}
    assert document["espeak"] == {"voice": "en-us"}
    assert document["language"]["code"] == "en_US"
    assert document["hop_length"] == 128
    assert (document["num_speakers"], document["speaker_id_map"]) == (1, {})
    ids = document["phoneme_id_map"]
    assert (ids["_"], ids["^"], ids["$"]) == ([0], [1], [2])
    assert ids["g"] == ids["ɡ"]
    assert max(number for row in ids.values() for number in row) == document["num_symbols"] - 1

    lines = (pair.folder / "tokens.txt").read_text().splitlines()
    assert lines[0] == "_ 0"
    assert "  3" in lines
    symbols = [line.rpartition(" ")[0] for line in lines]
    assert len(set(symbols)) == len(symbols)
    assert all(len(symbol) == 1 for symbol in symbols)
    lexicon = (pair.folder / "lexicon.txt").read_text().splitlines()
    assert lexicon == ["a || ˈeɪ", "word's || wˈɜːdz", "words || wˈɜːdz", "worth || wˈɜːθ"]
    matcha = lexicon_text(["Worth"], pair.torch.text_processor, matcha=True)
    assert matcha == "worth w ˈ ɜ ː θ\n"

    model = onnx.load(pair.folder / name)
    assert [one.name for one in model.graph.input] == ["input", "input_lengths", "scales"]
    assert [one.name for one in model.graph.output][:2] == ["output", "durations"]
    facts = {prop.key: prop.value for prop in model.metadata_props}
    assert facts["comment"] == "piper"
    assert (facts["n_speakers"], facts["sample_rate"]) == ("1", "16000")


def test_durations_of_other_framings_add_up(tmp_path):
    """Hosts that leave out a blank, or all, get the same sound, and durations that add up."""
    session = export_tiny(tmp_path).onnx.sessions
    framings = {
        "piper": [1, 0, 30, 0, 40, 0, 50, 0, 2],
        "sherpa-onnx until 1.13.4": [1, 30, 0, 40, 0, 50, 0, 2],
        "ours": [0, 30, 0, 40, 0, 50, 0],
        "none": [1, 30, 40, 50, 2],
    }
    spoken = {
        name: session.synthesize(np.array(ids), noise_scale=0.0, length_scale=1.0)
        for name, ids in framings.items()
    }
    expected = spoken["piper"]
    assert expected.durations[0] == expected.durations[-1] == 0
    for name, one in spoken.items():
        np.testing.assert_allclose(one.waveform, expected.waveform, atol=1e-6, err_msg=name)
        assert one.durations.sum() * 256 == len(one.waveform), name
    np.testing.assert_array_equal(spoken["ours"].durations, expected.durations[1:-1])


def test_a_sentence_of_nothing_is_short(tmp_path):
    session = export_tiny(tmp_path, text={"add_blank": False}).onnx.sessions
    assert len(session.synthesize(np.array([1, 0, 2]), noise_scale=0.0, length_scale=1.0).waveform)


def test_one_speaker_of_several_and_those_of_an_encoder(tmp_path):
    voice = {"speakers": ("her", "him"), "model": {"speaker_encoder": "resemblyzer"}}
    voice["model"]["speaker_channels"] = 256
    pair = export_tiny(tmp_path / "all", **voice)
    one = export_tiny(tmp_path / "one", options=ExportOptions(speaker="him"), **voice)
    expected = pair.torch.synthesize("Hello.", noise_scale=0.0, speaker="him")[0].waveform
    for exported, name in ((pair.onnx, "him"), (one.onnx, None)):
        made = exported.synthesize("Hello.", noise_scale=0.0, speaker=name)[0].waveform
        np.testing.assert_allclose(made, expected, atol=1e-4)
    with pytest.raises(UserError, match="no speaker 'me'"):
        pair.onnx.synthesize("Hello.", speaker="me")
    with pytest.raises(UserError, match="has one speaker"):
        one.onnx.synthesize("Hello.", speaker="him")
    with pytest.raises(UserError, match="cannot follow a reference recording"):
        one.onnx.synthesize("Hello.", reference_audio="a.wav")


@pytest.fixture
def folders(tmp_path) -> tuple[Path, Path, Path]:
    """A voice, its vocoder and a folder to export to."""
    write_run(tmp_path / "vocoder", tiny_generator())
    return write_voice(tmp_path / "voice"), tmp_path / "vocoder", tmp_path / "exported"


def refuse(match: str, *arguments, **options) -> None:
    with pytest.raises(UserError, match=match):
        export_voice(*arguments, **options)


def test_bad_input_is_refused_and_leaves_nothing(folders, tmp_path, monkeypatch):
    voice, vocoder, output = folders
    before = {*tmp_path.iterdir()}
    refuse("no_such", tmp_path / "no_such", vocoder, output)
    refuse("Griffin-Lim has no weights", voice, None, output)
    refuse("Griffin-Lim has no weights", voice, "griffin_lim", output)
    refuse("cannot follow a reference", voice, vocoder, output,
           options=ExportOptions(reference_audio=Path("a.wav")))  # fmt: skip
    refuse("exists already", voice, vocoder, vocoder)
    other = tmp_path / "other"
    write_run(other, tiny_generator("vocos", f_max=7000.0), "vocos", f_max=7000.0)
    refuse("f_max", voice, other, output)
    with monkeypatch.context() as patch:
        patch.setattr(PlainGlowTTS, "use_products", lambda self: set())
        refuse("this voice has none", voice, vocoder, output, options=ExportOptions(int8=True))
    monkeypatch.setattr(check, "MAX_DIFFERENCE", 0.0)
    refuse("differs by", voice, vocoder, output)
    assert {*tmp_path.iterdir()} == before | {other}


def test_a_voice_that_was_never_trained_is_refused(folders):
    voice, vocoder, output = folders
    folder = find_checkpoint(voice)
    documents = read_voice_documents(folder)
    model = load_unprepared(folder, documents)
    model.decoder.flows[0].initialized.fill_(False)
    state = TrainingState(step=9)
    save_checkpoint(folder.parent, state, {"model": model.state_dict()}, documents.to_json())
    refuse("never trained", voice, vocoder, output)


def test_trained_symbols_are_those_whose_weights_moved(tmp_path, caplog):
    folder = find_checkpoint(write_voice(tmp_path / "voice"))
    documents = read_voice_documents(folder)
    kind = type(load_unprepared(folder, documents))
    torch.manual_seed(documents.config.train.seed)
    model = kind.from_config(documents.config, len(documents.symbols), 1)
    with torch.no_grad():
        for symbol in ("a", "ˈ", "<blank>"):
            model.encoder.embedding.weight[documents.symbols.ids[symbol]] += 0.01
    assert trained_symbols(folder, documents, model) == ["a", "ˈ"]
    assert not caplog.records
    with torch.no_grad():
        model.encoder.embedding.weight += 0.01
    assert len(trained_symbols(folder, documents, model)) == len(documents.symbols) - 2
    assert "it cannot be told" in caplog.text
    phones = documents.config.processed_dir / documents.config.dataset[0] / "phones"
    phones.mkdir(parents=True)
    (phones / "one.phone").write_text("tʃˈa", encoding="utf-8")
    assert set(trained_symbols(folder, documents, model)) == set("tʃˈa")


def test_aliases():
    assert find_aliases("aɡ") == {"g": [4]}
    assert find_aliases("aç") == {"\u0327": [4], "c": []}
    assert find_aliases("ac") == {}


def test_what_is_no_exported_voice_is_told(tmp_path):
    with pytest.raises(UserError, match="no exported voice here"):
        OnnxVoice(tmp_path)
    (tmp_path / "a.onnx.json").write_text("{}")
    with pytest.raises(UserError, match="no voice of this toolkit"):
        OnnxVoice(tmp_path)
    (tmp_path / "b.onnx.json").write_text("{}")
    with pytest.raises(UserError, match="several voices in it"):
        OnnxVoice(tmp_path)
