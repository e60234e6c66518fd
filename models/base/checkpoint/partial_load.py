"""Starting from another run's weights: what fits is taken, and everything is accounted for."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from utils.errors import UserError
from utils.messages import list_some

SHOWN = 30  # names listed in a report before "…"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rows:
    """Names of an embedding's rows, in the source and here."""

    source: Sequence[str]
    target: Sequence[str]


@dataclass
class TransferReport:
    """What became of every weight."""

    loaded: list[str] = field(default_factory=list)
    mapped: dict[str, list[str]] = field(default_factory=dict)  # weight -> rows that are new
    left: dict[str, list[str]] = field(default_factory=dict)  # weight -> rows of the source unused
    grown: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{len(self.loaded)} weights loaded as they are"]
        for name, rows in self.mapped.items():
            left = self.left[name]
            lines.append(
                f"{name}: rows mapped by name; {len(rows)} new: {_shorten(rows)}; "
                f"{len(left)} of the source not used: {_shorten(left)}"
            )
        for title in ("grown", "new", "unused"):
            names = getattr(self, title)
            if names:
                lines.append(f"{title}: {_shorten(names)}")
        return "\n  ".join(lines)


def load_partially(
    model: nn.Module,
    source: Mapping[str, Tensor],
    *,
    rows: Mapping[str, Rows],
    may_grow: Collection[str] = (),
    may_be_new: Collection[str] = (),
) -> TransferReport:
    """Load ``source`` into ``model``.

    ``rows`` names embeddings whose rows are matched by name; rows without a match keep the
    model's own start. A weight in ``may_grow`` may have more input channels (dimension 1) here:
    the added ones become zero, so the model starts as the source was. A weight that the source
    lacks keeps its start, if its name contains one of ``may_be_new``. Anything else that does not
    fit is refused, with a table.
    """
    report, misfits = TransferReport(), []
    state = {name: value.detach().clone() for name, value in model.state_dict().items()}
    for name, target in state.items():
        value = source.get(name)
        if value is None:
            if not any(part in name for part in may_be_new):
                misfits.append((name, "absent", _shape(target)))
            report.new.append(name)
        elif name in rows and value.shape[1:] == target.shape[1:]:
            report.mapped[name] = _map_rows(value, target, rows[name])
            known = set(rows[name].target)
            report.left[name] = [row for row in rows[name].source if row not in known]
        elif value.shape == target.shape:
            target.copy_(value)
            report.loaded.append(name)
        elif name in may_grow and _is_wider(target, value):
            target.zero_()
            target[:, : value.shape[1]] = value
            report.grown.append(name)
        else:
            misfits.append((name, _shape(value), _shape(target)))
    report.unused = [name for name in source if name not in state]
    if misfits:
        raise UserError(_misfit_table(misfits))
    model.load_state_dict(state)
    return report


def _map_rows(value: Tensor, target: Tensor, names: Rows) -> list[str]:
    """Copy the rows that both sides have into ``target``; return the names of the others."""
    position = {name: row for row, name in enumerate(names.source)}
    shared = [(i, position[name]) for i, name in enumerate(names.target) if name in position]
    if shared:
        here, there = torch.tensor(shared).T
        target[here] = value[there].to(target)
    return [name for name in names.target if name not in position]


def _is_wider(target: Tensor, value: Tensor) -> bool:
    same = target.shape[:1] + target.shape[2:] == value.shape[:1] + value.shape[2:]
    return target.ndim > 1 and same and target.shape[1] > value.shape[1]


def _misfit_table(misfits: list[tuple[str, str, str]]) -> str:
    shown = [("weight", "checkpoint", "this config"), *misfits[:SHOWN]]
    widths = [max(len(row[column]) for row in shown) for column in range(3)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(r, widths, strict=True)) for r in shown
    ]
    more = f"\n  … and {len(misfits) - SHOWN} more" if len(misfits) > SHOWN else ""
    return (
        f"{len(misfits)} weights of the checkpoint do not fit the model of the config; "
        'take the sizes under "model" from the checkpoint\'s args.json\n  '
        + "\n  ".join(line.rstrip() for line in lines)
        + more
    )


def _shape(value: Tensor) -> str:
    return "x".join(map(str, value.shape)) or "scalar"


def _shorten(names: Sequence[str]) -> str:
    return list_some(list(map(repr, names)), SHOWN, " … and {left} more") or "none"
