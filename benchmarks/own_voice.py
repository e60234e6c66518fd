"""How good a voice of one's own becomes: part of a corpus in, figures on sentences held out.

    python -m benchmarks.own_voice --data ../shared/data/kathleen_en --recorded 10 --minutes 30 \
        --recognizer base --output_dir build/own_voice/kathleen_10

Some clips are held out (--held_out); of the others, the first in a shuffled order become the corpus
of bins/tts/new_voice.py: --recorded minutes of them, or all. Then the voice says the texts that
were held out, and bins/calc_metrics.py measures it and the recordings alike. Texts with digits are
not held out: a recognizer writes them its own way. Run it again to go on where it stopped.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import torch

from benchmarks.turns import ROOT
from utils.files import write_json

METRICS = "wer,dnsmos"
AGAINST = "similarity,mcd,duration"
OTHERS = 150  # recordings of training that make a mean embedding


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="a corpus of one speaker: metadata.csv and wavs/")
    add("--recorded", type=float, help="minutes of it to use (all)")
    add("--minutes", type=float, default=60.0, help="of training (60)")
    add("--from", dest="source", help="voice to start from (as new_voice.py)")
    add("--language", default="en-us", help="espeak's code (en-us)")
    add("--reduce_hiss", action="store_true", help="as new_voice.py")
    add("--vocoder_minutes", type=float, help="as new_voice.py")
    add("--held_out", type=int, default=50, help="clips that are held out (50)")
    add("--recognizer", required=True, help="as for bins/calc_metrics.py")
    add("--metrics", default=METRICS, help=f"of the voice and of the recordings ({METRICS})")
    add("--output_dir", type=Path, required=True)
    options = parser.parse_args(arguments)
    folder = options.output_dir.resolve()
    corpus, held_out = folder / "corpus", folder / "held_out"
    if not (corpus / "metadata.csv").is_file():
        split_corpus(options.data, options.held_out, options.recorded, corpus, held_out)
    make = ["--data", str(corpus), "--name", folder.name, "--minutes", str(options.minutes)]
    make += ["--language", options.language, "--work_dir", str(folder / "work")]
    make += ["--output_dir", str(folder / "voice")]
    make += ["--from", options.source] if options.source else []
    tune = options.vocoder_minutes
    make += [] if tune is None else ["--vocoder_minutes", str(tune)]
    make += ["--reduce_hiss"] if options.reduce_hiss else []
    run("bins/tts/new_voice.py", *make)
    speech = folder / "speech"
    if not speech.is_dir():
        source = ["--mode", "file", "--source_file", str(held_out / "metadata.csv")]
        run("bins/tts/inference.py", "--acoustics_dir", str(folder / "voice"), *source,
            "--output_dir", str(speech))  # fmt: skip
    listen = ["--recognizer", options.recognizer, "--language", options.language.split("-")[0]]
    texts = ["--ref", str(held_out / "metadata.csv")]
    for name, metrics, reference in (
        ("recordings", options.metrics, texts),
        ("voice", options.metrics, texts),
        ("against", AGAINST, ["--ref", str(held_out / "wavs")]),
    ):
        measured = held_out / "wavs" if name == "recordings" else speech
        run("bins/calc_metrics.py", "--deg", str(measured), *reference, *listen,
            "--metrics", metrics, "--output_dir", str(folder / f"metrics_{name}"))  # fmt: skip
    figures = similarity_to_others(folder)
    write_json(folder / "similarity_to_others.json", figures)
    print("cosine of embeddings to the mean of the recordings of training:", figures)
    print(f"figures: {folder}/metrics_*/summary.json; page: {folder / 'voice' / 'report.html'}")


def similarity_to_others(folder: Path) -> dict[str, float]:
    """Mean cosine of what was held out, and of what the voice says, to the mean of the others."""
    from processors.audio.speaker_encoding import load_speaker_encoder
    from processors.corpora.audio_finder import EXTENSIONS
    from processors.metrics.base import Clip
    from processors.metrics.similarity import embed_clip

    encoder = load_speaker_encoder("cpu")

    def embed(wavs: Path, limit: int | None = None) -> torch.Tensor:
        paths = sorted(path for path in wavs.iterdir() if path.suffix.lower() in EXTENSIONS)[:limit]
        return torch.stack([embed_clip(Clip(path), encoder) for path in paths])

    others = embed(folder / "corpus" / "wavs", OTHERS).mean(0)
    others /= others.norm()
    spoken = {"recordings": folder / "held_out" / "wavs", "voice": folder / "speech"}
    return {name: float((embed(wavs) @ others).mean()) for name, wavs in spoken.items()}


def split_corpus(
    data: Path, n_held_out: int, recorded: float | None, corpus: Path, held_out: Path
) -> None:
    """Copy two corpora out of ``data``: to learn from, at most ``recorded`` minutes, and to test.

    The order is shuffled with a fixed seed, so that fewer minutes are a part of more minutes.
    """
    from processors.audio.io import audio_seconds
    from processors.corpora import read_corpus

    rows = list(read_corpus("corpus", data))
    random.Random(7).shuffle(rows)
    test = [row for row in rows if not re.search(r"\d", row.text)][:n_held_out]
    names = {row.uid for row in test}
    left, train = 60 * recorded if recorded else float("inf"), []
    for row in rows:
        if row.uid not in names and left > 0:
            train.append(row)
            left -= audio_seconds(row.path)
    for folder, chosen in ((held_out, test), (corpus, train)):
        (folder / "wavs").mkdir(parents=True, exist_ok=True)
        for row in chosen:
            shutil.copy(row.path, folder / "wavs" / f"{row.uid}{Path(row.path).suffix}")
        lines = (f"{row.uid}|{row.text}\n" for row in chosen)
        (folder / "metadata.csv").write_text("".join(lines), encoding="utf-8")


def run(script: str, *arguments: str) -> None:
    """Run a script of the toolkit; its failure ends this one too."""
    code = subprocess.run([sys.executable, str(ROOT / script), *arguments]).returncode
    if code:
        raise SystemExit(code)


if __name__ == "__main__":
    main()
