"""A voice packed to be given away: small, whole, and sounding as it did."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from config.schema import MelConfig
from models.base.checkpoint.checkpoint import find_checkpoint
from models.tts.base.voice_bundle import bundle_voice
from models.tts.glowtts import GlowTTS, Synthesizer
from models.vocoders import griffin_lim
from models.vocoders.loading.load import load_generator, load_vocoder
from tests.models.tts.glowtts.tiny_voice import write_voice
from tests.models.vocoders.folders import write_run, write_tiny_reference
from tests.models.vocoders.tiny import tiny_generator
from utils.errors import UserError

TEXT = "Hello there."


@pytest.fixture(autouse=True)
def _fast_vocoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(griffin_lim, "PHASE_STEPS", 4)


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    return write_voice(tmp_path / "ckpts" / "voice", speakers=("her", "him"))


@pytest.fixture
def vocoder(tmp_path: Path) -> Path:
    write_run(tmp_path / "ckpts" / "vocoder", tiny_generator())
    return tmp_path / "ckpts" / "vocoder"


def test_speaks_as_before_through_its_own_vocoder(
    voice: Path, vocoder: Path, tmp_path: Path
) -> None:
    packed = bundle_voice(voice, vocoder, tmp_path / "given" / "voice")
    before = Synthesizer.from_checkpoint(voice, vocoder)
    after = Synthesizer.from_checkpoint(packed)
    assert after.vocoder.name == "vocoder/model"
    assert after.voice.name == "voice"
    was = before.synthesize(TEXT, noise_scale=0.0, speaker="him")[0]
    now = after.synthesize(TEXT, noise_scale=0.0, speaker="him")[0]
    assert np.array_equal(was.durations, now.durations)
    np.testing.assert_allclose(now.mel, was.mel, atol=0.02)  # half precision has 11 bits
    np.testing.assert_allclose(now.waveform, was.waveform, atol=0.02)
    assert not np.array_equal(now.mel, was.mel)  # it was packed in half precision


def test_half_the_size_and_only_what_speaks(voice: Path, vocoder: Path, tmp_path: Path) -> None:
    packed = bundle_voice(voice, vocoder, tmp_path / "voice")
    files = sorted(str(f.relative_to(packed)) for f in packed.rglob("*") if f.is_file())
    documents = ["args.json", "model.safetensors", "spk2id.json", "state.json", "symbols.json"]
    theirs = ["vocoder/args.json", "vocoder/model.safetensors", "vocoder/state.json"]
    assert files == sorted(documents + theirs)
    weights = load_file(packed / "model.safetensors")
    kinds = {value.dtype for value in weights.values()}
    assert kinds <= {torch.float16, torch.bool, torch.int64}
    assert torch.float16 in kinds
    whole = GlowTTS.from_checkpoint(packed)
    assert {parameter.dtype for parameter in whole.parameters()} == {torch.float32}


def test_griffin_lim_by_name_and_without_a_vocoder(
    voice: Path, vocoder: Path, tmp_path: Path
) -> None:
    packed = bundle_voice(voice, vocoder, tmp_path / "with")
    assert Synthesizer.from_checkpoint(packed, "griffin_lim").vocoder.name == "griffin-lim"
    alone = bundle_voice(voice, None, tmp_path / "without")
    assert Synthesizer.from_checkpoint(alone).vocoder.name == "griffin-lim"


def test_the_average_is_packed(voice: Path, tmp_path: Path) -> None:
    checkpoint = find_checkpoint(voice)
    weights = load_file(checkpoint / "model.safetensors")
    name = "duration_predictor.out.bias"
    average = {**weights, name: torch.full_like(weights[name], 0.25)}
    save_file(average, checkpoint / "ema.safetensors")
    packed = bundle_voice(voice, None, tmp_path / "packed")
    assert load_file(packed / "model.safetensors")[name].item() == 0.25


def test_the_lexicon_goes_along(voice: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "words.tsv"
    theirs.write_text("# names\nhello\tkˈæt\n", encoding="utf-8")
    for args in (voice / "args.json", find_checkpoint(voice) / "args.json"):
        if args.is_file():
            values = json.loads(args.read_text())
            values["preprocess"]["text"]["lexicon"] = str(theirs)
            args.write_text(json.dumps(values))
    spoken = Synthesizer.from_checkpoint(voice).text_processor.phonemize(TEXT)
    assert spoken.startswith("kˈæt ")
    first = bundle_voice(voice, None, tmp_path / "first")
    theirs.unlink()
    packed = bundle_voice(first, None, tmp_path / "second")  # of a bundle, too
    shutil.rmtree(first)
    packed = packed.rename(tmp_path / "elsewhere")
    assert Synthesizer.from_checkpoint(packed).text_processor.phonemize(TEXT) == spoken
    (packed / "lexicon.tsv").write_text("hello\tdˈɔɡ\n", encoding="utf-8")  # corrected by hand
    assert Synthesizer.from_checkpoint(packed).text_processor.phonemize(TEXT) != spoken
    with pytest.raises(UserError, match=r"words\.tsv: the lexicon cannot be read"):
        bundle_voice(voice, None, tmp_path / "third")
    assert not (tmp_path / "third").exists()


def test_a_damaged_file_is_noticed(voice: Path, tmp_path: Path) -> None:
    packed = bundle_voice(voice, None, tmp_path / "packed")
    content = bytearray((packed / "model.safetensors").read_bytes())
    content[-1] ^= 1
    (packed / "model.safetensors").write_bytes(content)
    with pytest.raises(UserError, match="has changed on disk"):
        Synthesizer.from_checkpoint(packed)


def test_a_vocoder_of_other_mels_is_refused(voice: Path, tmp_path: Path) -> None:
    write_run(tmp_path / "other", tiny_generator(), f_max=7600.0)
    with pytest.raises(UserError, match="f_max"):
        bundle_voice(voice, tmp_path / "other", tmp_path / "packed")
    assert not (tmp_path / "packed").exists()


def test_what_half_precision_cannot_hold_is_refused(voice: Path, tmp_path: Path) -> None:
    path = find_checkpoint(voice) / "model.safetensors"
    weights = load_file(path)
    weights["duration_predictor.out.bias"][:] = 1e6
    save_file(weights, path)
    state = json.loads((path.parent / "state.json").read_text())
    del state["files"]["model.safetensors"]
    (path.parent / "state.json").write_text(json.dumps(state))
    with pytest.raises(UserError, match=r"duration_predictor\.out\.bias has values"):
        bundle_voice(voice, None, tmp_path / "packed")
    assert list(tmp_path.iterdir()) == [tmp_path / "ckpts"]


def test_nothing_is_overwritten(voice: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(UserError, match="exists already"):
        bundle_voice(voice, None, tmp_path / "mine")


def test_a_folder_without_a_vocoder_is_refused(voice: Path, tmp_path: Path) -> None:
    (tmp_path / "foreign").mkdir()
    with pytest.raises(UserError, match="no vocoder here"):
        bundle_voice(voice, tmp_path / "foreign", tmp_path / "packed")
    assert not (tmp_path / "packed").exists()


def test_vocoders_of_others_and_notices_go_along(voice: Path, tmp_path: Path) -> None:
    generator = tiny_generator()
    reference = write_tiny_reference(tmp_path / "reference", generator, "g_00000001")
    packed = bundle_voice(voice, reference, tmp_path / "packed")
    found = load_generator(packed / "vocoder", MelConfig())[0]
    mel = torch.randn(1, 80, 12)
    torch.testing.assert_close(found(mel), generator(mel), atol=0.01, rtol=0.0)
    assert not (packed / "vocoder" / "NOTICE").exists()
    write_run(tmp_path / "run", generator)
    notice = find_checkpoint(tmp_path / "run") / "NOTICE"
    notice.write_text("from somebody")
    packed = bundle_voice(voice, tmp_path / "run", tmp_path / "again")
    assert (packed / "vocoder" / "NOTICE").read_text() == "from somebody"


def test_vocoder_names() -> None:
    assert load_vocoder("griffin_lim", MelConfig()).name == "griffin-lim"
    with pytest.raises(UserError, match=r"hifigan_universal.*griffin_lim"):
        load_vocoder("nowhere", MelConfig())


def test_a_source_filter_vocoder_may_get_another_share_of_noise(
    voice: Path, vocoder: Path, tmp_path: Path
) -> None:
    run = tmp_path / "ckpts" / "filter"
    write_run(run, tiny_generator("source_filter"), "source_filter")
    for name, found in (("filter", run), ("plain", vocoder)):
        packed = bundle_voice(voice, found, tmp_path / name, voiced_noise=0.7)
        noise = json.loads((packed / "vocoder" / "args.json").read_text())["model"]["source_filter"]
        assert (noise["voiced_noise"] == 0.7) == (name == "filter")
        Synthesizer.from_checkpoint(packed)  # whole
