"""Beginning with the weights of another voice: its symbols and speakers are found by name."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from config.glowtts import ExperimentConfig
from models.base.checkpoint.checkpoint import load_inference_weights
from models.base.checkpoint.partial_load import Rows, load_partially
from models.base.start import config_changes, describe_changes
from models.tts.base.speakers import by_id
from models.tts.base.voice_documents import read_voice_documents
from models.tts.glowtts.model import GlowTTS
from models.tts.glowtts.symbol_names import row_names
from processors.text.symbols import SymbolTable
from utils.errors import UserError

# Settings of the model that change what the same weights compute, and no shape that shows it.
SHAPELESS = ("n_heads", "dilation_rate", "sigmoid_scale")

# Where rows of speakers are, in a voice that has several.
TABLES = ("speaker_table.weight", "speaker_means")

logger = logging.getLogger(__name__)


def take_over(
    model: GlowTTS,
    source: Path,
    config: ExperimentConfig,
    symbols: SymbolTable,
    speakers: Mapping[str, int],
) -> None:
    """Load into ``model`` what fits of the voice in the checkpoint folder ``source``.

    Where the voice is to be conditioned otherwise than the source was (many speakers to one, a
    table to an encoder), it starts with the speaker of its own name, else the mean of all, as its
    fixed voice; where it becomes conditioned, speakers make no difference at first.
    """
    their = read_voice_documents(source)
    _check_shapeless(their.config, config, source)
    weights = load_inference_weights(source)
    table = next((name for name in TABLES if name in weights), "")
    fresh = table not in model.state_dict()  # nothing of the source's conditioning is used
    if table and fresh:
        only = next(iter(speakers)) if len(speakers) == 1 else None
        row = their.speakers.get(only)
        rows = F.normalize(weights[table], dim=1)
        if "speaker_centre" in weights:  # as the model's embed_speaker does
            rows = F.normalize(rows - weights["speaker_centre"], dim=1)
        fold_speaker(weights, rows.mean(0) if row is None else rows[row])
        chosen = "the mean of its speakers" if row is None else f"its speaker {only!r}"
        logger.info("the speaker conditioning of %s is replaced by %s", source, chosen)
    report = load_partially(
        model,
        weights,
        rows={
            "encoder.embedding.weight": Rows(row_names(their.symbols), row_names(symbols)),
            table: Rows(by_id(their.speakers), by_id(speakers)),
        },
        may_grow=["duration_predictor.conv_1.weight"] if fresh else [],
        # The correction of the tempo is counted anew within a hundred steps.
        may_be_new=["tempo.", *(["speaker_", ".condition."] if fresh else [])],
    )
    _silence_new_conditions(model, report.new)
    logger.info("finetuning from %s:\n  %s", source, report)
    for section in ("mel", "text"):
        old, new = (getattr(c.preprocess, section).model_dump() for c in (their.config, config))
        changes = config_changes(old, new)
        if changes:
            logger.warning("its %s settings were others:\n%s", section, describe_changes(changes))


@torch.no_grad()
def fold_speaker(weights: dict[str, Tensor], vector: Tensor) -> None:
    """Make a state dict with speaker conditioning, in place, one without.

    What ``vector`` (speaker_channels,) adds becomes part of the biases: exactly, but for the first
    and last phones' durations, where the convolution's padding held no speaker.
    """
    for name in [name for name in weights if name.endswith(".condition.bias")]:
        condition = name.removesuffix("bias")
        direction = weights.pop(f"{condition}parametrizations.weight.original1")
        norm = weights.pop(f"{condition}parametrizations.weight.original0")
        matrix = F.normalize(direction.flatten(1), dim=1) * norm.flatten(1)  # 1x1: (out, in)
        offset = matrix @ vector + weights.pop(name)
        gates = condition.removesuffix("condition.") + "gates."
        layers = sum(key.startswith(gates) and key.endswith(".bias") for key in weights)
        for layer, part in enumerate(offset.chunk(layers)):
            weights[f"{gates}{layer}.bias"] = weights[f"{gates}{layer}.bias"] + part
    conv = "duration_predictor.conv_1"
    features, speaker = weights[f"{conv}.weight"].tensor_split([-len(vector)], 1)
    weights[f"{conv}.weight"] = features
    weights[f"{conv}.bias"] = weights[f"{conv}.bias"] + speaker.sum(2) @ vector
    for table in (*TABLES, "speaker_centre"):
        weights.pop(table, None)


def _check_shapeless(saved: ExperimentConfig, config: ExperimentConfig, source: Path) -> None:
    old, new = ({name: getattr(c.model, name) for name in SHAPELESS} for c in (saved, config))
    changes = config_changes(old, new)
    if changes:
        raise UserError(
            f"{source}: its weights mean something else under this config's model settings; "
            f"take them from its args.json:\n{describe_changes(changes)}"
        )


@torch.no_grad()
def _silence_new_conditions(model: nn.Module, names: Sequence[str]) -> None:
    """Start new speaker conditioning at nothing, so that the voice starts as it was."""
    for name, value in model.named_parameters():
        if name in names and name.endswith((".condition.bias", ".weight.original0")):
            value.zero_()
