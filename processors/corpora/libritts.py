"""LibriTTS as published: ``SUBSET/SPEAKER/CHAPTER/<uid>.wav``, and ``<uid>.normalized.txt``.

Folders are listed and texts read by a few threads, a chapter at a time: on a network file system
waiting for 375,000 small files is most of the work.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from processors.corpora.base import MAX_UID_BYTES, CorpusError, Fence, Utterance, composed

PAGE = "https://www.openslr.org/60/"
TEXT = ".normalized.txt"
AUDIO = ".wav"
THREADS = 8


@dataclass(frozen=True, slots=True)
class Chapter:
    """A folder of one speaker's utterances."""

    folder: str
    speaker: str
    name: str

    def read(self, fence: Fence) -> list[Utterance]:
        """Utterances of the chapter by uid; stage 1 lists missing recordings and texts."""
        audios: dict[str, os.DirEntry] = {}
        texts: dict[str, os.DirEntry] = {}
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):  # a Mac's ._ files and the like
                    continue
                for files, suffix in ((texts, TEXT), (audios, AUDIO)):
                    if entry.name.endswith(suffix):
                        files[composed(entry.name.removesuffix(suffix))] = entry
        utterances = []
        for uid in sorted(audios.keys() | texts.keys()):
            audio, text = audios.get(uid), texts.get(uid)
            self._check_name(uid)
            for file in filter(None, (audio, text)):
                if file.is_symlink():
                    fence.check(file.path)
            path = audio.path if audio else f"{self.folder}/{uid}{AUDIO}"
            spoken = _read_text(text.path) if text else ""
            utterances.append(Utterance(uid, spoken, path, self.speaker))
        return utterances

    def _check_name(self, uid: str) -> None:
        """The published names are unique over the whole corpus because of what they begin with."""
        if not uid.startswith(f"{self.speaker}_{self.name}_") or not uid.isprintable():
            raise CorpusError(
                f"{self.folder}/{uid}{AUDIO}: in LibriTTS its name would begin with "
                f"{self.speaker}_{self.name}_; take it out, or use metadata.csv and a dataset name "
                "of your own"
            )
        if len(uid.encode()) > MAX_UID_BYTES:
            raise CorpusError(f"{self.folder}/{uid}{AUDIO}: too long a file name")


def read_corpus(folder: Path, subsets: Sequence[str] | None = None) -> Iterator[Utterance]:
    """Utterances of the ``subsets``, all that begin with ``train-`` if None; sorted by name."""
    chosen = choose_subsets(folder, subsets)
    fence = Fence(folder, *(folder / subset for subset in chosen))
    chapters = [chapter for subset in chosen for chapter in _chapters(folder / subset, fence)]
    _check_unique(chapters)
    empty = True
    with ThreadPoolExecutor(THREADS) as pool:
        for utterances in pool.map(lambda chapter: chapter.read(fence), chapters):
            empty = empty and not utterances
            yield from utterances
    if empty:
        raise CorpusError(
            f"{folder}: no utterances in {', '.join(chosen)}; expected "
            f"SUBSET/SPEAKER/CHAPTER/*{AUDIO} with *{TEXT} beside each"
        )


def choose_subsets(folder: Path, subsets: Sequence[str] | None) -> list[str]:
    """The subset folders to read, sorted; an error lists those that are there."""
    if not folder.is_dir():
        raise CorpusError(f"{folder}: LibriTTS is not there.\n{how_to_get(folder)}")
    with os.scandir(folder) as entries:
        found = sorted(entry.name for entry in entries if entry.is_dir() and entry.name[0] != ".")
    written = {composed(name): name for name in found}
    wanted = _training(found) if subsets is None else subsets
    chosen = sorted({written.get(composed(name), name) for name in wanted})
    missing = [name for name in chosen if name not in found]
    if chosen and not missing:
        return chosen
    problem = f"no subset {', '.join(missing)}" if missing else "no subset chosen"
    if subsets is None:
        problem = "no train-* subset"
    there = f"there are {', '.join(found)}" if found else "the folder is empty"
    if (folder / "LibriTTS").is_dir():
        there += f" (is {folder / 'LibriTTS'} the one for dataset_path.LibriTTS?)"
    raise CorpusError(
        f"{folder}: {problem}; {there}.\n"
        "  Choose:    preprocess.subsets of the config, "
        'such as {"LibriTTS": ["train-clean-100"]}\n'
        f"{how_to_get(folder)}"
    )


def how_to_get(folder: Path) -> str:
    """Where the corpus comes from, as lines of a message."""
    return (
        f"  Get it:    download the subsets you want from {PAGE}, such as\n"
        f"             train-clean-100.tar.gz, and unpack them: tar -xzf … -C {folder.parent}\n"
        f"             so that {folder / 'train-clean-100'} is there\n"
        "  Elsewhere: name its folder in dataset_path.LibriTTS of the config"
    )


def _training(found: list[str]) -> list[str]:
    return [name for name in found if name.startswith("train-")]


def _chapters(subset: Path, fence: Fence) -> Iterator[Chapter]:
    for speaker in _folders(subset, fence):
        for chapter in _folders(subset / speaker, fence):
            yield Chapter(str(subset / speaker / chapter), composed(speaker), composed(chapter))


def _folders(folder: Path, fence: Fence) -> list[str]:
    with os.scandir(folder) as entries:
        folders = [entry for entry in entries if entry.is_dir() and entry.name[0] != "."]
    for entry in folders:
        if entry.is_symlink():
            fence.check(entry.path)
    return sorted(entry.name for entry in folders)


def _check_unique(chapters: list[Chapter]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for chapter in chapters:
        first = seen.setdefault((chapter.speaker, chapter.name), chapter.folder)
        if first != chapter.folder:
            raise CorpusError(f"{chapter.folder}: the same chapter as {first}; remove one of them")


def _read_text(path: str) -> str:
    """The text on one line; empty where there is none that can be read."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            return " ".join(file.read().split())
    except (OSError, UnicodeDecodeError):
        return ""
