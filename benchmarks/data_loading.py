"""Processed data to padded batches: mel frames a second, with and without loading processes.

    python -m benchmarks.data_loading [--utterances 128]

The files are in the page cache after the first turn, as they are in training when they fit into
memory. A step consumes thousands of frames a second on a CPU, hundreds of thousands on a GPU.
The reference takes part where GLOW_TTS_DIR is set and its packages Unidecode and inflect are
installed. It reads the same mels and as many phones, and starts its processes for every epoch.
"""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import peers, report
from benchmarks.turns import Contender, Turn, compete, installed
from benchmarks.workload import FRAMES_PER_PHONE, N_MELS, draw_lengths, epoch_turn

HERE = "benchmarks.data_loading"
BATCH_SIZE = 16
DATASET = "Bench"


def write_processed(folder: Path, count: int) -> None:
    """What stage 1 would leave, with random mels."""
    from processors.processed.paths import mel_path, phone_path
    from utils.files import write_text

    rng = np.random.default_rng(0)
    filelist = []
    for i, frames in enumerate(draw_lengths(count)):
        path = mel_path(folder, DATASET, f"{i:05d}")
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, rng.standard_normal((N_MELS, frames), dtype=np.float32))
        phones = "ə" * (frames // FRAMES_PER_PHONE // 2)  # the other half are blanks
        write_text(phone_path(folder, DATASET, f"{i:05d}"), phones)
        words = ("glowing " * len(phones))[: len(phones) - 1]
        filelist.append(f"{path}|{words}.\n")
    write_text(folder / peers.REFERENCE_FILELIST, "".join(filelist))


def bench_rows(count: int) -> list[dict[str, Any]]:
    """Rows of what ``write_processed`` has written."""
    return [
        {
            "Dataset": DATASET,
            "Singer": "nobody",
            "Uid": f"{i:05d}",
            "Frames": int(frames),
            "Phones": int(frames) // FRAMES_PER_PHONE,
        }
        for i, frames in enumerate(draw_lengths(count))
    ]


def ours(folder: str, batch_size: int, num_workers: int, count: int) -> Turn:
    """A loader as the trainer builds it; a turn is an epoch."""
    import torch

    from models.base.data.dataloader import build_dataloader
    from models.base.data.length_bucket_sampler import LengthBucketSampler
    from models.tts.base.dataset import AcousticDataset, collate
    from processors.text.symbols import SymbolTable

    symbols, rows = SymbolTable.default(), bench_rows(count)
    dataset = AcousticDataset(rows, folder, symbols, add_blank=True, speakers={"nobody": 0})
    sampler = LengthBucketSampler(dataset.frames, batch_size, shuffle=True)
    loader = build_dataloader(
        dataset,
        sampler,
        partial(collate, pad_id=symbols.pad_id, many_speakers=False),
        num_workers=num_workers,
        device=torch.device("cpu"),
        persistent=True,
    )

    def read(epoch: int) -> int:
        sampler.set_epoch(max(epoch, 0))
        return sum(int(batch["mel_lengths"].sum()) for batch in loader)

    return epoch_turn(read, num_workers)


def main(arguments: list[str] | None = None) -> None:
    parser = report.options(__doc__, rounds=5, threads=1)
    parser.add_argument("--utterances", type=int, default=128)
    options = parser.parse_args(arguments)
    table = report.Report("data loading", "frames/s", options)
    with tempfile.TemporaryDirectory() as folder:
        write_processed(Path(folder), options.utterances)
        for workers in (0, 2):
            settings = {"folder": folder, "batch_size": BATCH_SIZE, "num_workers": workers}
            own = {**settings, "count": options.utterances}
            contenders = [Contender("ours", f"{HERE}:ours", own, options.threads)]
            if peers.reference_given() and all(map(installed, ("unidecode", "inflect"))):
                maker = "benchmarks.peers:reference_loading"
                contenders.append(Contender("reference", maker, settings, options.threads))
            table.add(f"{workers or 'no'} processes", compete(contenders, options.rounds))
    table.close()


if __name__ == "__main__":
    main()
