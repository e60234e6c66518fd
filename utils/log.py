"""Logging for the scripts, and how they end."""

import logging
import sys
from collections.abc import Callable

from utils.errors import UserError


def setup_logging(level: str = "info") -> None:
    """Send the toolkit's log records to standard error, one short line each."""
    logging.basicConfig(
        level=level.upper(), format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S"
    )
    for chatty in ("matplotlib", "numba", "PIL", "phonemizer"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def run_main(main: Callable[[], int | None]) -> None:
    """Run a script's ``main``: a UserError becomes one line and exit code 1, Ctrl-C code 130."""
    try:
        code = main()
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - the scripts' one way to fail
        code = 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201
        code = 130
    sys.exit(code or 0)
