"""Word error rate of a folder of synthesised wavs, by an offline recogniser of the user's choice.

Not installed with the toolkit: pip install faster-whisper jiwer whisper-normalizer
Usage: python -m benchmarks.word_error_rate ckpts/tts/demo/result --model PATH_OR_NAME
"""

import argparse
from pathlib import Path

from utils.errors import UserError
from utils.files import read_json
from utils.log import run_main


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="what stage 3 wrote: wavs and requests.json")
    parser.add_argument("--model", default="base.en", help="a faster-whisper model, name or path")
    parser.add_argument("--worst", type=int, default=5, help="how many of the worst to show")
    args = parser.parse_args()
    try:
        import jiwer
        from faster_whisper import WhisperModel
        from whisper_normalizer.english import EnglishTextNormalizer
    except ImportError as error:
        raise UserError(f"{error}; pip install faster-whisper jiwer whisper-normalizer") from None

    recogniser = WhisperModel(args.model, device="cpu", compute_type="int8")
    spell = EnglishTextNormalizer()
    said, heard, rows = [], [], []
    for name, text in read_texts(args.folder):
        wav = str(args.folder / f"{name}.wav")
        segments, _ = recogniser.transcribe(
            wav, language="en", beam_size=5, condition_on_previous_text=False
        )
        said.append(spell(text))
        heard.append(spell(" ".join(segment.text for segment in segments)))
        rows.append((jiwer.wer(said[-1], heard[-1]), name, said[-1], heard[-1]))
    for rate, name, text, words in sorted(rows, reverse=True)[: args.worst]:
        print(f"{rate:6.1%}  {name}\n    said   {text}\n    heard  {words}")
    wer, cer = jiwer.wer(said, heard), jiwer.cer(said, heard)
    print(f"{len(rows)} utterances: word error rate {wer:.1%}, character error rate {cer:.1%}")


def read_texts(folder: Path) -> list[tuple[str, str]]:
    """Name and text of each wav, as stage 3 noted them."""
    path = folder / "requests.json"
    if not path.is_file():
        raise UserError(f"{path}: no such file; give a folder that stage 3 wrote")
    return [(name, request["text"]) for name, request in sorted(read_json(path).items())]


if __name__ == "__main__":
    run_main(main)
