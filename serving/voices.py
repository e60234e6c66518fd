"""The voices of a server: found by name, loaded when first asked for, the least used let go."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models.tts.base.text_to_speech import TextToSpeech
from models.tts.onnx_voice.document import find_document
from models.tts.onnx_voice.document import read_document as read_exported
from serving.errors import ApiError
from serving.settings import VoiceSettings
from utils.errors import UserError, unforeseen_as_user_error
from utils.files import read_json

# Names of OpenAI's models and voices, which many clients send: they mean the default voice.
MODEL_ALIASES = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
VOICE_ALIASES = frozenset(
    """alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse""".split()  # noqa: SIM905
)
WARM_UP = "Hello."

logger = logging.getLogger(__name__)

Opener = Callable[[Path], TextToSpeech]


@dataclass(frozen=True)
class VoiceEntry:
    """A voice that the server has: its name, where it is, since when."""

    name: str
    folder: Path
    created: int


@dataclass(frozen=True)
class ServedVoice:
    """A voice in memory."""

    name: str
    synthesizer: TextToSpeech

    @property
    def speakers(self) -> list[str]:
        """Names of its speakers, none where it has only one."""
        voice = self.synthesizer.voice
        return sorted(voice.speakers) if voice.has_many_speakers else []

    @property
    def language(self) -> str:
        """Language of the text front end, as espeak-ng names it."""
        return self.synthesizer.text_processor.config.language


@dataclass(frozen=True)
class VoiceDetails:
    """Names of a voice's speakers, none where it has one, and its language in espeak-ng's words."""

    speakers: list[str]
    language: str


class VoiceLibrary:
    """Voices by name. A request's name is looked up, never made a path."""

    def __init__(self, settings: VoiceSettings, opener: Opener) -> None:
        self.settings = settings
        self.opener = opener
        self.loaded: OrderedDict[str, ServedVoice] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}
        self._details: dict[str, VoiceDetails] = {}

    def entries(self) -> dict[str, VoiceEntry]:
        """All voices by name, those of the command line first; a folder may come and go."""
        folders = [folder for folder in self.settings.voices if folder.is_dir()]
        if self.settings.voice_dir is not None:
            try:
                found = sorted(self.settings.voice_dir.iterdir())
            except OSError as error:
                logger.warning("%s: cannot be read: %s", self.settings.voice_dir, error.strerror)
                found = []
            folders += [folder for folder in found if is_voice(folder)]
        entries: dict[str, VoiceEntry] = {}
        for folder in folders:
            name = folder.resolve().name
            if name not in entries:
                entries[name] = VoiceEntry(name, folder, _created(folder))
        for name in self.loaded:  # its folder may be gone, it speaks on
            entries.setdefault(name, VoiceEntry(name, Path(name), 0))
        return entries

    def default(self) -> str:
        """Name of the voice that speaks where none is named."""
        for name in self.entries():
            return name
        raise ApiError(503, "the server has no voice now", code="no_voice")

    def models(self) -> list[str]:
        """What may be given as ``model``."""
        names = list(self.entries())
        return [*(alias for alias in MODEL_ALIASES if alias not in names), *names]

    def choose(self, model: str, voice: str | None) -> tuple[str, str | None]:
        """Names of the voice and the speaker that a request means; ApiError if there is none."""
        entries = self.entries()
        is_alias = any(model == alias or model.startswith(f"{alias}-") for alias in MODEL_ALIASES)
        if model not in entries and not is_alias:
            known = ", ".join(self.models()[:10])
            raise ApiError(
                404, f"no model {model!r}; there are {known}", "model", "model_not_found"
            )
        usual = model if model in entries else self.default()
        if voice is None or voice == usual:
            return usual, None
        name, _, speaker = voice.partition("/")
        if name in entries:
            return name, speaker or None
        if voice in VOICE_ALIASES:
            return usual, None
        known = ", ".join(list(entries)[:10])
        raise ApiError(404, f"no voice {voice!r}; there are {known}", "voice", "voice_not_found")

    async def load(self, name: str) -> ServedVoice:
        """The voice, from memory or its folder; ApiError where it cannot be loaded."""
        async with self._locks.setdefault(name, asyncio.Lock()):
            if name not in self.loaded:
                entry = self.entries().get(name)
                if entry is None:
                    raise ApiError(404, f"no voice {name!r}", "voice", "voice_not_found")
                self.loaded[name] = await asyncio.to_thread(self._open, entry)
                voice = self.loaded[name]
                self._details[name] = VoiceDetails(voice.speakers, voice.language)
                while len(self.loaded) > self.settings.max_voices:
                    gone, _ = self.loaded.popitem(last=False)
                    logger.info("voice %s is let go", gone)
            self.loaded.move_to_end(name)
            return self.loaded[name]

    def details(self, name: str) -> VoiceDetails:
        """What a voice's documents say; of a voice that cannot be read next to nothing."""
        if name not in self._details:
            entry = self.entries().get(name)
            try:
                with unforeseen_as_user_error():
                    self._details[name] = read_details(entry.folder)
            except UserError as error:
                logger.debug("voice %s: %s", name, error)
                return VoiceDetails([], "en")
        return self._details[name]

    def _open(self, entry: VoiceEntry) -> ServedVoice:
        began = time.monotonic()
        try:
            with unforeseen_as_user_error():
                synthesizer = self.opener(entry.folder)
        except UserError as error:
            logger.error("voice %s cannot be loaded: %s", entry.name, error)
            raise ApiError(
                503,
                f"the voice {entry.name!r} cannot be loaded; the server's log says why",
                "voice",
                "voice_unavailable",
            ) from None
        voice = ServedVoice(entry.name, synthesizer)
        _warm_up(voice)
        logger.info("voice %s is loaded (%.1f s)", entry.name, time.monotonic() - began)
        return voice


def is_voice(folder: Path) -> bool:
    """Whether a folder looks like one that holds a voice."""
    if folder.name.startswith(".") or not folder.is_dir():
        return False
    marks = ("args.json", "checkpoint", "state.json")
    return any((folder / name).exists() for name in marks) or any(folder.glob("*.onnx.json"))


def _warm_up(voice: ServedVoice) -> None:
    """Have everything that is made at the first sentence made now."""
    speaker = next(iter(voice.speakers), None)
    try:
        with unforeseen_as_user_error():
            voice.synthesizer.synthesize(WARM_UP, speaker=speaker)
    except UserError as error:
        logger.debug("voice %s: %s", voice.name, error)


def _created(folder: Path) -> int:
    try:
        return int(folder.stat().st_mtime)
    except OSError:
        return 0


def read_details(folder: Path) -> VoiceDetails:
    """Speakers and language of the voice in a folder; no weights are loaded."""
    if find_document(folder) is not None:
        exported = read_exported(folder)
        names, language = exported.speakers, exported.text.language
    else:
        if not (folder / "spk2id.json").is_file():  # only its checkpoints have one
            from models.base.checkpoint.checkpoint import find_checkpoint

            folder = find_checkpoint(folder, "latest")
        names = read_json(folder / "spk2id.json")
        language = read_json(folder / "args.json")["preprocess"]["text"]["language"]
    return VoiceDetails(sorted(names) if len(names) > 1 else [], language)
