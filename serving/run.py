"""Running an application: until a signal, after which what is under way is finished."""

import asyncio
import contextlib
import logging
import signal
import socket
import threading
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from serving.settings import LOOPBACK
from utils.errors import UserError

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
MAX_CONNECTIONS = 1000
KEEP_ALIVE = 15  # seconds of an idle connection

logger = logging.getLogger(__name__)


class GracefulServer(uvicorn.Server):
    """Server that ends with its process' exit code 0 after a signal; uvicorn's own repeats it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield  # a thread cannot have signals
            return
        before = {number: signal.signal(number, self.handle_exit) for number in STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def build_server(app: FastAPI, host: str, port: int, grace: float) -> GracefulServer:
    """Server of an application; ``grace``: seconds that requests have to finish at the end."""
    return GracefulServer(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level=logging.getLogger().getEffectiveLevel(),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=round(grace),
            limit_concurrency=MAX_CONNECTIONS,
            h11_max_incomplete_event_size=16384,
            http="h11",
            ws="none",
        )
    )


def serve(app: FastAPI, host: str, port: int, grace: float, wyoming: str | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C; the exit code. ``wyoming``: also serve at this URI."""
    server = build_server(app, host, port, grace)
    try:
        listener = listen(host, port)
    except OSError as error:
        raise UserError(f"cannot listen at {host}:{port}: {error.strerror}") from None
    with listener:
        address = listener.getsockname()
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        logger.info("listening at http://%s:%d", shown, address[1])
        if app.state.settings.api_key is None:
            reach = "this machine only" if host in LOOPBACK else "everybody who reaches it"
            logger.info("there is no API key: it is open to %s", reach)
        asyncio.run(_serve(server, listener, app, wyoming))
    return 0


def listen(host: str, port: int) -> socket.socket:
    """Socket that is bound, before anything is loaded."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    return listener


async def _serve(
    server: GracefulServer, listener: socket.socket, app: FastAPI, wyoming: str | None
) -> None:
    if wyoming is None:
        await server.serve([listener])
        return
    from serving.wyoming_server import WyomingServer

    beside = WyomingServer(app.state.service, wyoming)
    await beside.start()
    try:
        await server.serve([listener])
    finally:
        await beside.stop()
