"""Facts about the reference implementation's files: symbols, setting names, weight names."""

import logging
import re
from collections.abc import Mapping
from typing import Any

from torch import Tensor

from models.tts.base.acoustic_model import AcousticModel
from processors.text.inventory import BLANK
from processors.text.symbols import SymbolTable
from utils.errors import UserError

logger = logging.getLogger(__name__)

PAD = "_"
PUNCTUATION = "-!'(),.:;? "
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
VOWELS = "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW"
CONSONANTS = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH"

# The defaults of the reference's model class, which its configs may leave out.
MODEL_DEFAULTS: dict[str, Any] = {
    "kernel_size": 3,
    "n_heads": 2,
    "n_layers_enc": 6,
    "p_dropout": 0.0,
    "n_blocks_dec": 12,
    "kernel_size_dec": 5,
    "dilation_rate": 5,
    "n_block_layers": 4,
    "p_dropout_dec": 0.0,
    "n_split": 4,
    "n_sqz": 1,
    "sigmoid_scale": False,
    "window_size": None,
    "mean_only": False,
    "hidden_channels_enc": None,
    "hidden_channels_dec": None,
    "prenet": False,
}
MODEL_REQUIRED = ("hidden_channels", "filter_channels", "filter_channels_dp")
MODEL_ELSEWHERE = ("n_speakers", "gin_channels", "block_length")

MEL_NAMES = {
    "sampling_rate": "sample_rate",
    "filter_length": "n_fft",
    "hop_length": "hop_length",
    "win_length": "win_length",
    "n_mel_channels": "n_mels",
    "mel_fmin": "f_min",
    "mel_fmax": "f_max",
}
TRAIN_NAMES = {
    "batch_size": "batch_size",
    "epochs": "max_epoch",
    "learning_rate": "lr",
    "warmup_steps": "warmup",
    "betas": "betas",
    "eps": "eps",
    "seed": "seed",
}

# Our name of a weight to the reference's, first match wins; qkv is made of three.
WEIGHT_RULES = [
    (r"speaker_table\.", "emb_g."),
    (r"encoder\.embedding\.", "encoder.emb."),
    (r"encoder\.prenet\.convs\.(\d+)\.", r"encoder.pre.conv_layers.\1."),
    (r"encoder\.prenet\.norms\.(\d+)\.", r"encoder.pre.norm_layers.\1."),
    (r"encoder\.prenet\.out\.", "encoder.pre.proj."),
    (r"encoder\.transformer\.attentions\.(\d+)\.qkv\.", r"encoder.encoder.attn_layers.\1.conv_*."),
    (r"encoder\.transformer\.attentions\.(\d+)\.out\.", r"encoder.encoder.attn_layers.\1.conv_o."),
    (
        r"encoder\.transformer\.attentions\.(\d+)\.relative_(k|v)\w+",
        r"encoder.encoder.attn_layers.\1.emb_rel_\2",
    ),
    (r"encoder\.transformer\.attention_norms\.", "encoder.encoder.norm_layers_1."),
    (r"encoder\.transformer\.feed_forward_norms\.", "encoder.encoder.norm_layers_2."),
    (
        r"encoder\.transformer\.feed_forwards\.(\d+)\.expand\.",
        r"encoder.encoder.ffn_layers.\1.conv_1.",
    ),
    (
        r"encoder\.transformer\.feed_forwards\.(\d+)\.contract\.",
        r"encoder.encoder.ffn_layers.\1.conv_2.",
    ),
    (r"encoder\.mean\.", "encoder.proj_m."),
    (r"encoder\.log_std\.", "encoder.proj_s."),
    (r"duration_predictor\.out\.", "encoder.proj_w.proj."),
    (r"duration_predictor\.", "encoder.proj_w."),
    (r"(decoder\.flows\.\d+)\.log_scale$", r"\1.logs"),
    (r"(decoder\.flows\.\d+)\.shift$", r"\1.bias"),
    (r"(decoder\.flows\.\d+)\.pre\.", r"\1.start."),
    (r"(decoder\.flows\.\d+)\.post\.", r"\1.end."),
    (r"(decoder\.flows\.\d+)\.wavenet\.gates\.", r"\1.wn.in_layers."),
    (r"(decoder\.flows\.\d+)\.wavenet\.outputs\.", r"\1.wn.res_skip_layers."),
    (r"(decoder\.flows\.\d+)\.wavenet\.condition\.", r"\1.wn.cond_layer."),
]


