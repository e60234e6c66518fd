"""Configs: inheritance, defaults, and errors a user can act on."""

import json
from pathlib import Path

import pytest

from utils.config import ConfigError, load_config, read_merged, save_config
from utils.schema import ExperimentConfig, MelConfig


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_base_files_state_every_default(repository: Path) -> None:
    merged = read_merged(repository / "config" / "glowtts.json")
    defaults = ExperimentConfig().model_dump(mode="json")
    for key in ("dataset", "dataset_path"):  # the recipe's own, not the base's
        defaults.pop(key)
    assert merged == defaults


def test_recipe_tables_are_the_defaults(repository: Path) -> None:
    config = load_config(repository / "egs/tts/GlowTTS/exp_config.json")
    model, train = config.model, config.train
    assert (model.hidden_channels, model.filter_channels, model.n_heads) == (192, 768, 2)
    assert (model.n_layers_enc, model.n_blocks_dec) == (6, 12)
    assert (model.kernel_size_dec, model.n_sqz) == (5, 2)
    assert (train.batch_size, train.lr, train.warmup, train.grad_clip) == (32, 1.0, 4000, 1.0)
    assert (train.betas, train.eps) == ((0.9, 0.98), 1e-9)
    assert config.dataset_path == {"LJSpeech": "data/LJSpeech-1.1"}


def test_every_recipe_config_is_valid(repository: Path) -> None:
    configs = {path.name: load_config(path) for path in repository.glob("egs/tts/*/*.json")}
    libritts = configs["exp_config_libritts.json"]
    assert libritts.dataset_path == {"LibriTTS": "data/LibriTTS"}
    assert libritts.preprocess.trim.max_pause is not None
    assert configs["exp_config.json"].preprocess.trim.max_pause is None


def test_deep_merge_and_comments(tmp_path: Path) -> None:
    write(tmp_path / "parent.json", '{"base_config": "config/glowtts.json", "train": {"lr": 2}}')
    child = write(
        tmp_path / "child.json",
        '// a comment\n{"base_config": "parent.json", "train": {"warmup": 7,}}',
    )
    config = load_config(child)
    assert (config.train.lr, config.train.warmup, config.train.batch_size) == (2, 7, 32)


def test_saved_config_is_strict_json_and_reloads(tmp_path: Path) -> None:
    config = ExperimentConfig()
    save_config(config, tmp_path / "args.json")
    json.loads((tmp_path / "args.json").read_text())
    assert load_config(tmp_path / "args.json") == config


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
        load_config(path)
    assert expected in str(error.value)
    assert str(path) in str(error.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such config file"):
        load_config(tmp_path / "none.json")


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
