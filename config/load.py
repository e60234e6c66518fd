"""Reading of an exp_config: JSON with comments, ``base_config`` inheritance, strict types."""

import difflib
import json
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from config.schema import REPOSITORY
from utils.errors import UserError
from utils.files import write_json

Config = TypeVar("Config", bound=BaseModel)


class ConfigError(UserError):
    """A config that cannot be read or does not fit the schema."""


def load_config(path: str | Path, schema: type[Config]) -> Config:
    """Read a config, merge it over its ``base_config`` chain and check it against ``schema``.

    A relative ``base_config`` is looked for under the repository root, then beside the file that
    names it. Raises ConfigError with one line per problem.
    """
    return parse_config(read_merged(Path(path)), str(path), schema)


def parse_config(values: dict[str, Any], source: str, schema: type[Config]) -> Config:
    """Check merged ``values`` against ``schema``; ``source`` is named in errors."""
    _check_model_type(values, source, schema)
    try:
        return schema.model_validate(values)
    except ValidationError as error:
        lines = [_describe(problem, schema) for problem in error.errors()]
        raise ConfigError(f"{source}: " + "\n  ".join(lines)) from None


def save_config(config: BaseModel, path: str | Path) -> None:
    """Write the resolved config as strict JSON (an experiment's ``args.json``)."""
    write_json(path, config.model_dump(mode="json"))


def read_merged(path: Path, chain: tuple[Path, ...] = ()) -> dict[str, Any]:
    """Read ``path`` and everything it inherits from, as one plain dict."""
    resolved = path.resolve()
    if resolved in chain:
        names = " -> ".join(str(link) for link in (*chain, resolved))
        raise ConfigError(f"{path}: base_config goes round in a circle: {names}")
    values = read_file(path)
    base = values.pop("base_config", None)
    if base is None:
        return values
    if not isinstance(base, str):
        raise ConfigError(f"{path}: base_config must be a path in quotes, got {base!r}")
    return merge(read_merged(_find_base(base, path), (*chain, resolved)), values)


def merge(base: dict[str, Any], override: dict[str, Any]) -> dict[str, Any]:
    """Deep merge: dicts key by key, everything else (lists too) replaced.

    ``dataset_path`` maps names to folders and merges like any dict.
    """
    merged = dict(base)
    for key, value in override.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge(merged[key], value) if both else value
    return merged


def read_file(path: Path) -> dict[str, Any]:
    """One file, its ``base_config`` left alone."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such config file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    try:
        # Strict JSON (args.json) takes the fast parser, comments and trailing commas the other.
        try:
            values = json.loads(text)
        except ValueError:
            import json5  # a tenth of a second that a voice in use does not need

            values = json5.loads(text, allow_duplicate_keys=False)
    except ValueError as error:
        raise ConfigError(f"{path}: not valid JSON: {error}") from None
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: expected an object {{…}} at the top")
    return values


def _check_model_type(values: dict[str, Any], source: str, schema: type[BaseModel]) -> None:
    """Raise one plain line for a config of another recipe, in place of all keys it lacks."""
    field, named = schema.model_fields.get("model_type"), values.get("model_type")
    if field is not None and named is not None and named != field.default:
        raise ConfigError(f"{source}: model_type is {named!r}, {field.default!r} is needed here")


def _find_base(base: str, named_in: Path) -> Path:
    candidates = [REPOSITORY / base, named_in.parent / base]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    tried = " and ".join(str(candidate) for candidate in candidates)
    raise ConfigError(f"{named_in}: base_config {base!r} not found; looked for {tried}")


def _describe(problem: Any, schema: type[BaseModel]) -> str:
    location = problem["loc"]
    path = ".".join(str(part) for part in location)
    if problem["type"] == "extra_forbidden":
        known = list(_fields_at(schema, location[:-1]))
        near = difflib.get_close_matches(str(location[-1]), known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
        return f"unknown key {path!r}; {hint}"
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "value_error":
        return f"{path}: {message}" if path else message
    return f"{path}: {message[0].lower() + message[1:]}, got {problem['input']!r}"


def _fields_at(schema: type[BaseModel], location: tuple[Any, ...]) -> dict[str, Any]:
    for name in location:
        field = schema.model_fields.get(name)
        if field is None:
            return {}
        schema = _model_in(field.annotation)
        if schema is None:
            return {}
    return schema.model_fields


def _model_in(annotation: Any) -> type[BaseModel] | None:
    options = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else [annotation]
    for option in options:
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
    return None
