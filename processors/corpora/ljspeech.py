"""LJSpeech-1.1 as published: ``metadata.csv`` (id|raw|normalized) and ``wavs/<id>.wav``."""

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from processors.corpora.base import CorpusError, Fence, Metadata, Utterance
from utils.errors import UserError

PAGE = "https://keithito.com/LJ-Speech-Dataset/"
ARCHIVE = "LJSpeech-1.1.tar.bz2"
UNPACKED = "LJSpeech-1.1"

logger = logging.getLogger(__name__)


def read_corpus(folder: Path) -> Iterator[Utterance]:
    """Every line of ``metadata.csv``; the normalized text where there is one."""
    if not is_complete(folder):
        raise CorpusError(
            f"{folder}: LJSpeech-1.1 is not there (metadata.csv and wavs/).\n"
            "  Get it:    bash egs/tts/GlowTTS/run.sh --stage 0   (downloads and unpacks 2.6 GB)\n"
            f"  or:        unpack {ARCHIVE} from {PAGE} into {folder.parent}\n"
            "  Elsewhere: name its folder in dataset_path.LJSpeech of the config"
        )
    wavs = folder / "wavs"
    fence = Fence(folder, wavs)
    with os.scandir(wavs) as entries:
        links = {entry.name for entry in entries if entry.is_symlink()}
    metadata = Metadata(folder / "metadata.csv", (2, 3), "id|text|normalized text")
    for identifier, raw, *normalized in metadata.rows():
        text = normalized[0] if normalized and normalized[0] else raw
        uid = metadata.uid(identifier)
        path = wavs / f"{identifier}.wav"
        if path.name in links or path.parent != wavs:
            fence.check(path)
        yield Utterance(uid, text, str(path))


def is_complete(folder: Path) -> bool:
    """Whether the folder has the published layout."""
    return (folder / "metadata.csv").is_file() and (folder / "wavs").is_dir()


def download(folder: Path) -> bool:
    """Put LJSpeech-1.1 at ``folder``; False when it is there already.

    It is unpacked in a folder of its own and moved when whole, so that an interrupted run leaves no
    part of a corpus behind. An archive that lies beside ``folder`` is used instead of the network.
    """
    if is_complete(folder):
        return False
    if folder.exists() and any(folder.iterdir()):
        raise UserError(f"{folder}: is there but is not LJSpeech-1.1; move it away, then try again")
    staging = folder.parent / ".LJSpeech-1.1.download"
    staging.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(staging / UNPACKED, ignore_errors=True)  # of a run that was interrupted
    archive = staging / ARCHIVE
    at_hand = folder.parent / ARCHIVE
    if at_hand.is_file() and not archive.exists():
        archive.unlink(missing_ok=True)
        archive.symlink_to(at_hand.resolve())
    _fetch(staging)
    if not is_complete(staging / UNPACKED):
        raise UserError(f"{archive}: holds no LJSpeech-1.1; delete it and try again")
    if folder.exists():
        folder.rmdir()  # empty, as seen above
    (staging / UNPACKED).rename(folder)
    shutil.rmtree(staging)
    return True


def _fetch(staging: Path) -> None:
    """Download, unless the archive is there, and unpack it into ``staging``."""
    import tarfile

    from torchaudio.datasets import LJSPEECH  # slow to import, and used by stage 0 alone

    logger.info("LJSpeech: downloading and unpacking, this takes a while")
    try:
        LJSPEECH(staging, download=True)
    except tarfile.TarError as error:
        raise UserError(f"{staging / ARCHIVE}: broken archive ({error}); delete it") from error
    except RuntimeError as error:  # a checksum that differs
        raise UserError(f"LJSpeech: the download is damaged, try again: {error}") from error
    except EOFError as error:
        raise UserError(f"{staging / ARCHIVE}: the archive ends too early; delete it") from error
    except OSError as error:  # no network, a refused connection, a full disk
        raise UserError(
            f"LJSpeech: cannot be downloaded ({error}).\n"
            f"  Without a network: fetch {ARCHIVE} from {PAGE} on another machine, put it into\n"
            f"  {staging.parent} and run stage 0 again, which unpacks it"
        ) from error
