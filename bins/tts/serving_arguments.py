"""Arguments of the scripts that serve pages: where to listen, and who may ask."""

import argparse
import os
from pathlib import Path

from utils.errors import UserError

API_KEY = "TTS_API_KEY"  # environment variable


def add_listening_arguments(parser: argparse.ArgumentParser, port: int) -> None:
    """Add --host, --port and --api_key_file."""
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen at (127.0.0.1: this machine only)")
    add("--port", type=int, default=port, help=f"({port}; 0: any that is free)")
    add("--api_key_file", type=Path, help=f"file with the API key (or the variable {API_KEY})")


def read_api_key(args: argparse.Namespace) -> str | None:
    """The key that clients have to send; None if there is none."""
    if args.api_key_file is None:
        return os.environ.get(API_KEY) or None
    try:
        key = args.api_key_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{args.api_key_file}: the API key cannot be read: {error}") from None
    if not key or not key.isascii() or any(char.isspace() for char in key):
        raise UserError(f"{args.api_key_file}: expected one key of ASCII characters, no spaces")
    return key
