"""What is to be spoken, and under which file name."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from processors.processed.rows import load_rows
from processors.text.markup import strip_markup
from utils.errors import UserError
from utils.output_names import file_name, slug

if TYPE_CHECKING:
    from config.schema import RecipeConfig


@dataclass(frozen=True)
class Request:
    """A text, the name its files should have, and who speaks it."""

    name: str
    text: str
    speaker: str | None = None


def text_request(text: str, speaker: str | None = None) -> Request:
    """One text, named by a slug of it, or of what an SSML document says."""
    name = slug(strip_markup(text) if text.lstrip().startswith("<") else text)
    return Request(name, text, speaker)


def file_requests(path: str | Path, speaker: str | None = None) -> list[Request]:
    """One request a line: a sentence, ``id|text``, or ``id|raw|normalized``, the last spoken."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UserError(f"{path}: not UTF-8 text") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    requests = [_parse_line(line.strip(), speaker) for line in lines if line.strip()]
    if not requests:
        raise UserError(f"{path}: no lines in it; expected a sentence or id|text on each")
    return requests


def dataset_requests(
    config: "RecipeConfig",
    dataset: str | None,
    split: str,
    speaker: str | None = None,
    own_speakers: bool = False,
) -> list[Request]:
    """The rows of a split of processed data, named by Uid.

    ``dataset`` may be left out where the voice has one. A given ``speaker`` speaks all rows;
    otherwise, with ``own_speakers``, each is spoken by its own.
    """
    if dataset is None:
        if len(config.dataset) > 1:
            raise UserError(f"name one of the voice's datasets: {', '.join(config.dataset)}")
        dataset = config.dataset[0]
    rows = load_rows(config.processed_dir, dataset, split)
    if not rows:
        raise UserError(f"the {split} split of {dataset} has no rows")
    return [
        Request(
            file_name(row["Uid"]), row["Text"], speaker or (row["Singer"] if own_speakers else None)
        )
        for row in rows
    ]


def _parse_line(line: str, speaker: str | None) -> Request:
    uid, bar, text = line.partition("|")
    # A bar inside [[…]] is a phone (a minor break), not the end of an id.
    # Nor is one in a line that is SSML from its beginning.
    if not bar or "[[" in uid or not uid.strip() or line.startswith("<"):
        return text_request(line, speaker)
    if text.count("|") == 1 and "[[" not in text and not text.lstrip().startswith("<"):
        text = text.partition("|")[2]
    return Request(file_name(uid.strip()), text.strip(), speaker)
