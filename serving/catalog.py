"""What there is: models and voices, in the shapes that OpenAI's clients and Open WebUI read."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from serving.documentation import documented
from serving.errors import ApiError
from serving.metrics import Metrics
from serving.voices import VoiceLibrary

OWNER = "flow-tts-toolkit"


def catalog_router(library: VoiceLibrary, metrics: Metrics) -> APIRouter:
    """Routes that list models and voices, and tell how the server is."""
    router = APIRouter()

    @router.get("/v1/models", **documented(None, "application/json"))
    async def models() -> JSONResponse:
        """Models: OpenAI's names for the default voice, then the voices."""
        entries = await run_in_threadpool(library.entries)
        data = [_model(name, entries) for name in library.models()]
        return JSONResponse({"object": "list", "data": data})

    @router.get("/v1/models/{name}", **documented(None, "application/json"))
    async def model(name: str) -> JSONResponse:
        """One model."""
        entries = await run_in_threadpool(library.entries)
        if name not in library.models():
            raise ApiError(404, f"no model {name!r}", "model", "model_not_found")
        return JSONResponse(_model(name, entries))

    @router.get("/v1/audio/models", **documented(None, "application/json"))
    async def audio_models() -> JSONResponse:
        """Models, in the shape that Open WebUI reads."""
        names = await run_in_threadpool(library.models)
        return JSONResponse({"models": [{"id": name, "name": name} for name in names]})

    @router.get("/v1/audio/voices", **documented(None, "application/json"))
    async def voices() -> JSONResponse:
        """Voices, and each speaker of those with several as voice/speaker."""
        found = []
        for name in await run_in_threadpool(library.entries):
            speakers = (await asyncio.to_thread(library.details, name)).speakers
            names = [f"{name}/{speaker}" for speaker in speakers] if speakers else [name]
            found += [{"id": one, "name": one} for one in names]
        return JSONResponse({"voices": found, "data": found})

    @router.get("/healthz", **documented(None, "application/json"))
    async def health() -> JSONResponse:
        """Whether the server can speak: it has a voice."""
        await run_in_threadpool(library.default)
        return JSONResponse({"status": "ok"})

    @router.get("/metrics", **documented(None, "text/plain"))
    async def prometheus() -> Response:
        """Counts and histograms for Prometheus."""
        metrics.voices.set(len(library.loaded))
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def _model(name: str, entries: dict) -> dict:
    created = entries[name].created if name in entries else 0
    return {"id": name, "object": "model", "created": created, "owned_by": OWNER}
