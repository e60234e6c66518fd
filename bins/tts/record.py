"""Record a voice of one's own: a page with sentences to read, and a corpus that grows clip by clip.

    python bins/tts/record.py --name me          # http://127.0.0.1:8010

The clips go to data/me, in the layout that --data of new_voice.sh and stage 1 read. Close the page
at any time, and go on later. docs/serving.md.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from bins.tts.serving_arguments import add_listening_arguments, read_api_key
from utils.errors import UserError
from utils.log import run_main, setup_logging
from utils.output_names import file_name

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = ROOT / "egs" / "datasets" / "demo_sentences.txt"


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--name", required=True, help="of the corpus; its folder is <output_dir>/<name>")
    add("--output_dir", type=Path, default=ROOT / "data", help="(data, in the repository)")
    add("--sentences", type=Path, help="what to read, a sentence a line (default: English ones)")
    add("--language", default="en-us", help="as espeak-ng names it (en-us)")
    add_listening_arguments(parser, port=8010)
    add("--log_level", choices=["debug", "info", "warning", "error"], default="info")
    return parser


def main() -> int:
    args = build_parser().parse_args()
    setup_logging(args.log_level)
    api_key = read_api_key(args)
    if file_name(args.name) != args.name:
        raise UserError(f"--name {args.name!r} is no folder name; try {file_name(args.name)!r}")
    if args.sentences is None and not args.language.startswith("en"):
        raise UserError(f"--language {args.language} needs --sentences FILE, a sentence a line")
    from serving.settings import LOOPBACK, ServerSettings

    if args.host not in LOOPBACK and api_key is None:
        raise UserError(f"--host {args.host} lets other machines in: give --api_key_file FILE")
    try:
        import fastapi  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise UserError(f"{error}; pip install -e '.[serve]'") from None

    from processors.corpora.reading_list import order_sentences
    from serving.recording import RecordedCorpus, create_recording_app
    from serving.run import serve

    path = args.sentences or SENTENCES
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read: {error}") from None
    sentences = order_sentences([line for line in lines if "|" not in line], args.language)
    if not sentences:
        raise UserError(f"{path}: no sentence in it that could be read aloud")
    corpus = RecordedCorpus.open(args.output_dir / args.name, sentences)
    print(f"recordings: {corpus.folder}", file=sys.stderr)
    settings = ServerSettings(api_key=api_key)
    return serve(create_recording_app(corpus, settings), args.host, args.port, grace=10.0)


if __name__ == "__main__":
    run_main(main)
