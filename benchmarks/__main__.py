"""All benchmarks, or those that are named, with settings that take a minute or so each.

    python -m benchmarks [NAME ...] [--threads N] [--output FOLDER]

Each can also be run alone, and then has options of its own: python -m benchmarks.NAME --help
"""

import argparse
import importlib
from pathlib import Path

from benchmarks.turns import ROOT

NAMES = (
    "alignment_search",
    "training_step",
    "acoustic_inference",
    "text_to_wav",
    "first_audio",
    "onnx_voice",
    "preprocessing",
    "data_loading",
    "busy_machine",
    "serving",
)
ON_DEVICE = ("alignment_search", "training_step", "acoustic_inference")  # what has --device


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--threads", help="of each contender; all cores where left out")
    parser.add_argument("--rounds", help="turns of each contender")
    parser.add_argument("--device", help="cuda: those that can run on a GPU do")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "benchmarks")
    options = parser.parse_args()
    unknown = sorted({*options.names} - {*NAMES})
    if unknown:
        parser.error(f"no benchmark {unknown[0]!r}; there are {', '.join(NAMES)}")
    common = []
    for option in ("threads", "rounds"):
        value = getattr(options, option)
        common += [f"--{option}", value] if value else []
    for name in options.names or NAMES:
        module = importlib.import_module(f"benchmarks.{name}")
        own = ["--device", options.device] if options.device and name in ON_DEVICE else []
        module.main([*common, *own, "--json", str(options.output / f"{name}.json")])
    print(f"\nthe figures as JSON: {options.output}")


if __name__ == "__main__":
    main()
