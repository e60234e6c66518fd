"""The formats that timings are written in, by name."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from processors.timings.captions import to_srt, to_vtt
from processors.timings.document import to_json
from processors.timings.tables import to_audacity, to_ctm
from processors.timings.textgrid import to_textgrid
from processors.timings.timing import Timings
from utils.errors import UserError
from utils.files import write_text
from utils.messages import split_names


class Format(NamedTuple):
    """Ending of the files, and the function that gives their content from timings and a name."""

    suffix: str
    write: Callable[[Timings, str], str]


FORMATS = {
    "textgrid": Format(".TextGrid", to_textgrid),
    "srt": Format(".srt", to_srt),
    "vtt": Format(".vtt", to_vtt),
    "ctm": Format(".ctm", to_ctm),
    "audacity": Format(".labels.txt", to_audacity),
    "json": Format(".timings.json", to_json),
}


def parse_formats(names: str) -> tuple[str, ...]:
    """Names of formats, separated by commas; UserError for one that there is not."""
    wanted = split_names(names)
    for name in wanted:
        if name not in FORMATS:
            raise UserError(f"no format {name!r}; choose from {', '.join(FORMATS)}")
    return tuple(dict.fromkeys(wanted))


def write_timings(timings: Timings, stem: Path, formats: Iterable[str]) -> list[Path]:
    """Write ``<stem><suffix>`` for each format; returns the paths."""
    paths = []
    for name in formats:
        path = stem.with_name(stem.name + FORMATS[name].suffix)
        write_text(path, FORMATS[name].write(timings, stem.name))
        paths.append(path)
    return paths
