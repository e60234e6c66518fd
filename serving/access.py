"""Who may ask, and how often: the API key and the rate of requests, before anything is read."""

import hmac
import time
from collections import OrderedDict, deque

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.errors import ApiError
from serving.metrics import Metrics
from serving.settings import ServerSettings

MINUTE = 60.0
MAX_CLIENTS = 10_000  # remembered at a time
# What is answered without a key: they tell nothing, and load balancers and browsers have none.
OPEN_PATHS = ("/", "/healthz", "/docs", "/openapi.json", "/favicon.ico")
PAGE_FILES = "/page/"


class Access:
    """ASGI middleware: refuses requests without the key or above the rate, counts all others."""

    def __init__(self, app: ASGIApp, settings: ServerSettings, metrics: Metrics) -> None:
        self.app = app
        self.settings = settings
        self.metrics = metrics
        self.recent: OrderedDict[str, deque[float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500

        async def counted(message: dict) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            connection = HTTPConnection(scope)
            try:
                self._check(connection)
            except ApiError as error:
                await error.response()(scope, receive, counted)
                return
            await self.app(scope, receive, counted)
        finally:
            route = scope.get("route")
            path = getattr(route, "path", "refused" if status in (401, 429) else "unknown")
            self.metrics.requests.labels(path=path, status=str(status)).inc()

    def _check(self, connection: HTTPConnection) -> None:
        path = connection.scope["path"]
        preflight = connection.scope["method"] == "OPTIONS"
        if path in OPEN_PATHS or path.startswith(PAGE_FILES) or preflight:
            return
        if self.settings.api_key is not None:
            self._check_key(connection)
        if self.settings.rate:
            self._check_rate(connection)

    def _check_key(self, connection: HTTPConnection) -> None:
        scheme, _, given = connection.headers.get("authorization", "").partition(" ")
        known = self.settings.api_key.encode()
        # Compared in a time that does not depend on how much of it is right.
        same = hmac.compare_digest(given.strip().encode("latin-1", "replace"), known)
        if scheme.lower() != "bearer" or not same:
            raise ApiError(
                401,
                "the API key is missing or wrong: send the header Authorization: Bearer KEY",
                code="invalid_api_key",
            )

    def _check_rate(self, connection: HTTPConnection) -> None:
        client = connection.client.host if connection.client else "unknown"
        now = time.monotonic()
        times = self.recent.setdefault(client, deque())
        self.recent.move_to_end(client)
        if len(self.recent) > MAX_CLIENTS:
            self.recent.popitem(last=False)
        while times and now - times[0] > MINUTE:
            times.popleft()
        if len(times) >= self.settings.rate:
            wait = max(1, round(MINUTE - (now - times[0])))
            raise ApiError(
                429,
                f"more than {self.settings.rate} requests a minute; try again in {wait} seconds",
                code="rate_limit_exceeded",
                retry_after=wait,
            )
        times.append(now)
