"""The models of an exported voice in onnxruntime: from ids to a mel, and on to a waveform."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.tts.onnx_voice.document import VoiceDocument, read_document
from models.tts.onnx_voice.noise import GROUP, normal_noise
from utils.errors import UserError
from utils.threads import free_threads

if TYPE_CHECKING:
    import onnxruntime

CYCLES = "cycles"  # output of vocoders whose phase runs through the whole mel
SPARE = 1.1  # how much more noise is drawn than the longest sentences have needed


@dataclass(frozen=True)
class Spoken:
    """A spoken sentence.

    Shapes: mel (n_mels, T); durations (L,) int64, of the ids that were given; waveform (T * hop,)
    where it was made together with the mel, else None.
    """

    mel: np.ndarray
    durations: np.ndarray
    waveform: np.ndarray | None


def open_sessions(path: str | Path) -> "Sessions":
    """Sessions of the exported voice at ``path``."""
    return Sessions(read_document(path))


class Sessions:
    """Runs the models of a voice, which are one or two (see ``VoiceDocument.files``)."""

    def __init__(self, document: VoiceDocument) -> None:
        self.document = document
        files = document.files
        self.whole = "voice" in files
        self._first = _open(document.folder / files["voice" if self.whole else "acoustics"])
        self._vocoder = None if self.whole else _open(document.folder / files["vocoder"])
        # A graph that leaves out what is too much needs no run that tells the length of the mel.
        # torch draws the last numbers of a length that is no multiple of GROUP in another way.
        self._takes_spare_noise = document.format_version >= 2 and not document.mel.n_mels % GROUP
        self._frames_per_id = 5.0  # at length_scale 1, so far

    def synthesize(
        self,
        ids: np.ndarray,
        *,
        noise_scale: float,
        length_scale: float,
        speaker: int = 0,
        seed: int = 0,
    ) -> Spoken:
        """Speech of ids (L,) int64, in which the ends of the sentence are optional.

        The same seed gives the same noise, which is that of the toolkit's voices in torch.
        """
        ids = np.asarray(ids, dtype=np.int64)
        feeds = self._feeds(ids, noise_scale, length_scale)
        if self.document.speakers:
            feeds["sid"] = np.array([speaker], dtype=np.int64)
        if noise_scale <= 0:
            return self._run(feeds)
        if self._takes_spare_noise:
            n_frames = int(self._frames_per_id * len(ids) * length_scale) + 1
            spoken = self._run(feeds, seed, n_frames)
            needed = spoken.mel.shape[1]
            longest = SPARE * needed / (len(ids) * length_scale)
            self._frames_per_id = max(self._frames_per_id, longest)
            if needed <= n_frames:
                return spoken
        else:
            needed = self._count_frames(feeds)
        return self._run(feeds, seed, needed)

    def _count_frames(self, feeds: dict[str, np.ndarray]) -> int:
        """Length of the mel: a negative noise_scale asks for the durations alone."""
        scales = np.concatenate([np.float32([-1.0]), feeds[self._scales][1:]])
        (durations,) = self._first.run(["durations"], {**feeds, self._scales: scales})
        return int(durations.sum())

    def _run(self, feeds: dict[str, np.ndarray], seed: int = 0, noise_frames: int = 0) -> Spoken:
        """Run with noise for so many frames; none is for noise_scale 0."""
        if noise_frames:
            noise = normal_noise(seed, (self.document.mel.n_mels, noise_frames)).ravel()
            feeds = {**feeds, self._scales: np.concatenate([feeds[self._scales], noise])}
        names = ["mel", "durations"] + ["output"] * self.whole
        mel, durations, *waveform = self._first.run(names, feeds)
        return Spoken(
            mel[0],
            np.rint(durations.ravel()).astype(np.int64),
            waveform[0].ravel() if waveform else None,
        )

    def vocode(self, spoken: Spoken) -> np.ndarray:
        """Waveform (T * hop,) float32."""
        if spoken.waveform is not None:
            return spoken.waveform
        return np.concatenate(list(self.stream(spoken.mel)))

    def stream(self, mel: np.ndarray, first_frames: int | None = None) -> Iterator[np.ndarray]:
        """Yield the waveform of a mel (n_mels, T) from its beginning, in pieces.

        Only where the vocoder is a model of its own. The first piece has ``first_frames`` frames,
        each next one twice as many.
        """
        n_frames, hop = mel.shape[1], self.document.mel.hop_length
        context, longest = self.document.context_frames, self.document.piece_frames
        names = [output.name for output in self._vocoder.get_outputs()]
        size = min(first_frames or longest, longest)
        start, phase = 0, 0.0
        while start < n_frames:
            end = min(start + size, n_frames)
            left, right = max(0, start - context), min(end + context, n_frames)
            piece = mel[:, left:right]
            if CYCLES in names:  # see PlainSourceFilter: the phase goes on where it was
                states = np.float32([phase, start - left, left])
                piece = np.concatenate([piece, np.repeat(states[:, None], right - left, 1)])
            waveform, *cycles = self._vocoder.run(names, {"mel": piece[None]})
            yield waveform.ravel()[(start - left) * hop : (end - left) * hop]
            if cycles and end < n_frames:
                phase = cycles[0][0, end - left]
            start, size = end, min(2 * size, longest)

    @property
    def _scales(self) -> str:
        """Name of the input that noise follows."""
        return "scales" if self.whole else "noise_scale"

    def _feeds(
        self, ids: np.ndarray, noise_scale: float, length_scale: float
    ) -> dict[str, np.ndarray]:
        length = np.array([len(ids)], dtype=np.int64)
        if self.whole:
            scales = np.array([noise_scale, length_scale, 0.0], dtype=np.float32)
            return {"input": ids[None], "input_lengths": length, "scales": scales}
        return {
            "x": ids[None],
            "x_length": length,
            "noise_scale": np.array([noise_scale], dtype=np.float32),
            "length_scale": np.array([length_scale], dtype=np.float32),
        }


def _open(path: Path) -> "onnxruntime.InferenceSession":
    try:
        import onnxruntime
    except ImportError as error:
        raise UserError(
            f"an exported voice needs the package onnxruntime ({error}): pip install onnxruntime"
        ) from None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = free_threads()
    # A thread that waits by running takes a core from other programs, and from this one.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except RuntimeError as error:
        problem = str(error).splitlines()[0]
        raise UserError(f"{path}: onnxruntime cannot load it: {problem}") from None
