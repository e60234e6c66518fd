"""Configs: inheritance, defaults, and errors a user can act on."""

import json
from pathlib import Path

import pytest

from config.glowtts import ExperimentConfig
from config.hifigan import HIFIGAN_SIZES, VocoderExperimentConfig
from config.load import ConfigError, load_config, read_merged, save_config
from config.schema import MelConfig, RecipeConfig
from models.registry import load_experiment_config


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "schema"), [("glowtts", ExperimentConfig), ("hifigan", VocoderExperimentConfig)]
)
def test_base_files_state_every_default(
    repository: Path, name: str, schema: type[RecipeConfig]
) -> None:
    merged = read_merged(repository / "config" / f"{name}.json")
    defaults = schema().model_dump(mode="json")
    for key in ("dataset", "dataset_path"):  # the recipe's own, not the base's
        defaults.pop(key)
    assert merged == defaults


def test_recipe_tables_are_the_defaults(repository: Path) -> None:
    config = load_config(repository / "egs/tts/GlowTTS/exp_config.json", ExperimentConfig)
    model, train = config.model, config.train
    assert (model.hidden_channels, model.filter_channels, model.n_heads) == (192, 768, 2)
    assert (model.n_layers_enc, model.n_blocks_dec) == (6, 12)
    assert (model.kernel_size_dec, model.n_sqz) == (5, 2)
    assert (train.batch_size, train.lr, train.warmup, train.grad_clip) == (32, 1.0, 4000, 1.0)
    assert (train.betas, train.eps) == ((0.9, 0.98), 1e-9)
    assert config.dataset_path == {"LJSpeech": "data/LJSpeech-1.1"}


def test_every_recipe_config_is_valid(repository: Path) -> None:
    configs = {
        path.name: load_config(path, ExperimentConfig)
        for path in repository.glob("egs/tts/*/*.json")
    }
    libritts = configs["exp_config_libritts.json"]
    assert libritts.dataset_path == {"LibriTTS": "data/LibriTTS"}
    assert libritts.preprocess.trim.max_pause is not None
    assert configs["exp_config.json"].preprocess.trim.max_pause is None


def test_hifigans_sizes_have_a_config_each(repository: Path) -> None:
    for version, name in (("v1", "hifigan"), ("v2", "hifigan_v2"), ("v3", "hifigan_v3")):
        config = load_config(repository / "config" / f"{name}.json", VocoderExperimentConfig)
        assert (config.model.generator, config.model.hifigan) == ("hifigan", HIFIGAN_SIZES[version])
    vocos = load_experiment_config(repository / "config" / "vocos.json")
    assert vocos.model.generator == "vocos"


def test_a_vocoder_trains_as_in_the_paper() -> None:
    train = VocoderExperimentConfig().train
    assert (train.lr, train.betas, train.weight_decay) == (2e-4, (0.8, 0.99), 0.01)
    assert (train.lr_decay, train.batch_size, train.segment_size) == (0.999, 16, 8192)
    assert (train.lambda_mel, train.lambda_feature, train.grad_clip) == (45.0, 2.0, None)


def test_the_model_type_chooses_the_schema(repository: Path, tmp_path: Path) -> None:
    glowtts, hifigan = (repository / "config" / f"{name}.json" for name in ("glowtts", "hifigan"))
    assert type(load_experiment_config(glowtts)) is ExperimentConfig
    assert type(load_experiment_config(hifigan)) is VocoderExperimentConfig
    with pytest.raises(ConfigError, match="model_type is 'HiFiGAN', 'GlowTTS' is needed here"):
        load_config(hifigan, ExperimentConfig)
    with pytest.raises(ConfigError, match="model_type is 'HiFiGAN', 'GlowTTS' is needed here"):
        load_experiment_config(hifigan, "acoustic")
    for text in ("{}", '{"model_type": "Glow"}', '{"model_type": ["GlowTTS"]}'):
        with pytest.raises(ConfigError, match="known: GlowTTS, HiFiGAN"):
            load_experiment_config(write(tmp_path / "bad.json", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"model": {"hifigan": {"upsample_rates": [8, 8, 2]}}}', "3 upsample_rates but 4 kernel"),
        (
            '{"model": {"hifigan": {"upsample_kernel_sizes": [16, 16, 3, 4]}}}',
            "upsample_kernel_sizes: 3 must be 2, its rate, plus an even number",
        ),
        ('{"model": {"hifigan": {"upsample_initial_channel": 24}}}', "cannot be halved 4 times"),
        ('{"model": {"hifigan": {"resblock_kernel_sizes": [3]}}}', "differ in length"),
        ('{"model": {"hifigan": {"resblock_kernel_sizes": [3, 7, 4]}}}', "must be odd"),
        (
            '{"preprocess": {"mel": {"hop_length": 200}}}',
            "make 256 samples of a frame, preprocess.mel.hop_length is 200",
        ),
        (
            '{"model": {"generator": "vocos"}, "preprocess": {"mel": {"hop_length": 600}}}',
            "hop_length 600 is more than half of win_length 1024",
        ),
        ('{"train": {"segment_size": 8000}}', "8000 is not a multiple of"),
    ],
)
def test_a_vocoder_that_cannot_be_built_is_refused(
    tmp_path: Path, text: str, expected: str
) -> None:
    with pytest.raises(ConfigError) as error:
        load_config(write(tmp_path / "bad.json", text), VocoderExperimentConfig)
    assert expected in str(error.value)


