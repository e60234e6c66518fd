"""The sections of the acceptance run, in the order of what matters most when time is short."""

import importlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Figures = dict[str, Any]

MARK = "FIGURES "  # begins a line of a section's output that holds what it knows so far


@dataclass(frozen=True)
class Section:
    """A process of its own that measures something; ``function`` is "module:function" in here."""

    name: str
    function: str
    seconds: float  # that it may take
    essential: bool = True

    def measure(self, case: "Case") -> Figures:
        """Figures with ``ok``, whether all is as it has to be."""
        module, function = self.function.split(":")
        return getattr(importlib.import_module(f"benchmarks.gpu.{module}"), function)(case)


@dataclass(frozen=True)
class Case:
    """What a section measures on: ``small`` is a rehearsal, whose figures mean nothing."""

    device: str
    small: bool
    folder: Path  # for files, empty
    known: Figures = field(default_factory=dict)

    def tell(self, **figures: Any) -> None:
        """Have these figures in the report, also if the section is ended before its end."""
        self.known.update(figures)
        print(MARK + json.dumps({"ok": False, **self.known}), flush=True)


SECTIONS = (
    Section("environment", "environment:environment", 60),
    Section("search", "alignment:search", 90),
    Section("parity", "parity:parity", 60),
    Section("speed", "speed:speed", 90),
    Section("reference", "speed:reference", 60),
    Section("inference", "inference:inference", 60),
    Section("vocoder", "inference:vocoder", 45),
    Section("training", "training:training", 240),
    Section("layouts", "variants:layouts", 30, essential=False),
    Section("graphs", "variants:graphs", 45, essential=False),
    Section("compiled", "variants:compiled", 200, essential=False),
    Section("loading", "loading:loading", 30, essential=False),
)
BY_NAME = {section.name: section for section in SECTIONS}
