"""Recording a voice: sentences to read, clips checked as they come and kept at once.

The folder is a corpus in the custom layout from the first clip on: ``metadata.csv`` and ``wavs/``.
``sentences.txt`` keeps the order of the sentences, a line each, and ``takes/`` every clip that was
replaced or is unfit.
"""

import asyncio
import errno
import io
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soundfile
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse

from processors.audio.clip_checks import ClipReport, check_clip
from serving.access import Access
from serving.errors import ApiError, install_error_handlers
from serving.metrics import Metrics
from serving.pages import page_router
from serving.settings import ServerSettings
from serving.speech_request import read_body
from utils.errors import UserError
from utils.files import atomic_path, write_text

MAX_CLIP = 16 * 2**20  # bytes
METADATA, SENTENCES, WAVS, TAKES = "metadata.csv", "sentences.txt", "wavs", "takes"


@dataclass(frozen=True)
class RecordedCorpus:
    """A folder of clips, each named by the number of its sentence."""

    folder: Path
    sentences: tuple[str, ...]
    lock: threading.Lock

    @classmethod
    def open(cls, folder: Path, sentences: list[str]) -> "RecordedCorpus":
        """Corpus in ``folder``, begun with these sentences unless it has its own already."""
        path = folder / SENTENCES
        if not path.is_file():
            if (folder / METADATA).exists():
                raise UserError(
                    f"{folder} holds a corpus that was not recorded here: choose another --name"
                )
            write_text(path, "".join(f"{sentence}\n" for sentence in sentences))
        kept = path.read_text(encoding="utf-8").splitlines()
        (folder / WAVS).mkdir(parents=True, exist_ok=True)
        return cls(folder, tuple(kept), threading.Lock())

    def name(self, number: int) -> str:
        """Name of the clip of a sentence."""
        return f"{number + 1:04d}"

    def recorded(self) -> list[int]:
        """Numbers of the sentences that have a clip."""
        return [n for n in range(len(self.sentences)) if self.clip(n).is_file()]

    def clip(self, number: int) -> Path:
        """Path of the clip of a sentence."""
        return self.folder / WAVS / f"{self.name(number)}.wav"

    def keep(self, number: int, samples: np.ndarray, rate: int, use: bool) -> None:
        """Write a clip, to ``takes/`` unless it is to be used; no earlier clip is lost."""
        with self.lock:
            path, take = self.clip(number), self._next_take(number)
            with atomic_path(path if use else take) as temporary:
                _write(temporary, samples, rate)
                if use and path.is_file():  # the new one is on the disk
                    take.parent.mkdir(exist_ok=True)
                    path.rename(take)
            if use:
                self._write_metadata()

    def _write_metadata(self) -> None:
        lines = [f"{self.name(n)}|{self.sentences[n]}\n" for n in self.recorded()]
        write_text(self.folder / METADATA, "".join(lines))

    def _next_take(self, number: int) -> Path:
        folder = self.folder / TAKES
        taken = {path.name for path in folder.glob(f"{self.name(number)}-*.wav")}
        count = 1
        while (name := f"{self.name(number)}-{count}.wav") in taken:
            count += 1
        return folder / name


def create_recording_app(corpus: RecordedCorpus, settings: ServerSettings) -> FastAPI:
    """Application of the page that records."""
    app = FastAPI(title="Recording", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.include_router(_router(corpus, settings))
    app.include_router(page_router("record.html"))
    install_error_handlers(app)
    app.add_middleware(Access, settings=settings, metrics=Metrics())
    return app


def _router(corpus: RecordedCorpus, settings: ServerSettings) -> APIRouter:
    router = APIRouter()

    @router.get("/v1/recording")
    async def sentences() -> JSONResponse:
        """What is to be read, and what has been."""
        recorded = await asyncio.to_thread(corpus.recorded)
        document = {
            "name": corpus.folder.name,
            "sentences": corpus.sentences,
            "recorded": recorded,
        }
        return JSONResponse(document)

    @router.get("/v1/recording/{number}")
    async def clip(number: int) -> FileResponse:
        """The clip of a sentence."""
        if not 0 <= number < len(corpus.sentences) or not corpus.clip(number).is_file():
            raise ApiError(404, "this sentence has not been recorded", "number")
        return FileResponse(corpus.clip(number), media_type="audio/wav")

    @router.post("/v1/recording/{number}")
    async def record(number: int, request: Request, anyway: bool = False) -> JSONResponse:
        """Check and keep the clip of a sentence; one with a severe fault is not used."""
        if not 0 <= number < len(corpus.sentences):
            raise ApiError(404, "there is no such sentence", "number")
        if request.headers.get("content-type") != "audio/wav":
            raise ApiError(400, "send the header Content-Type: audio/wav", "Content-Type")
        data = await read_body(request, MAX_CLIP, settings.timeout)
        samples, rate = await asyncio.to_thread(_decode, data)
        report = await asyncio.to_thread(check_clip, samples, rate)
        used = report.good or anyway
        try:
            await asyncio.to_thread(corpus.keep, number, samples, rate, used)
        except OSError as error:
            raise ApiError(
                503, f"the clip cannot be written: {error.strerror}; free some space and try again",
                code="not_written",
            ) from None  # fmt: skip
        return JSONResponse(_document(report, used))

    return router


def _document(report: ClipReport, used: bool) -> dict:
    return {
        "used": used,
        "seconds": round(report.seconds, 2),
        "peak_db": round(report.peak_db, 1),
        "speech_db": round(report.speech_db, 1),
        "noise_db": round(report.noise_db, 1),
        "faults": [asdict(fault) for fault in report.faults],
    }


def _decode(data: bytes) -> tuple[np.ndarray, int]:
    try:
        samples, rate = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError:
        raise ApiError(400, "the clip is no wav") from None
    if not 16000 <= rate <= 96000 or not len(samples) or not np.isfinite(samples).all():
        raise ApiError(400, "the clip is empty, broken, or not at 16 to 96 kHz")
    return samples[:, 0], rate


def _write(path: Path, samples: np.ndarray, rate: int) -> None:
    try:
        soundfile.write(path, samples, rate, subtype="PCM_16")
    except soundfile.LibsndfileError as error:
        raise OSError(errno.ENOSPC, "no space, or the folder is gone") from error
