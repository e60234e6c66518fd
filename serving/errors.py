"""Errors as OpenAI's clients expect them: a status, and what was wrong with which parameter."""

import logging
from collections.abc import Mapping
from textwrap import shorten

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

MAX_MESSAGE = 500  # characters; a message may quote what was sent

logger = logging.getLogger(__name__)

_TYPES = {401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error",
          503: "server_error", 500: "server_error"}  # fmt: skip


class ApiError(Exception):
    """An answer that is no speech.

    ``param`` names the parameter at fault, ``code`` is for programs; ``retry_after`` is in seconds.
    """

    def __init__(
        self,
        status: int,
        message: str,
        param: str | None = None,
        code: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = shorten(message, MAX_MESSAGE, placeholder="…")
        self.param = param
        self.code = code
        self.retry_after = retry_after

    def to_json(self) -> dict[str, dict[str, str | None]]:
        """Body of the response."""
        kind = _TYPES.get(self.status, "invalid_request_error")
        return {
            "error": {
                "message": self.message,
                "type": kind,
                "param": self.param,
                "code": self.code,
            }
        }

    def response(self) -> JSONResponse:
        """The whole response."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        if self.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse(self.to_json(), self.status, headers)


def install_error_handlers(app: FastAPI) -> None:
    """Give every error of an app OpenAI's shape, and keep what is unforeseen in the log."""

    @app.exception_handler(ApiError)
    async def known(request: Request, error: ApiError) -> JSONResponse:
        return error.response()

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        message = str(error.detail)
        if error.status_code == 404:
            message = "there is nothing at this address; /docs lists what there is"
        elif error.status_code == 405:
            message = f"{request.method} is not allowed at this address"
        response = ApiError(error.status_code, message).response()
        response.headers.update(_allowed(error.headers))
        return response

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return validation_error(error.errors()).response()

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> JSONResponse:
        logger.error("%s failed", request.scope["path"], exc_info=error)
        return ApiError(500, "an unexpected error; the server's log has the details").response()


def validation_error(problems: list[dict]) -> ApiError:
    """The first of pydantic's findings, with its parameter."""
    first = problems[0]
    place = [str(part) for part in first["loc"] if part not in ("body", "query")]
    param = ".".join(part for part in place if not part.startswith("function-")) or None
    message = first["msg"].removeprefix("Value error, ")
    code = "missing_required_parameter" if first["type"] == "missing" else None
    if first["type"] == "extra_forbidden":
        message, code = "unknown parameter", "unknown_parameter"
    elif first["type"] == "string_unicode":
        message = "a character is half of a surrogate pair, which is no text"
    shown = f"{param}: {message}" if param else message
    return ApiError(400, shown, param, code)


def _allowed(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name: value for name, value in (headers or {}).items() if name.lower() == "allow"}
