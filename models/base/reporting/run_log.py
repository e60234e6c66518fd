"""Logs of a run: TensorBoard, metrics.jsonl and train.log."""

import json
import logging
import math
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from torch.utils.tensorboard import SummaryWriter

from utils.files import write_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

METRICS_FILE = "metrics.jsonl"

logger = logging.getLogger(__name__)


class LogFile:
    """While entered (and ``active``), log records of level INFO and above also go to a file."""

    def __init__(self, path: str | Path, active: bool = True) -> None:
        self.path = Path(path)
        self.active = active

    def __enter__(self) -> "LogFile":
        if self.active:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._handler = _FileHandler(self.path, encoding="utf-8")
            self._handler.setFormatter(
                logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S")
            )
            self._open_root()
        return self

    def __exit__(self, *exception: object) -> None:
        if self.active:
            root = logging.getLogger()
            root.removeHandler(self._handler)
            root.setLevel(self._root_level)
            for handler, level in self._levels:
                handler.setLevel(level)
            with suppress(OSError):  # a full disk, of which the handler has told
                self._handler.close()

    def _open_root(self) -> None:
        """Let INFO through to the file, but to the console only what it showed before."""
        root = logging.getLogger()
        self._root_level = root.level
        self._levels = [(handler, handler.level) for handler in root.handlers]
        for handler, level in self._levels:
            handler.setLevel(max(level, root.level))
        root.setLevel(min(root.level or logging.WARNING, logging.INFO))
        root.addHandler(self._handler)

    def write(self, message: str) -> None:
        """Put down a line that the console shows in another way."""
        record = logger.makeRecord(logger.name, logging.INFO, "", 0, message, (), None)
        self._handler.handle(record)


class _FileHandler(logging.FileHandler):
    """Lines that cannot be written are lost, which is said once."""

    _told = False

    def handleError(self, record: logging.LogRecord) -> None:
        if not self._told:
            self._told = True
            sys.stderr.write(f"cannot write {self.baseFilename}: {sys.exc_info()[1]}\n")


class RunLog:
    """Curves, pictures and audio, from creation to ``close``; ``step`` is where training stands.

    What cannot be written, on a full disk, is lost with a warning: training does not end of it.
    On resume, points after that step (of a run that was killed) are taken back.
    """

    def __init__(self, folder: str | Path, step: int) -> None:
        self._folder = folder = Path(folder)
        self._told = False
        folder.mkdir(parents=True, exist_ok=True)
        self._board = SummaryWriter(str(folder), purge_step=step + 1 if step else None)
        _keep_until(folder / METRICS_FILE, step)
        self._metrics = (folder / METRICS_FILE).open("a", encoding="utf-8")

    def scalars(self, split: str, step: int, values: Mapping[str, float]) -> None:
        """Add one point to every curve."""
        finite = {name: v if math.isfinite(v) else None for name, v in values.items()}
        with self._losable():
            self._metrics.write(json.dumps({"step": step, "split": split, **finite}) + "\n")
            self._metrics.flush()
        with self._losable():
            for name, value in values.items():
                self._board.add_scalar(f"{split}/{name}", value, step)
            self._board.flush()

    def figure(self, name: str, figure: "Figure", step: int) -> None:
        """Add a picture."""
        with self._losable():
            self._board.add_figure(name, figure, step)

    def audio(self, name: str, waveform: np.ndarray, sample_rate: int, step: int) -> None:
        """Add a recording (N,), turned down if it would clip."""
        peak = float(np.abs(waveform).max(initial=1.0))
        with self._losable():
            self._board.add_audio(name, waveform[None] / peak, step, sample_rate=sample_rate)

    def close(self) -> None:
        """Flush everything."""
        with self._losable():
            self._metrics.close()
        with self._losable():
            self._board.close()

    @contextmanager
    def _losable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if not self._told:
                self._told = True
                logger.warning("%s: points of the log are lost: %s", self._folder, error)


def format_losses(means: Mapping[str, float], measures: Collection[str] = ()) -> str:
    """The sum, its parts in brackets, then what is no loss."""
    parts = {name: f"{name} {value:.4f}" for name, value in means.items() if name != "loss"}
    others = [parts.pop(name) for name in measures if name in parts]
    return ", ".join([f"loss {means['loss']:.4f} ({', '.join(parts.values())})", *others])


def _keep_until(path: Path, step: int) -> None:
    """Drop the points after ``step``, and a last line that was cut short."""
    if not path.is_file():
        return
    kept = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            point = json.loads(line)
        except ValueError:
            continue
        if point["step"] <= step:
            kept.append(line + "\n")
    write_text(path, "".join(kept))
