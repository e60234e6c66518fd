"""Measure speech: a folder of recordings, against others, against texts, or alone.

    python bins/calc_metrics.py --deg ckpts/tts/demo/result --metrics wer,cer,dnsmos \\
        --recognizer base.en
    python bins/calc_metrics.py --ref data/processed/LJSpeech --deg ckpts/tts/NAME/result \\
        --metrics mcd,f0,duration

Prints a table with 95 % intervals and writes summary.json, summary.csv, utterances.csv,
histograms.png and scatter.png. Exit code 0 if anything was measured.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bins.environment  # noqa: F401 - before torch is loaded
from utils.errors import UserError
from utils.log import run_main, setup_logging
from utils.messages import split_names

SHOWN = 5  # names printed of each list; all are in summary.json
SOURCES = "a folder of recordings, a corpus with metadata.csv, processed data, or a split's .json"


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="metrics: wer, cer, mcd, f0, dnsmos, distillmos, similarity, duration, silence, "
        "rtf; --list says what each is",
    )
    add = parser.add_argument
    add("--deg", "--deg_dir", type=Path, help=f"what to measure: {SOURCES}")
    add("--ref", "--ref_dir", type=Path, help=f"{SOURCES}; or texts: a sentence or id|text a line")
    add("--metrics", help="names, separated by commas")
    add("--split", choices=["train", "valid", "test"], default="test", help="of processed data")
    add("--output_dir", type=Path, help="where files go (default: <deg>/metrics)")
    add(
        "--recognizer",
        "--recogniser",
        help="for wer and cer: a model's folder or name, packages, pocketsphinx",
    )
    add("--language", default="en", help="of the texts, for wer and cer: en (default), de, …")
    add("--device", default="cpu", help="where recognizer and speaker encoder run: cpu or cuda")
    add("--worst", type=int, default=5, help="how many of the worst to print (5)")
    add(
        "--by_prefix",
        action="store_true",
        help="also a line for each group of names: numbers_01, numbers_02, … are one",
    )
    add("--seed", type=int, default=0, help="of the intervals (0)")
    add("--list", action="store_true", help="print what the metrics are, and stop")
    return parser


def main() -> int:
    args = build_parser().parse_args()
    setup_logging("warning")
    from processors.metrics import METRICS, Options, choose, evaluate
    from processors.metrics.output import format_groups, format_table, format_worst, write_report
    from processors.metrics.summary import summarize_groups

    if args.list:
        for metric in METRICS.values():
            needs = f" (needs {' and '.join(metric.needs)})" if metric.needs else ""
            print(f"{metric.name:<10} {metric.summary}{needs}")
        return 0
    if args.deg is None or args.metrics is None:
        raise UserError("--deg and --metrics are needed; --help says how, --list what there is")
    metrics = choose(split_names(args.metrics))
    matches = _match(args)
    options = Options(args.recognizer, args.language, args.device)
    report = evaluate(matches.pairs, metrics, options)
    facts = {
        "deg": str(args.deg),
        "ref": None if args.ref is None else str(args.ref),
        "recognizer": args.recognizer,
        "language": args.language,
        "seed": args.seed,
        "missing": matches.missing,
        "extra": matches.extra,
    }
    groups = summarize_groups(report, args.seed) if args.by_prefix else {}
    if groups:
        facts["groups"] = {
            name: [summary.to_json() for summary in table] for name, table in groups.items()
        }
    output_dir = args.output_dir or (args.deg if args.deg.is_dir() else args.deg.parent) / "metrics"
    table = write_report(output_dir, report, facts, args.seed)
    print(format_table({f"{args.deg.name} ({len(report.rows)})": table}))
    if groups:
        print(f"\n{format_groups(groups)}")
    for metric in metrics:
        column = metric.columns[0]
        details = ("said", "heard") if "text" in metric.needs else ()
        worst = format_worst(report, column, args.worst, details) if column.better else ""
        if worst:
            print(f"\nworst {column.name}:\n{worst}")
    _complain("in --ref but not in --deg", matches.missing)
    _complain("in --deg but not in --ref", matches.extra)
    _complain("not measured", [f"{name}, {what}: {why}" for name, what, why in report.failures])
    print(f"\nfiles: {output_dir}")
    return 0 if table else 1


def _match(args: argparse.Namespace):
    """Recordings, with what belongs to each."""
    from processors.metrics.sources import is_source, match, match_texts, read_sources

    degraded = read_sources(args.deg, args.split)
    if args.ref is None:
        return match(degraded)
    if is_source(args.ref):
        return match(degraded, read_sources(args.ref, args.split))
    from models.tts.base.requests import file_requests

    return match_texts(degraded, {one.name: one.text for one in file_requests(args.ref)})


def _complain(what: str, names: list[str]) -> None:
    if names:
        more = f"\n  … and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        shown = "".join(f"\n  {name}" for name in names[:SHOWN])
        print(f"{what}: {len(names)}{shown}{more}", file=sys.stderr)


if __name__ == "__main__":
    run_main(main)