def reference_symbols(add_blank: bool) -> SymbolTable:
    """The reference's 148 symbols in their order; with blanks, one more at the end."""
    vowels = [f"{vowel}{stress}" for vowel in VOWELS.split() for stress in ("", "0", "1", "2")]
    arpabet = sorted(vowels + CONSONANTS.split())
    symbols = [PAD, *PUNCTUATION, *LETTERS, *(f"@{phone}" for phone in arpabet)]
    if not add_blank:
        return SymbolTable(symbols, pad=PAD, blank=None)
    return SymbolTable([*symbols, BLANK], pad=PAD, blank=BLANK)


def experiment_values(config: Mapping[str, Any], name: str, source: str) -> dict[str, Any]:
    """Our settings, as plain values, from the reference's config."""
    data, train = config["data"], config.get("train") or {}
    training = {ours: train[theirs] for theirs, ours in TRAIN_NAMES.items() if theirs in train}
    if "scheduler" in train:
        training["scheduler"] = "noam" if train["scheduler"] == "noam" else "constant"
    return {
        "dataset": [name],
        "dataset_path": {name: str(data.get("training_files", "unknown"))},
        "preprocess": {
            "processed_dir": f"data/processed_{name}",
            "mel": _mel_values(data, source),
            "text": {
                "phonemizer": "none",
                "normalize": False,
                "add_blank": bool(data.get("add_blank", False)),
            },
        },
        "model": _model_values(config, source),
        "train": training,
    }


def speaker_count(config: Mapping[str, Any]) -> int:
    """Number of speakers, which configs keep in either section; 0 or 1 is a single voice."""
    value = config["model"].get("n_speakers", config["data"].get("n_speakers", 0))
    return int(value)


def source_names(name: str) -> tuple[str, ...]:
    """Names in the reference of what our weight ``name`` is made of, in order."""
    for pattern, replacement in WEIGHT_RULES:
        renamed, count = re.subn(rf"^{pattern}", replacement, name)
        if count:
            name = renamed
            break
    name = name.replace("parametrizations.weight.original0", "weight_g")
    name = name.replace("parametrizations.weight.original1", "weight_v")
    if re.search(r"norm_(layers(_\d)?\.)?\d+\.", name):
        name = name.replace(".weight", ".gamma").replace(".bias", ".beta")
    if ".conv_*." in name:
        return tuple(name.replace("*", part) for part in "qkv")
    return (name,)


def check_shapes(weights: Mapping[str, Tensor], model: AcousticModel, source: str) -> None:
    """Say plainly what differs most often: the number of symbols and of speakers."""
    symbols = weights.get("encoder.emb.weight")
    if symbols is not None and symbols.shape[0] != model.n_symbols:
        raise UserError(
            f"{source}: made for {symbols.shape[0]} symbols, the config gives {model.n_symbols}: "
            "148, and a blank if data.add_blank is true; other symbol tables cannot be imported"
        )
    speakers = weights.get("emb_g.weight")
    found = 0 if speakers is None else speakers.shape[0]
    expected = model.n_speakers if model.n_speakers > 1 else 0
    if found != expected:
        raise UserError(
            f"{source}: made for {found or 1} speakers, the config gives {expected or 1} "
            "(n_speakers)"
        )


def _mel_values(data: Mapping[str, Any], source: str) -> dict[str, Any]:
    missing = [key for key in MEL_NAMES if key not in data]
    if missing:
        raise UserError(f"{source}: data lacks {', '.join(missing)}")
    values = {ours: data[theirs] for theirs, ours in MEL_NAMES.items()}
    if values["f_max"] is None:
        values["f_max"] = values["sample_rate"] / 2
    # Tacotron's STFT pads half a window at both ends: frame t is centered at t hop.
    return {**values, "center": True}


def _model_values(config: Mapping[str, Any], source: str) -> dict[str, Any]:
    model = config["model"]
    missing = [key for key in MODEL_REQUIRED if key not in model]
    if missing:
        raise UserError(f"{source}: model lacks {', '.join(missing)}")
    if model.get("block_length") is not None:
        raise UserError(f"{source}: model.block_length (local attention) is not supported")
    known = {*MODEL_REQUIRED, *MODEL_DEFAULTS}
    ignored = sorted(set(model) - known - {*MODEL_ELSEWHERE})
    if ignored:
        logger.warning("%s: the reference knows no model.%s; ignored", source, ", ".join(ignored))
    values = {**MODEL_DEFAULTS, **{key: model[key] for key in model if key in known}}
    values["duration_rounding"] = "ceil"  # what it always does
    channels = model.get("gin_channels", config["data"].get("gin_channels", 0))
    if (speaker_count(config) > 1) != (channels > 0):
        raise UserError(
            f"{source}: n_speakers {speaker_count(config)} and gin_channels {channels} do not fit: "
            "several speakers need gin_channels, one speaker needs 0"
        )
    return {**values, "speaker_channels": channels} if channels else values
