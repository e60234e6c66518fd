"""LJSpeech-1.1 as published: ``metadata.csv`` (id|raw|normalized) and ``wavs/<id>.wav``."""

import logging
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from processors.corpora import custom
from processors.corpora.base import CorpusError, Utterance
from utils.errors import UserError

PAGE = "https://keithito.com/LJ-Speech-Dataset/"
ARCHIVE = "LJSpeech-1.1.tar.bz2"
UNPACKED = "LJSpeech-1.1"

logger = logging.getLogger(__name__)


def read_corpus(folder: Path, columns: Sequence[str] | None = None) -> Iterator[Utterance]:
    """Every line of ``metadata.csv``; the normalized text where there is one."""
    if not is_complete(folder):
        raise CorpusError(
            f"{folder}: LJSpeech-1.1 is not there (metadata.csv and wavs/).\n"
            "  Get it:    bash egs/tts/GlowTTS/run.sh --stage 0   (downloads and unpacks 2.6 GB)\n"
            f"  or:        unpack {ARCHIVE} from {PAGE} into {folder.parent}\n"
            "  Elsewhere: name its folder in dataset_path.LJSpeech of the config"
        )
    return custom.read_corpus(folder, columns)


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
