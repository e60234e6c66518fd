"""The models of an exported voice in onnxruntime: from ids to a mel, and on to a waveform."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.tts.onnx_voice.document import VoiceDocument, read_document
from models.tts.onnx_voice.noise import normal_noise
from utils.errors import UserError
from utils.threads import free_threads

if TYPE_CHECKING:
    import onnxruntime


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
        feeds = self._feeds(np.asarray(ids, dtype=np.int64), noise_scale, length_scale)
        if self.document.speakers:
            feeds["sid"] = np.array([speaker], dtype=np.int64)
        if noise_scale > 0:
            scales = "scales" if self.whole else "noise_scale"
            given = feeds[scales]
            # A negative noise_scale asks for the durations alone, which takes little time.
            feeds[scales] = np.concatenate([np.float32([-1.0]), given[1:]])
            (durations,) = self._first.run(["durations"], feeds)
            shape = (self.document.mel.n_mels, int(durations.sum()))
            feeds[scales] = np.concatenate([given, normal_noise(seed, shape).ravel()])
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
        size = min(first_frames or longest, longest)
        start = 0
        while start < n_frames:
            end = min(start + size, n_frames)
            left, right = max(0, start - context), min(end + context, n_frames)
            (piece,) = self._vocoder.run(["output"], {"mel": mel[None, :, left:right]})
            yield piece.ravel()[(start - left) * hop : (end - left) * hop]
            start, size = end, min(2 * size, longest)

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
