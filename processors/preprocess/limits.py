"""Limits of what stage 1 takes: length, loudness, phones per frame."""

from dataclasses import dataclass

from modules.length_regulator import round_frames
from processors.preprocess.state import AudioState, ClipState


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits that a clip must keep; changing them redoes no feature."""

    min_seconds: float
    max_seconds: float
    silence_db: float
    frame_multiple: int

    def audio_problem(self, audio: AudioState) -> str | None:
        """Why the recording cannot be used, as ``kind: details``; None if it can."""
        if audio.error is not None:
            return audio.error
        if audio.peak_db < self.silence_db:
            return f"silent: its peak is {audio.peak_db:.1f} dB, below {self.silence_db:g} dB"
        if audio.seconds < self.min_seconds:
            return f"too short: {audio.seconds:.2f} s, less than {self.min_seconds:g} s"
        if audio.seconds > self.max_seconds:
            return f"too long: {audio.seconds:.2f} s, more than {self.max_seconds:g} s"
        return None

    def problem(self, clip: ClipState) -> str | None:
        """Why the clip cannot be used, as ``kind: details``; None if it can."""
        problem = self.audio_problem(clip.audio) or clip.text.error
        usable = round_frames(clip.audio.frames, self.frame_multiple)
        if problem is None and clip.text.n_ids > usable:
            problem = (
                f"too short for its phones: {clip.text.n_ids} ids (blanks included) "
                f"need as many frames, there are {usable}"
            )
        return problem
