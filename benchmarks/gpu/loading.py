"""Processed data to batches on the device: it has to be faster than a step."""

import time
from functools import partial

import torch

from benchmarks.data_loading import bench_rows, write_processed
from benchmarks.gpu.sections import Case, Figures
from benchmarks.gpu.steps import BATCH_SIZE
from models.base.data.dataloader import build_dataloader, to_device
from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.tts.base.dataset import AcousticDataset, collate
from models.tts.base.training_data import batch_multiples
from processors.text.symbols import SymbolTable


def loading(case: Case) -> Figures:
    """Frames per second by the number of data loading processes; the best of three epochs."""
    count, device = 32 if case.small else 1024, torch.device(case.device)
    write_processed(case.folder, count)
    symbols = SymbolTable.default()
    rows = bench_rows(count)
    dataset = AcousticDataset(rows, case.folder, symbols, add_blank=True, speakers={"nobody": 0})
    pad = partial(collate, pad_id=symbols.pad_id, many_speakers=False, **batch_multiples(device))
    for workers in (2,) if case.small else (2, 4, 8):
        sampler = LengthBucketSampler(dataset.frames, BATCH_SIZE, shuffle=True)
        loader = build_dataloader(
            dataset, sampler, pad, num_workers=workers, device=device, persistent=True
        )
        rates = []
        for epoch in range(3):
            sampler.set_epoch(epoch)
            began, frames = time.perf_counter(), 0
            for batch in loader:
                frames += int(batch["mel_lengths"].sum())
                to_device(batch, device)
            if device.type == "cuda":
                torch.cuda.synchronize()
            rates.append(frames / (time.perf_counter() - began))
        case.tell(**{f"{workers} processes": max(rates)})
        del loader
    return {**case.known, "ok": True}
