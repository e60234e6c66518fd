"""Work to be done for clips."""

from dataclasses import dataclass

from processors.preprocess.state import AudioState, ClipState, TextState

Result = tuple[str, AudioState | None, TextState | None]


@dataclass(frozen=True, slots=True)
class Job:
    """Work on a clip; where a key is None those features are up to date."""

    uid: str
    path: str
    text: str
    audio_key: str | None
    text_key: str | None
    keeps_mel: bool = False  # the mel is up to date, its waveform is not there

    def is_done(self, clip: ClipState | None) -> bool:
        """Whether what is known of the clip is an outcome of this job."""
        if clip is None:
            return False
        audio, text = (part.key if part else None for part in (clip.audio, clip.text))
        return self.audio_key in (None, audio) and self.text_key in (None, text)
