"""Limits of what stage 1 takes: length, loudness, phones per frame."""

from dataclasses import dataclass

from modules.length_regulator import round_frames
from processors.preprocess.state import AudioState, ClipState

# Of integers the peak is 1 at most, resampling and mp3 go a little above it: 1 dB is remarkable,
# and 6 dB is no recording whose full scale is 1.
FULL_SCALE_DB = 1.0
MAX_PEAK_DB = 6.02
INTEGER_PEAK = 100  # of samples that are whole numbers, such as those of 16 bits, written as floats


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
        if audio.peak_db > MAX_PEAK_DB:
            return _scale_problem(peak_of(audio))
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


def peak_of(audio: AudioState) -> float:
    """Largest sample of a recording, 1 at full scale."""
    return 10 ** (audio.peak_db / 20)


def _scale_problem(peak: float) -> str:
    """Reason of a float recording whose full scale is not 1, with what to do about it."""
    if peak < INTEGER_PEAK:
        return (
            f"not within full scale: its peak is {peak:.2f}, where 1 is full scale; scale the "
            "recording down, or write it as 16-bit PCM"
        )
    bits = next((bits for bits in (16, 24) if peak <= 1.01 * 2 ** (bits - 1)), 32)
    return (
        f"not within full scale: its peak is {peak:.0f}, where 1 is full scale; it looks like "
        f"{bits}-bit integers written as floats: divide the samples by {2 ** (bits - 1)}"
    )
