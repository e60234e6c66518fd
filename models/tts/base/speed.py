"""How long each text took to speak, kept beside the wavs for the metric ``rtf``."""

from collections.abc import Sequence
from pathlib import Path

from models.tts.base.batch_synthesis import Written
from utils.errors import UserError
from utils.files import read_json, write_json
from utils.output_names import SPEED


def record_speed(folder: str | Path, written: Sequence[Written]) -> None:
    """Add the computing seconds of what was just spoken to ``speed.json``, by name."""
    path = Path(folder) / SPEED
    try:
        known = read_json(path) if path.is_file() else {}
        known |= {one.path.stem: {"compute_seconds": one.compute_seconds} for one in written}
    except (OSError, ValueError, TypeError) as error:
        raise UserError(f"{path}: cannot be read ({error}); move it away") from None
    write_json(path, known)
