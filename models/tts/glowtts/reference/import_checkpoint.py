"""Turn a checkpoint of the reference implementation into an experiment of this toolkit.

The reference (jaywalnut310/glow-tts) saves ``{'model': state_dict, 'iteration': epoch, ...}`` and
keeps its settings in a ``config.json``. Its text front end is not part of the import: such a
voice takes phone ids, or phones written out in ``[[…]]``.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from config.glowtts import ExperimentConfig
from config.load import parse_config
from models.base.checkpoint.checkpoint import TrainingState, save_checkpoint
from models.base.checkpoint.third_party import describe_misfit, load_third_party
from models.tts.glowtts.model import GlowTTS
from models.tts.glowtts.reference.layout import (
    check_shapes,
    experiment_values,
    reference_symbols,
    source_names,
    speaker_count,
)
from utils.errors import UserError
from utils.files import write_json


def import_checkpoint(source: str | Path, config: str | Path, output_dir: str | Path) -> Path:
    """Write the experiment ``output_dir``, which must not exist yet; return its checkpoint folder.

    ``source`` is the reference's ``G_*.pth``, ``config`` the ``config.json`` beside it.
    """
    output_dir = Path(output_dir)
    if output_dir.exists():
        raise UserError(f"{output_dir} exists already; choose another --output_dir or remove it")
    values = read_config(config)
    settings = experiment_values(values, name=output_dir.resolve().name, source=str(config))
    experiment = parse_config(settings, str(config), ExperimentConfig)
    n_speakers = speaker_count(values)
    symbols = reference_symbols(experiment.preprocess.text.add_blank)
    checkpoint = load_reference(source)
    model = GlowTTS.from_config(experiment, len(symbols), n_speakers)
    convert_weights(checkpoint["model"], model, str(source))

    names = [str(i) for i in range(n_speakers)] if n_speakers > 1 else [output_dir.resolve().name]
    documents = {
        "args.json": experiment.model_dump(mode="json"),
        "symbols.json": symbols.to_json(),
        "spk2id.json": {name: i for i, name in enumerate(names)},
    }
    state = TrainingState(step=_steps(checkpoint), epoch=int(checkpoint.get("iteration", 0)))
    return _write_experiment(output_dir, state, model, documents)


def read_config(path: str | Path) -> dict[str, Any]:
    """The reference's config.json, with its ``data`` and ``model`` sections in place."""
    try:
        values = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: cannot be read as JSON: {error}") from None
    for section in ("data", "model"):
        if not isinstance(values, dict) or not isinstance(values.get(section), dict):
            raise UserError(f"{path}: not a config of the reference: no {section!r} section")
    return values


def load_reference(path: str | Path) -> dict[str, Any]:
    """The checkpoint's dict, its weights checked to be tensors by name."""
    checkpoint = load_third_party(path)
    weights = checkpoint.get("model") if isinstance(checkpoint, dict) else None
    if not isinstance(weights, Mapping) or not all(torch.is_tensor(v) for v in weights.values()):
        raise UserError(f"{path}: not a checkpoint of the reference: no weights under 'model'")
    return checkpoint


def convert_weights(weights: Mapping[str, Tensor], model: GlowTTS, source: str) -> None:
    """Copy the reference's weights into ``model``; ``source`` is named in errors."""
    weights = {name.removeprefix("module."): value for name, value in weights.items()}
    check_shapes(weights, model, source)
    state, used = {}, set()
    missing, misfits = [], []
    for name, target in model.state_dict().items():
        if name.endswith(".initialized"):
            state[name] = torch.tensor(True)
            continue
        names = source_names(name)
        used.update(names)
        absent = [name for name in names if name not in weights]
        if absent:
            missing += absent
            continue
        value = torch.cat([weights[name] for name in names]).float()
        if _squeezed(value) != _squeezed(target):
            misfits.append(f"{names[0]} {tuple(value.shape)} instead of {tuple(target.shape)}")
            continue
        state[name] = value.reshape(target.shape)
    unknown = sorted(set(weights) - used)
    problem = describe_misfit(missing, unknown, misfits)
    if problem:
        raise UserError(f"{source}: weights do not fit the config: {problem}")
    model.load_state_dict(state)


def _write_experiment(
    output_dir: Path, state: TrainingState, model: GlowTTS, documents: dict[str, Any]
) -> Path:
    """Everything in a hidden folder first, so that a failure leaves nothing behind."""
    output_dir.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=output_dir.parent, prefix=f".{output_dir.name}."))
    try:
        for name, value in documents.items():
            write_json(partial / name, value)
        folder = save_checkpoint(
            partial / "checkpoint", state, {"model": model.state_dict()}, documents
        )
        partial.chmod(0o755)
        partial.rename(output_dir)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return output_dir / "checkpoint" / folder.name


def _steps(checkpoint: Mapping[str, Any]) -> int:
    """Updates made, which only the optimizer's state knows."""
    optimizer = checkpoint.get("optimizer")
    states = optimizer.get("state") if isinstance(optimizer, Mapping) else None
    first = next(iter(states.values()), {}) if isinstance(states, Mapping) else {}
    return int(first.get("step", 0)) if isinstance(first, Mapping) else 0


def _squeezed(x: Tensor) -> list[int]:
    return [size for size in x.shape if size != 1]
