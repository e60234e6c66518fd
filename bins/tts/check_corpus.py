"""What of a folder of recordings would ruin a voice? Names the clips, and says what to do.

    python bins/tts/check_corpus.py --data recordings/
    python bins/tts/check_corpus.py --data recordings/ --json check.json --plot check.png

The folder has metadata.csv and wavs/, or folders of such, a speaker each; or audio files with a
text of the same name beside each. Prints a line per check: OK, WARN (look at it), BAD (fix it) or
SKIPPED. Nothing is changed. Exit code 0 where nothing is BAD, 1 where something is.
docs/checking_recordings.md.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from config.schema import REPOSITORY
from utils.errors import UserError
from utils.files import write_json
from utils.log import run_main, setup_logging

T = TypeVar("T")
ENGLISH = REPOSITORY / "egs" / "datasets" / "demo_sentences.txt"
SHOWN = 15  # clips printed; all of them are in the JSON
NO_VOICE = "none"


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder with metadata.csv and wavs/, or of such")
    add("--dataset", help="layout: LJSpeech, LibriTTS or custom (default: found out)")
    add("--language", help="espeak's code (default: told by the words of the texts)")
    add(
        "--voice",
        help="voice that recordings and texts are aligned with; none leaves that out (default: the "
        "nearest in pretrained/)",
    )
    add("--recognizer", help="also compare texts with what it hears: as for bins/calc_metrics.py")
    add("--sentences", type=Path, help="to choose from for phones that lack, a sentence a line")
    add("--json", type=Path, metavar="PATH", help="also write everything, with all names, there")
    add("--plot", type=Path, metavar="PATH", help="also draw the measurements, as .png")
    add("--shown", type=int, default=SHOWN, help=f"clips to print, the worst first ({SHOWN})")
    add("--num_workers", type=int, default=0, help="processes; 0 (default) is one a core")
    add("--log_level", choices=["debug", "info", "warning", "error"], default="warning")
    return parser


def main() -> int:
    args = build_parser().parse_args()
    setup_logging(args.log_level)

    from models.tts.base.corpus_check.check import CheckSettings, check_corpus
    from models.tts.base.corpus_check.clips import read_clips
    from models.tts.base.diagnosis.report import format_results
    from models.tts.base.new_voice.source import guess_language, nearest_voice, open_source
    from processors.preprocess.pool import count_workers
    from utils.plot import save_figure

    recordings = read_clips(args.data, args.dataset)
    language = args.language or guess_language([one.text for one in recordings])
    voice = None
    if args.voice != NO_VOICE:
        voice = open_source(args.voice)[0] if args.voice else nearest_voice(language)
    settings = CheckSettings(
        language,
        voice,
        _read_sentences(args, language),
        count_workers(args.num_workers),
        args.recognizer,
    )
    report = check_corpus(recordings, settings, _progress)
    print(f"{args.data}: {len(report.clips)} clips, language {language}")
    print(format_results(report.findings))
    _print_names(report.reasons(), args.shown)
    if report.sentences:
        print("\nto read besides:", *report.sentences, sep="\n  ")
    if args.json is not None:
        write_json(args.json, {"data": str(args.data), "language": language} | report.to_json())
    if args.plot is not None:
        save_figure(report.plot(), args.plot)
    return int(not report.usable)


def _read_sentences(args: argparse.Namespace, language: str) -> tuple[str, ...]:
    path = args.sentences or (ENGLISH if language.startswith("en") else None)
    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read: {error}") from None
    return tuple(line.split("|")[-1].strip() for line in lines if line.strip())


def _print_names(reasons: dict[str, list[str]], shown: int) -> None:
    if not reasons:
        return
    print(f"\nclips to look at ({len(reasons)}), those with the most faults first:")
    for uid, why in list(reasons.items())[:shown]:
        print(f"  {uid}: {'; '.join(why)}")
    if len(reasons) > shown:
        print(f"  … and {len(reasons) - shown} more; --json writes them all")


def _progress(items: Iterable[T], what: str, total: int) -> Iterable[T]:
    from tqdm import tqdm

    return tqdm(items, what, total, unit="clip", disable=not sys.stderr.isatty())


if __name__ == "__main__":
    run_main(main)
