"""Reading of ``metadata.csv``: lines of fields that ``|`` separates, and what users do to them."""

import logging
from collections.abc import Sequence
from pathlib import Path

from processors.corpora.audio_finder import without_extension
from processors.corpora.base import MAX_UID_BYTES, CorpusError, composed
from processors.corpora.columns import (
    Row,
    columns_problem,
    read_header,
    strange_texts,
    swapped_columns,
    wrong_columns,
)

FORM = "id|text or id|raw text|normalized text"
DEFAULT = ("id", "text", "normalized")  # the last may be missing
REMEDY = (
    'name the columns, in preprocess.columns of the config ({"my_voice": ["id", "speaker", '
    '"text"]}; "ignore" is a column that is not used) or in a first line such as id|speaker|text'
)

logger = logging.getLogger(__name__)


class Metadata:
    """Rows of a file of ``id|text`` lines, with the errors that users meet in them.

    Fields are separated by ``|`` and nothing else has a meaning: quotes are part of the text.
    ``columns`` are their names; without them those of a header line, or ``DEFAULT``.
    """

    def __init__(self, path: Path, columns: Sequence[str] | None = None) -> None:
        self._path = path
        self._named = columns is not None
        self._columns = tuple(columns or DEFAULT)
        self._line_of_uid: dict[str, int] = {}
        self._line = 0

    def read(self) -> list[Row]:
        """Rows of all lines that are not blank; CorpusError for what cannot be a corpus."""
        rows, first = [], True
        with self._path.open("rb") as file:
            for self._line, raw in enumerate(file, start=1):
                line = self._decode(raw).strip("\r\n")
                if not line.strip():
                    continue
                fields = [field.strip() for field in line.split("|")]
                if not (first and self._take_header(fields)):
                    rows.append(self._row(fields))
                first = False
        if not rows:
            raise CorpusError(f"{self._path}: no utterances in it; each line must be {self._form}")
        self._check(rows)
        return rows

    @property
    def _form(self) -> str:
        return "|".join(self._columns) if self._named else FORM

    def _take_header(self, fields: list[str]) -> bool:
        """Whether the first line names the columns; if the config does not, these are theirs."""
        columns = read_header(fields)
        if columns is None:
            return False
        if self._named:
            return True
        problem = columns_problem(columns)
        if problem is not None:
            raise self._error(
                f"{'|'.join(fields)} looks like a header line, but {problem}; {REMEDY}"
            )
        unused = [name for name, column in zip(fields, columns, strict=True) if column == "ignore"]
        if unused:
            logger.warning("%s: columns that are not used: %s", self._path, ", ".join(unused))
        self._columns, self._named = columns, True
        return True

    def _row(self, fields: list[str]) -> Row:
        n_columns = (len(self._columns),) if self._named else (2, 3)
        if len(fields) not in n_columns:
            more = f"; of other columns, {REMEDY}" if len(fields) > n_columns[-1] else ""
            raise self._error(f"{len(fields)} fields; each line must be {self._form}{more}")
        values = dict(zip(self._columns, fields, strict=False))
        identifier = values["id"]
        speaker = composed(values.get("speaker", ""))
        if "speaker" in self._columns and not (speaker and speaker.isprintable()):
            raise self._error(f"the speaker is {speaker!r}; every clip needs one")
        return Row(
            identifier,
            self._uid(identifier),
            values.get("text", ""),
            values.get("normalized", ""),
            speaker,
        )

    def _uid(self, identifier: str) -> str:
        """File name of an utterance, refused when it is unsafe or was seen on a line before."""
        name = composed(without_extension(identifier))
        parts = name.replace("\\", "/").split("/")
        if not identifier:
            raise self._error(f"the id is empty; each line must be {self._form}")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
            raise self._error(f"id {name!r} points outside of the dataset folder")
        uid = "_".join(part for part in parts if part not in ("", "."))
        if not uid.isprintable() or uid.startswith(".") or not uid:
            raise self._error(f"id {name!r} cannot be a file name")
        if len(uid.encode()) > MAX_UID_BYTES:
            raise self._error(f"id {name!r} is too long for a file name")
        first = self._line_of_uid.setdefault(uid, self._line)
        if first != self._line:
            raise self._error(f"id {name!r} is the same utterance as on line {first}")
        return uid

    def _check(self, rows: list[Row]) -> None:
        """Raise CorpusError for columns that are something else; warn of what may be."""
        problem = swapped_columns(rows) if "speaker" in self._columns else None
        if not self._named:
            problem = wrong_columns(rows)
        if problem is not None:
            raise CorpusError(
                f"{self._path}: {problem}. Each line was read as {self._form}; {REMEDY}"
            )
        strange = strange_texts([row.normalized or row.text for row in rows])
        if strange is not None:
            logger.warning("%s: %s; if these are no texts, %s", self._path, strange, REMEDY)
        names = {row.speaker for row in rows}
        if len({"".join(name.casefold().split()) for name in names}) < len(names):
            logger.warning(
                "%s: speakers that differ only in capitals or spaces count as different: %s",
                self._path, ", ".join(sorted(names, key=str.casefold)[:10]),
            )  # fmt: skip

    def _error(self, message: str) -> CorpusError:
        """The error for the line being read."""
        return CorpusError(f"{self._path}, line {self._line}: {message}")

    def _decode(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8-sig" if self._line == 1 else "utf-8")
        except UnicodeDecodeError:
            raise self._error("not UTF-8; save the file in that encoding") from None