def test_deep_merge_and_comments(tmp_path: Path) -> None:
    write(tmp_path / "parent.json", '{"base_config": "config/glowtts.json", "train": {"lr": 2}}')
    child = write(
        tmp_path / "child.json",
        '// a comment\n{"base_config": "parent.json", "train": {"warmup": 7,}}',
    )
    config = load_config(child, ExperimentConfig)
    assert (config.train.lr, config.train.warmup, config.train.batch_size) == (2, 7, 32)


def test_saved_config_is_strict_json_and_reloads(tmp_path: Path) -> None:
    config = ExperimentConfig()
    save_config(config, tmp_path / "args.json")
    json.loads((tmp_path / "args.json").read_text())
    assert load_config(tmp_path / "args.json", ExperimentConfig) == config


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"train": {"batchsize": 3}}', "unknown key 'train.batchsize'; did you mean 'batch_size'"),
        ('{"modle": {}}', "unknown key 'modle'; did you mean 'model'"),
        ('{"preprocess": {"mel": {"hop": 3}}}', "unknown key 'preprocess.mel.hop'"),
        ('{"train": {"warmup": "soon"}}', "train.warmup: input should be a valid integer"),
        ('{"train": {"batch_size": 0}}', "train.batch_size: input should be greater than 0"),
        (
            '{"preprocess": {"mel": {"hop_length": 2000}}}',
            "preprocess.mel: hop_length 2000 is longer than n_fft 1024",
        ),
        ('{"model": {"n_heads": 5}}', "model: encoder width 192 is not a multiple of n_heads 5"),
        ('{"base_config": "config/nowhere.json"}', "base_config 'config/nowhere.json' not found"),
        ('{"base_config": 3}', "base_config must be a path"),
        ('{"train": ', "not valid JSON"),
        ("[]", "expected an object"),
        ('{"dataset": ["Mine"]}', "dataset_path has no folder for Mine"),
        (
            '{"preprocess": {"subsets": {"Libri": ["x"]}}}',
            "preprocess.subsets: Libri is no d",
        ),
        (
            '{"preprocess": {"trim": {"max_pause": 0.01}}}',
            "preprocess.trim.max_pause: input",
        ),
        ('{"base_config": "bad.json"}', "goes round in a circle"),
    ],
)
def test_errors_name_the_key_and_the_remedy(tmp_path: Path, text: str, expected: str) -> None:
    path = write(tmp_path / "bad.json", text)
    with pytest.raises(ConfigError) as error:
        load_config(path, ExperimentConfig)
    assert expected in str(error.value)
    assert str(path) in str(error.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such config file"):
        load_config(tmp_path / "none.json", ExperimentConfig)


def test_config_is_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        ExperimentConfig().log_dir = "elsewhere"


def test_mel_fingerprint_follows_every_setting() -> None:
    base = MelConfig()
    changed = {
        base.model_copy(update=update).fingerprint()
        for update in ({"hop_length": 200}, {"f_max": 7600.0}, {"center": True}, {"n_mels": 100})
    }
    assert len(changed | {base.fingerprint()}) == 5
