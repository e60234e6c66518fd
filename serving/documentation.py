"""What OpenAPI's document says of routes that read their bodies themselves."""

from typing import Any

from pydantic import BaseModel

ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "null"]},
            },
        }
    },
}
_MEANINGS = {
    400: "something is wrong with the request",
    401: "the API key is missing or wrong",
    404: "no such model or voice",
    408: "the body did not arrive in time",
    413: "the body is too large",
    422: "the text cannot be spoken",
    429: "too many requests",
    500: "an unexpected error",
    503: "the server is busy, or the voice cannot be loaded",
}


def documented(body: type[BaseModel] | None, *media_types: str) -> dict[str, Any]:
    """Arguments of a route: its body's schema, what it returns, and its errors."""
    responses: dict[int, dict[str, Any]] = {
        200: {"description": "success", "content": {name: {} for name in media_types}}
    }
    for status, meaning in _MEANINGS.items():
        content = {"application/json": {"schema": ERROR}}
        responses[status] = {"description": meaning, "content": content}
    arguments: dict[str, Any] = {"responses": responses}
    if body is not None:
        content = {"application/json": {"schema": inline_schema(body)}}
        arguments["openapi_extra"] = {"requestBody": {"required": True, "content": content}}
    return arguments


def inline_schema(model: type[BaseModel]) -> dict[str, Any]:
    """JSON schema of a model, without references."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})

    def resolve(value: Any) -> Any:
        if isinstance(value, dict):
            if "$ref" in value:
                return resolve(definitions[value["$ref"].rpartition("/")[2]])
            return {key: resolve(one) for key, one in value.items()}
        return [resolve(one) for one in value] if isinstance(value, list) else value

    return resolve(schema)
