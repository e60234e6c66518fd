"""Worker processes: as many as asked for, with the same results, gone when their parent is."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import psutil
import pytest
import torch

from config.load import save_config
from processors.preprocess import pool as preprocess_pool
from processors.preprocess.pool import count_workers
from processors.preprocess.stage import preprocess
from processors.processed.features import load_mel
from processors.processed.paths import mel_path
from processors.processed.rows import load_rows
from utils.errors import UserError


@pytest.fixture
def pools(monkeypatch):
    """Process ids of the workers of every pool that was used."""
    seen = []

    class Spy(ProcessPoolExecutor):
        def shutdown(self, *args, **kwargs):
            seen.append(set(self._processes or ()))
            super().shutdown(*args, **kwargs)

    monkeypatch.setattr(preprocess_pool, "ProcessPoolExecutor", Spy)
    return seen


def test_num_workers_is_honored_and_gives_the_same(full_corpus, pools):
    preprocess(full_corpus.config(num_workers=1))
    assert pools == []
    rows = load_rows(full_corpus.processed, "Mine", "train")
    mels = [load_mel(full_corpus.processed, row).numpy() for row in rows]
    full_corpus.processed = full_corpus.processed.with_name("again")
    preprocess(full_corpus.config(num_workers=3))
    assert [len(pids - {os.getpid()}) for pids in pools] == [3]
    assert load_rows(full_corpus.processed, "Mine", "train") == rows
    for row, mel in zip(rows, mels, strict=True):
        np.testing.assert_array_equal(load_mel(full_corpus.processed, row).numpy(), mel)


def test_mels_do_not_depend_on_the_threads_of_this_process(full_corpus):
    before = torch.get_num_threads()
    mels = []
    try:
        for n_threads in (1, 4):
            full_corpus.processed = full_corpus.processed.with_name(f"by{n_threads}")
            torch.set_num_threads(n_threads)
            preprocess(full_corpus.config(num_workers=1))
            assert torch.get_num_threads() == n_threads
            folder = full_corpus.processed / "Mine" / "mels"
            mels.append([path.read_bytes() for path in sorted(folder.iterdir())])
    finally:
        torch.set_num_threads(before)
    assert len(mels[0]) == 8
    assert mels[0] == mels[1]


def test_the_argument_overrides_the_config(full_corpus, pools):
    preprocess(full_corpus.config(num_workers=3), num_workers=1)
    assert pools == []


def test_counting_workers():
    assert count_workers(5) == 5
    assert count_workers(0) == len(os.sched_getaffinity(0))
    with pytest.raises(UserError, match="num_workers must be 0"):
        count_workers(-1)


def test_one_run_at_a_time(full_corpus, monkeypatch):
    def again(*args):
        with pytest.raises(UserError, match="stage 1 is already running there"):
            preprocess(full_corpus.config())
        raise UserError("seen")

    monkeypatch.setattr("processors.preprocess.dataset_run.run_jobs", again)
    with pytest.raises(UserError, match="seen"):
        preprocess(full_corpus.config())
    monkeypatch.undo()
    assert preprocess(full_corpus.config())[0].mels_made == 8


def wait_for(condition, what, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited too long for {what}"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_leaves_no_worker_and_continues(full_corpus, tmp_path, repository, number):
    """The last clip is a pipe that nobody writes to: a worker hangs in it until it is killed."""
    full_corpus.text("stuck", "[[ə]]")
    stuck = full_corpus.folder / "wavs" / "stuck.wav"
    os.mkfifo(stuck)
    config = full_corpus.config(num_workers=2)
    save_config(config, tmp_path / "config.json")
    script = repository / "bins" / "tts" / "preprocess.py"
    process = subprocess.Popen(
        [sys.executable, str(script), "--config", str(tmp_path / "config.json")],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    state = full_corpus.processed / "Mine" / ".state.jsonl"
    try:
        wait_for(lambda: state.is_file() and '"clip3"' in state.read_text(), "the first chunk")
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) >= 2
        process.send_signal(number)
        output, _ = process.communicate(timeout=30)
        wait_for(lambda: not any(child.is_running() for child in family), "the workers to end")
    finally:
        process.kill()
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert "Traceback" not in output
    before = full_corpus.times("mels/*")
    assert "clip3.npy" in before

    stuck.unlink()
    full_corpus.audio("stuck")
    report = preprocess(config, num_workers=1)[0]
    assert report.meta["clips"] == 9
    assert report.mels_made <= 5
    kept = {f"clip{i}.npy" for i in range(4)}
    after = full_corpus.times("mels/*")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert mel_path(full_corpus.processed, "Mine", "stuck").is_file()
