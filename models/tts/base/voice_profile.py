"""What speaking needs to know of a voice, whatever computes its speech."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from models.tts.base.speakers import find_speaker
from utils.errors import UserError

if TYPE_CHECKING:
    from config.schema import RecipeConfig
    from processors.text.symbols import SymbolTable


class VoiceProfile(ABC):
    """Symbol table, speakers (name to id) and settings of a voice, and the ``folder`` it is in."""

    symbols: "SymbolTable"
    speakers: dict[str, int]
    config: "RecipeConfig"
    folder: Path

    @property
    @abstractmethod
    def name(self) -> str:
        """Name of the voice for people."""

    @property
    @abstractmethod
    def noise_scale(self) -> float:
        """Noise scale that the voice speaks with where none is asked for."""

    @property
    def follows_references(self) -> bool:
        """Whether the voice can speak as somebody it knows from a recording alone."""
        return False

    @property
    def has_many_speakers(self) -> bool:
        """Whether one of several speakers must be chosen."""
        return len(self.speakers) > 1

    def speaker_name(self, name: str | None) -> str | None:
        """Full name of a speaker of this voice; None if it has one and none was named."""
        if name is None and not self.has_many_speakers:
            return None
        try:
            return find_speaker(self.speakers, name)
        except UserError as error:
            if name is None and self.follows_references:
                raise UserError(f"{error}; or give a reference recording") from None
            raise
