"""What stage 1 knows of each clip, in a journal; a clip whose line was torn is done again."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from utils.errors import UNEXPECTED
from utils.journal import Journal

STATE_FILE = ".state.jsonl"


@dataclass(slots=True)
class AudioState:
    """Outcome of a recording. ``key`` names the settings and the version of the file."""

    key: str
    seconds: float = 0.0
    frames: int = 0
    peak_db: float = 0.0
    error: str | None = None
    cut: float = 0.0  # seconds of long pauses that were taken out


@dataclass(slots=True)
class TextState:
    """Outcome of a text. ``key`` names the settings and the text."""

    key: str
    n_ids: int = 0
    error: str | None = None


@dataclass(slots=True)
class ClipState:
    """State of a clip's recording and text; None for one that was not tried yet."""

    audio: AudioState | None = None
    text: TextState | None = None


class StateJournal:
    """The states of a dataset's clips by uid, in memory and on disk.

    Where several processes work on a dataset, all but the first write a ``part`` of their own. The
    journal takes those over, the ones that a killed run left too.
    """

    def __init__(self, folder: Path, part: int | None = None) -> None:
        self._journal = Journal(folder / STATE_FILE if part is None else part_path(folder, part))
        self._parts: list[Path] = []
        self.clips: dict[str, ClipState] = {}
        if part is None:
            self._read(self._journal)
            self._forget_unexpected()
            self.take_over(sorted(folder.glob(part_path(folder, "*").name)))
            if self._parts:
                self.compact(list(self.clips))

    def take_over(self, parts: Iterable[Path]) -> None:
        """Read what other processes recorded; compacting removes their files."""
        for path in parts:
            self._read(Journal(path))
            self._parts.append(path)

    def record(self, results: Iterable[tuple[str, AudioState | None, TextState | None]]) -> None:
        """Add new outcomes, of recording and text each on its own, and append them to the file."""
        entries = []
        for uid, audio, text in results:
            clip = self.clips.setdefault(uid, ClipState())
            clip.audio = audio or clip.audio
            clip.text = text or clip.text
            entries.append(_to_entry(uid, clip))
        self._journal.append(entries)

    def compact(self, uids: Iterable[str]) -> None:
        """Rewrite the file with one line for each of ``uids`` and nothing else."""
        self.clips = {uid: self.clips[uid] for uid in uids if uid in self.clips}
        self._journal.rewrite(_to_entry(uid, clip) for uid, clip in self.clips.items())
        while self._parts:
            self._parts.pop().unlink(missing_ok=True)

    def _forget_unexpected(self) -> None:
        """Have clips that failed for no reason of their own tried again."""
        for clip in self.clips.values():
            if clip.audio and (clip.audio.error or "").startswith(UNEXPECTED):
                clip.audio = None
            if clip.text and (clip.text.error or "").startswith(UNEXPECTED):
                clip.text = None

    def _read(self, journal: Journal) -> None:
        for entry in journal.read():
            try:
                uid, audio, text = entry
                audio, text = audio and AudioState(*audio), text and TextState(*text)
            except (ValueError, TypeError):
                continue  # of another version: the clip counts as not done
            clip = self.clips.setdefault(uid, ClipState())
            clip.audio = audio or clip.audio
            clip.text = text or clip.text


def part_path(folder: Path, part: int | str) -> Path:
    """Journal of one of several processes."""
    return folder / f".state.{part}.jsonl"


def _to_entry(uid: str, clip: ClipState) -> list:
    # dataclasses.astuple copies deeply, which takes longer than all the rest.
    parts = [
        part and [getattr(part, name) for name in part.__slots__]
        for part in (clip.audio, clip.text)
    ]
    return [uid, *parts]
