"""Make the demo's corpus: sentences spoken by a synthesizer that comes as a wheel.

    python bins/tts/make_demo_corpus.py --output_dir data/demo

Running it again continues where it stopped, or does nothing.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded

# isort: split
from tqdm import tqdm

from processors.corpora.demo import choose_voice, demo_sentences, make_corpus, read_sentences
from utils.log import run_main, setup_logging


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--output_dir", type=Path, default=Path("data/demo"), help="the corpus (data/demo)")
    voices = "who speaks; auto: the folder's voice, else hibari if installed, else espeak"
    add("--voice", default="auto", choices=["auto", "hibari", "espeak"], help=voices)
    add("--language", default="en-us", help="espeak language code of voice and sentences (en-us)")
    add("--sentences", type=Path, help="text file, one sentence a line (default: the demo's own)")
    add("--limit", type=int, help="only the first so many sentences")
    args = parser.parse_args()
    setup_logging()
    language = args.language
    sentences = read_sentences(args.sentences) if args.sentences else demo_sentences(language)
    voice = choose_voice(args.output_dir, args.voice)
    new = make_corpus(args.output_dir, sentences, voice, args.limit, language, _progress)
    count = len(sentences[: args.limit])
    state = f"{new} new" if new else "already there"
    print(f"{args.output_dir}: {count} sentences spoken by {voice} ({state})")


def _progress(finished, total: int, done: int):
    return tqdm(finished, desc="speaking", total=total, initial=done, unit="clip", mininterval=0.5)


if __name__ == "__main__":
    run_main(main)
