"""A long recording and its text, cut into clips: an audiobook or a lecture becomes a corpus.

The text is cut into sentences and aligned to the whole recording by a search within a band around
where each sentence is expected, by its predicted duration and by how much was spoken so far. Clips
are cut in the pauses between sentences, and each is aligned again on its own: what does not fit its
text is listed instead.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from models.tts.base.acoustic_model import TextPrior
from models.tts.base.alignment.aligner import RecordingAligner
from models.tts.base.alignment.banded_search import search_band
from models.tts.base.alignment.silent_frames import keep_silent, silent_frames
from modules.length_regulator import round_frames
from processors.audio.mel import mel_spectrogram
from processors.text import split_sentences
from processors.timings.silence import find_silences
from processors.timings.word_phones import is_mark, is_phone
from utils.errors import UserError

CHUNK_SECONDS, CONTEXT_SECONDS = 40.0, 2.0  # of what goes through the flow at a time
BAND_SECONDS = 60.0  # of speech to either side of where a symbol is expected
BAND_BYTES = 64_000_000  # a wider band is taken where it fits into this: minutes without text
MAX_WIDENINGS = 2
# Nats a frame that a symbol can be worse than the best one near it: speech that is not in the text,
# and text that is not spoken, cost no more than this.
MOST_LOSS = 12.0
MIN_SECONDS, MAX_SECONDS = 1.0, 15.0  # of a clip
MAX_CHARS = 200  # of a sentence: about 13 seconds
PAUSE = 0.05  # seconds of silence in which a clip may be cut
MARGIN = 0.25  # seconds of silence kept at either end
LEAST_TEMPO = 0.6  # of the usual share of the expected duration, that a spoken sentence has
REACH = 0.15  # seconds from where sentences end and begin, in which a pause is looked for


@dataclass(frozen=True)
class Clip:
    """A stretch of a recording, in seconds, and what is said in it."""

    text: str
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start


@dataclass(frozen=True)
class _Line:
    text: str
    ids: list[int]
    outside: np.ndarray  # (n_ids,): where there may be silence


class LongRecording:
    """A waveform (N,) at the aligner's rate with its text, on the way to clips."""

    def __init__(
        self,
        aligner: RecordingAligner,
        waveform: np.ndarray,
        text: str,
        speaker: Tensor | None = None,
    ) -> None:
        self.aligner = aligner
        self.waveform = waveform
        self.unspeakable: list[str] = []
        self.not_spoken: list[str] = []
        self._speaker = None if speaker is None else speaker.unsqueeze(0)
        self._hop = aligner.mel_config.hop_length
        self._rate = aligner.sample_rate / self._hop  # frames a second
        self._lines = list(self._read(text))
        if not self._lines:
            raise UserError("the text holds nothing that can be said")

    def clips(self) -> list[Clip]:
        """Clips in order, of one sentence each or of several that no pause separates."""
        silences = find_silences(self.waveform, self.aligner.sample_rate)
        spans, tempos = self._align_lines(silences)
        spoken = tempos >= LEAST_TEMPO * np.median(tempos)
        texts = [line.text for line in self._lines]
        self.not_spoken = [text for text, said in zip(texts, spoken, strict=True) if not said]
        said = np.flatnonzero(spoken)
        return cut_clips(
            [texts[n] for n in said],
            [spans[n] for n in said],
            silences,
            len(self.waveform) / self.aligner.sample_rate,
        )

    def _read(self, text: str) -> Iterator[_Line]:
        processor, symbols = self.aligner.text_processor, self.aligner.voice.symbols
        for sentence in split_sentences(text, MAX_CHARS):
            try:
                ids = processor(sentence)
            except UserError as error:
                self.unspeakable.append(f"{sentence}: {error}")
                continue
            yield _Line(sentence, ids, _outside(symbols.decode(ids), symbols.blank))

    def _align_lines(
        self, silences: list[tuple[float, float]]
    ) -> tuple[list[tuple[float, float]], np.ndarray]:
        """Start and end of each sentence in seconds, and its duration as a share of the expected.

        A sentence that is not spoken is squeezed between those that are.
        """
        z = self._latent()
        prior = self._prior()
        n_symbols, n_frames = prior.mean.shape[2], z.shape[2]
        if n_symbols > n_frames:
            raise UserError(
                f"the text has {n_symbols} symbols and the recording {n_frames} frames: it is not "
                "all there, or not its text"
            )
        silent = silent_frames(silences, n_frames, self._rate)
        expected = prior.log_durations[0].exp().cumsum(0).double().numpy()
        spoken = np.cumsum(~silent)
        centers = np.searchsorted(expected / expected[-1], spoken / max(spoken[-1], 1))
        outside = np.concatenate([line.outside for line in self._lines])

        def score(low: int, high: int, start: int, end: int) -> np.ndarray:
            part = TextPrior(
                prior.mean[:, :, low:high],
                None if prior.log_std is None else prior.log_std[:, :, low:high],
                prior.log_durations,
            )
            scores = self.aligner.voice.model.alignment_scores(z[:, :, start:end], part)
            scores = torch.maximum(scores, scores.amax(1, keepdim=True) - MOST_LOSS)
            return keep_silent(scores, outside[low:high], silent[start:end])[0].cpu().numpy()

        symbols_a_second = n_symbols / max(spoken[-1] / self._rate, 1.0)
        affordable = 4 * BAND_BYTES // n_frames  # the search keeps a bit a cell, 2 width wide
        width = max(round(BAND_SECONDS * symbols_a_second), affordable)
        for _ in range(MAX_WIDENINGS + 1):
            durations, touched = search_band(score, centers, n_symbols, width)
            if not touched:
                break
            width *= 2
        return self._line_spans(durations), self._tempos(durations, np.diff(expected, prepend=0))

    def _tempos(self, durations: np.ndarray, expected: np.ndarray) -> np.ndarray:
        tempos, at = [], 0
        for line in self._lines:
            inner = at + np.flatnonzero(~line.outside)
            tempos.append(durations[inner].sum() / expected[inner].sum())
            at += len(line.ids)
        return np.array(tempos)

    def _line_spans(self, durations: np.ndarray) -> list[tuple[float, float]]:
        ends = np.cumsum(durations)
        starts = ends - durations
        spans, at = [], 0
        for line in self._lines:
            n = len(line.ids)
            inner = at + np.flatnonzero(~line.outside)
            spans.append((starts[inner[0]] / self._rate, ends[inner[-1]] / self._rate))
            at += n
        return spans

    @torch.inference_mode()
    def _prior(self) -> TextPrior:
        model = self.aligner.voice.model
        parts = [
            model.text_prior(torch.tensor([line.ids]), torch.tensor([len(line.ids)]), self._speaker)
            for line in self._lines
        ]
        return TextPrior(
            torch.cat([part.mean for part in parts], 2).cpu(),
            None
            if parts[0].log_std is None
            else torch.cat([part.log_std for part in parts], 2).cpu(),
            torch.cat([part.log_durations.flatten()[None] for part in parts], 1).cpu(),
        )

    @torch.inference_mode()
    def _latent(self) -> Tensor:
        """z of the whole recording (1, n_mels, T), a chunk with some context at a time."""
        config, model = self.aligner.mel_config, self.aligner.voice.model
        step = round_frames(round(CHUNK_SECONDS * self._rate), model.frame_multiple)
        context = round_frames(round(CONTEXT_SECONDS * self._rate), model.frame_multiple)
        total = round_frames(len(self.waveform) // self._hop, model.frame_multiple)
        parts = []
        for start in range(0, total, step):
            first, last = max(0, start - context), min(total, start + step + context)
            samples = self.waveform[first * self._hop : last * self._hop]
            samples = np.pad(samples, (0, max(0, config.n_fft - len(samples))))
            mel = mel_spectrogram(torch.from_numpy(samples), config)[None, :, : last - first]
            z = model.latent(mel, torch.tensor([mel.shape[2]]), self._speaker)
            parts.append(z[:, :, start - first : min(start + step, total) - first].cpu())
        if not parts:
            raise UserError(f"too short: {len(self.waveform)} samples make no frame")
        return torch.cat(parts, 2)


def _outside(names: list[str], blank: str | None) -> np.ndarray:
    """Which symbols stand between words: spaces, punctuation, and the blanks beside them."""
    sound = np.array([is_phone(name) or is_mark(name) for name in names]) & np.array(
        [name != blank for name in names]
    )
    outside = ~sound
    for n, name in enumerate(names):  # a blank between two sounds is in a word
        if name == blank and 0 < n < len(names) - 1 and sound[n - 1] and sound[n + 1]:
            outside[n] = False
    return outside


def cut_clips(
    texts: list[str],
    spans: list[tuple[float, float]],
    silences: list[tuple[float, float]],
    seconds: float,
) -> list[Clip]:
    """Clips of sentences found at ``spans``: cut in pauses, joined where there is none."""
    pauses = _Pauses(silences)
    last = len(texts) - 1
    gaps = [pauses.between(spans[n][1], spans[n + 1][0]) for n in range(last)]
    begins = [0.0, *(gap and max(gap[1] - MARGIN, (gap[0] + gap[1]) / 2) for gap in gaps)]
    ends = [*(gap and min(gap[0] + MARGIN, (gap[0] + gap[1]) / 2) for gap in gaps), seconds]
    begins[0] = max(0.0, spans[0][0] - MARGIN)
    ends[-1] = min(seconds, spans[-1][1] + MARGIN)
    clips: list[Clip] = []
    first = 0
    for n in range(last + 1):
        if ends[n] is None:  # no pause: the next sentence belongs to the same clip
            continue
        clip = Clip(" ".join(texts[first : n + 1]), begins[first], ends[n])
        if clips and min(clip.seconds, clips[-1].seconds) < MIN_SECONDS:
            joined = Clip(f"{clips[-1].text} {clip.text}", clips[-1].start, clip.end)
            if joined.seconds <= MAX_SECONDS:
                clips.pop()
                clip = joined
        clips.append(clip)
        first = n + 1
    return clips


class _Pauses:
    """Silences, to be asked for the longest one near a place."""

    def __init__(self, silences: list[tuple[float, float]]) -> None:
        self._silences = [span for span in silences if span[1] - span[0] >= PAUSE]
        self._ends = np.array([end for _, end in self._silences])

    def between(self, end: float, start: float) -> tuple[float, float] | None:
        """Longest silence that touches what lies between two sentences; None if there is none."""
        low, high = min(end, start) - REACH, max(end, start) + REACH
        best = None
        for n in range(int(np.searchsorted(self._ends, low)), len(self._silences)):
            silence = self._silences[n]
            if silence[0] > high:
                break
            if best is None or silence[1] - silence[0] > best[1] - best[0]:
                best = silence
        return best
