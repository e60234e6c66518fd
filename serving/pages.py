"""The pages: files of the folder ``page``, sent as they are, with nothing from outside."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from serving.errors import ApiError

FOLDER = Path(__file__).parent / "page"
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Scripts and styles of the server's own, data of its own, sound that the page made.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def page_router(index: str = "index.html") -> APIRouter:
    """Routes of the pages; ``index`` is the one at the root."""
    router = APIRouter(include_in_schema=False)
    # Read once: no request opens a file.
    files = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.is_file()}

    def answer(name: str) -> Response:
        if name not in files:
            raise ApiError(404, "there is no such page")
        return Response(files[name], headers=HEADERS, media_type=MEDIA_TYPES[Path(name).suffix])

    @router.get("/")
    async def root() -> Response:
        return answer(index)

    @router.get("/docs")
    async def docs() -> Response:
        return answer("docs.html")

    @router.get("/favicon.ico")
    async def icon() -> Response:
        return answer("icon.svg")

    @router.get("/page/{name}")
    async def file(name: str) -> Response:
        return answer(name)

    return router
