"""Does the toolkit work on this GPU, and how fast: one command, JSON and a table.

    python -m benchmarks.gpu --output DIR [--part essential|more|all] [--only SECTION ...]
    python -m benchmarks.gpu --output DIR --device cpu --small     # a rehearsal without a GPU

Each section is a process of its own with a limit of time: one that fails or hangs costs the others
nothing, and what it had measured by then is kept. DIR/gpu.json holds what the sections of this and
of earlier calls have found, DIR/SECTION.log what they printed. Exit code 0 if all that ran passed,
1 if not, 2 for a wrong command. The reference takes part where GLOW_TTS_DIR is set.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.gpu.report import aims, print_table, write_report
from benchmarks.gpu.run_section import run_section
from benchmarks.gpu.sections import BY_NAME, MARK, SECTIONS, Case, Section
from utils.gpu_memory import grow_segments
from utils.threads import share_cores

PART_SECONDS = {"essential": 440.0, "more": 250.0, "all": 690.0}
ENOUGH = 10.0  # seconds that it is worth to begin a section for
SLOWER = 10.0  # limits of a rehearsal on a CPU are so many times those of a GPU


def parse_options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--output", type=Path, required=True, help="folder of gpu.json and the logs")
    add("--part", choices=PART_SECONDS, default="all", help="essential sections, or the rest")
    add("--device", choices=("cuda", "cpu"), default="cuda")
    add("--small", action="store_true", help="tiny sizes: a rehearsal, figures mean nothing")
    names = {"choices": BY_NAME, "metavar": "SECTION"}
    add("--only", nargs="+", **names, help=", ".join(BY_NAME))
    add("--skip", nargs="+", default=[], **names)
    add("--seconds", type=float, help="for all sections together (440 and 250 for the parts)")
    add("--section", choices=BY_NAME, help=argparse.SUPPRESS)  # run here, in this process
    options = parser.parse_args(arguments)
    options.output = options.output.resolve()
    return options


def chosen(options: argparse.Namespace) -> list[Section]:
    """Sections to run, in their order."""
    parts = {"all": (True, False), "essential": (True,), "more": (False,)}[options.part]
    if options.only:
        named = [section for section in SECTIONS if section.name in options.only]
    else:
        named = [section for section in SECTIONS if section.essential in parts]
    return [section for section in named if section.name not in options.skip]


def measure_here(section: Section, options: argparse.Namespace) -> int:
    """Measure a section in this process, prepared as the scripts are, and print its figures."""
    share_cores()
    grow_segments()
    with tempfile.TemporaryDirectory(prefix=f"gpu-{section.name}-") as folder:
        figures = section.measure(Case(options.device, options.small, Path(folder)))
    print(MARK + json.dumps(figures), flush=True)
    return 0


def main(arguments: list[str] | None = None) -> int:
    options = parse_options(arguments)
    if options.section:
        return measure_here(BY_NAME[options.section], options)
    options.output.mkdir(parents=True, exist_ok=True)
    slower = SLOWER if options.device == "cpu" else 1.0
    deadline = time.monotonic() + (options.seconds or PART_SECONDS[options.part]) * slower
    found = {}
    for section in chosen(options):
        left = deadline - time.monotonic()
        if left < ENOUGH:
            found[section.name] = {"ok": False, "seconds": 0.0, "end": ["no time was left"]}
        else:
            limit = min(section.seconds * slower, left)
            found[section.name] = run_section(section, options, limit)
        report = write_report(options.output, found)
        print_table({section.name: found[section.name]})
    for line in aims(report):
        print(line)
    failed = [name for name, figures in found.items() if not figures["ok"]]
    print(f"failed: {', '.join(failed)}" if failed else "all passed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
