"""The server as an ASGI application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from serving.access import Access
from serving.catalog import catalog_router
from serving.errors import ApiError, install_error_handlers
from serving.metrics import Metrics
from serving.pages import page_router
from serving.scheduler import Scheduler
from serving.service import SpeechService
from serving.settings import ServerSettings
from serving.speech import speech_router
from serving.voices import VoiceLibrary

TITLE = "Text to speech"


def create_app(
    library: VoiceLibrary, settings: ServerSettings | None = None, metrics: Metrics | None = None
) -> FastAPI:
    """Application with all routes; ``app.state.service`` speaks for others, too."""
    settings, metrics = settings or ServerSettings(), metrics or Metrics()
    scheduler = Scheduler(settings.workers, settings.queue, metrics)
    service = SpeechService(settings, library, scheduler)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(_preload(library))
        yield
        loading.cancel()
        await asyncio.to_thread(scheduler.close)

    app = FastAPI(title=TITLE, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.service, app.state.settings = service, settings
    app.state.metrics = metrics
    app.include_router(speech_router(service))
    app.include_router(catalog_router(library, metrics))
    app.include_router(page_router())
    install_error_handlers(app)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["X-Sample-Rate", "X-Warnings"],
        )
    app.add_middleware(Access, settings=settings, metrics=metrics)
    return app


async def _preload(library: VoiceLibrary) -> None:
    """Load the default voice before somebody waits for it; what is wrong with it is logged."""
    with contextlib.suppress(ApiError):
        await library.load(await asyncio.to_thread(library.default))
