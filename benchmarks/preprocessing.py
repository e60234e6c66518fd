"""Stage 1 in one process: clips a second, from wavs and transcripts to mels and phones.

    python -m benchmarks.preprocessing [--clips 256]

The clips are made up, of lengths as in LJSpeech: 3 to 10 seconds at 22050 Hz, with sentences of
the demo. The other side is what many recipes do: librosa.load, its mel-spectrogram and a logarithm,
and phonemizer's espeak backend, clip by clip. Both write their mels and phones to new folders.
Ours spells out numbers and abbreviations too, checks each recording and its length, renames what it
has written into place, keeps a journal, and writes splits and speakers; the loop does none of it.
"""

import itertools
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import report
from benchmarks.turns import ROOT, Contender, Turn, compete, timed

HERE = "benchmarks.preprocessing"
SAMPLE_RATE = 22050
SENTENCES = ROOT / "egs" / "datasets" / "demo_sentences.txt"


def write_corpus(folder: Path, n_clips: int) -> None:
    """A corpus of noise that swells and fades, with texts that have nothing to do with it."""
    import soundfile

    rng = np.random.default_rng(0)
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    texts = [line for line in lines if line.strip() and not line.startswith("#")]
    rows = []
    (folder / "wavs").mkdir(parents=True)
    for i, text in zip(range(n_clips), itertools.cycle(texts), strict=False):
        time = np.arange(int(rng.uniform(3, 10) * SAMPLE_RATE)) / SAMPLE_RATE
        wave = rng.normal(0, 0.1, len(time)) * np.sin(2 * np.pi * 3 * time)
        soundfile.write(folder / "wavs" / f"clip-{i:04d}.wav", wave, SAMPLE_RATE)
        rows.append(f"clip-{i:04d}|{text}\n")
    (folder / "metadata.csv").write_text("".join(rows), encoding="utf-8")


def new_folder(corpus: str) -> str:
    """Where a turn writes. All go in the end: ext4 makes files slowly where some were deleted."""
    return tempfile.mkdtemp(dir=Path(corpus).parent)


def ours(corpus: str) -> Turn:
    """Stage 1 as it is, in this process."""
    from config.glowtts import ExperimentConfig
    from processors.preprocess.stage import preprocess

    def turn(number: int) -> dict:
        config = ExperimentConfig(
            dataset=["Bench"],
            dataset_path={"Bench": corpus},
            preprocess={"processed_dir": new_folder(corpus)},
        )
        (made,), times = timed(lambda: preprocess(config, num_workers=1))
        return {**times, "work": made.mels_made}

    return turn


def librosa_one_by_one(corpus: str) -> Turn:
    """The usual loop over clips."""
    import espeakng_loader
    import librosa
    from phonemizer.backend import EspeakBackend
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    backend = EspeakBackend("en-us", preserve_punctuation=True, with_stress=True)
    rows = (Path(corpus) / "metadata.csv").read_text(encoding="utf-8").splitlines()

    def loop(folder: Path) -> None:
        for row in rows:
            name, text = row.split("|")
            path = Path(corpus) / "wavs" / f"{name}.wav"
            wave, _ = librosa.load(path, sr=SAMPLE_RATE)
            mel = librosa.feature.melspectrogram(
                y=wave,
                sr=SAMPLE_RATE,
                n_fft=1024,
                hop_length=256,
                n_mels=80,
                fmax=8000,
                power=1,
            )
            np.save(folder / name, np.log(np.maximum(mel, 1e-5)))
            phones = backend.phonemize([text], strip=True)[0]
            (folder / f"{name}.phone").write_text(phones, encoding="utf-8")

    def turn(number: int) -> dict:
        _, times = timed(lambda: loop(Path(new_folder(corpus))))
        return {**times, "work": len(rows)}

    return turn


def main(arguments: list[str] | None = None) -> None:
    parser = report.options(__doc__, rounds=3, threads=1)
    parser.add_argument("--clips", type=int, default=256)
    options = parser.parse_args(arguments)
    table = report.Report("preprocessing", "clips/s", options)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        write_corpus(corpus, options.clips)
        settings = {"corpus": str(corpus)}
        contenders = [
            Contender("ours", f"{HERE}:ours", settings, options.threads),
            Contender(
                "librosa, one by one", f"{HERE}:librosa_one_by_one", settings, options.threads
            ),
        ]
        table.add(f"{options.clips} clips", compete(contenders, options.rounds))
    table.close()


if __name__ == "__main__":
    main()
