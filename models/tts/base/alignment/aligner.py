"""Forced alignment of one utterance: a recording and its text to times of words and phones."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from models.tts.base.acoustic_model import TextPrior
from models.tts.base.alignment.confidence import word_confidences
from models.tts.base.alignment.silent_frames import keep_silent, silent_frames
from models.tts.base.alignment.symbol_times import between_words, time_symbols
from models.tts.base.alignment.variants import NO_VARIANTS, Variants
from models.tts.base.voice import Voice
from modules.length_regulator import round_frames
from modules.monotonic_align import search_durations
from processors.audio.mel import mel_spectrogram, min_samples
from processors.text import TextProcessor
from processors.timings.silence import find_silences
from processors.timings.spoken import sentence_timing
from processors.timings.timing import SentenceTiming, Timings
from processors.timings.word_aligner import AlignedText, WordAligner
from utils.errors import UserError


class RecordingAligner:
    """Aligns recordings with a voice of this toolkit that sounds like them."""

    def __init__(self, voice: Voice, variants: Variants = NO_VARIANTS) -> None:
        if not voice.model.can_align:
            raise UserError(f"{voice.config.model_type} cannot align recordings")
        self.voice = voice
        self.mel_config = voice.config.preprocess.mel
        self.text_processor = TextProcessor(voice.config.preprocess.text, voice.symbols)
        self._words = WordAligner.of(self.text_processor)
        self._variants = variants

    @property
    def sample_rate(self) -> int:
        """Rate of the waveforms that ``align`` takes, Hz."""
        return self.mel_config.sample_rate

    def align(self, waveform: np.ndarray, text: str, speaker: Tensor | None = None) -> Timings:
        """Times of a text that is said in a waveform (N,) float32, from its first word to its last.

        ``speaker`` (speaker_channels, 1) is the embedding that a voice of many speakers takes.
        Raises UserError where the text cannot be said in that time, or cannot be said at all.
        """
        z = self._latent(waveform, speaker)
        silences = find_silences(waveform, self.sample_rate)
        candidates = self._variants.candidates(text, self.text_processor.normalize)
        best = max(
            (self._search(z, text, normalized, silences, speaker) for normalized in candidates),
            key=lambda found: found.score,
        )
        sentence = self._sentence(best, waveform, silences)
        seconds = len(waveform) / self.sample_rate
        return Timings(text, seconds, tuple(best.timings), (sentence,))

    @torch.inference_mode()
    def scores(self, waveform: np.ndarray, text: str, speaker: Tensor | None = None) -> Tensor:
        """Log-likelihoods of frames under symbols that the search works on, (1, T_text, T_mel)."""
        z = self._latent(waveform, speaker)
        ids = self.text_processor(text)
        embedding = None if speaker is None else speaker.unsqueeze(0)
        prior = self.voice.model.text_prior(
            torch.tensor([ids]), torch.tensor([len(ids)]), embedding
        )
        return self.voice.model.alignment_scores(z, prior)

    @torch.inference_mode()
    def text_scores(
        self, waveform: np.ndarray, texts: Sequence[Sequence[int]], speaker: Tensor | None = None
    ) -> list[float]:
        """Mean log-likelihood per frame of a waveform (N,) under each of some texts, given as ids.

        It is that of the best path, and -inf for a text of more symbols than there are frames.
        """
        z = self._latent(waveform, speaker)
        n_frames = z.shape[2]
        embedding = None if speaker is None else speaker.unsqueeze(0)
        means = []
        for ids in texts:
            if len(ids) > n_frames:
                means.append(-math.inf)
                continue
            lengths = torch.tensor([len(ids)])
            prior = self.voice.model.text_prior(torch.tensor([list(ids)]), lengths, embedding)
            scores = self.voice.model.alignment_scores(z, prior)
            durations = search_durations(scores, lengths, torch.tensor([n_frames]))[0]
            owners = torch.repeat_interleave(torch.arange(len(ids)), durations.cpu())
            means.append(float(scores[0].cpu()[owners, torch.arange(n_frames)].mean()))
        return means

    def _latent(self, waveform: np.ndarray, speaker: Tensor | None) -> Tensor:
        multiple, hop = self.voice.model.frame_multiple, self.mel_config.hop_length
        # The last frames count too: silence fills the last step of the flow.
        padded = np.pad(waveform, (0, hop * multiple - 1))
        frames = round_frames(len(padded) // hop, multiple)
        if len(padded) < min_samples(self.mel_config) or not frames:
            raise UserError(f"too short: {len(waveform)} samples make no frame")
        mel = mel_spectrogram(torch.from_numpy(padded), self.mel_config)[None, :, :frames]
        embedding = None if speaker is None else speaker.unsqueeze(0)
        return self.voice.model.latent(mel, torch.tensor([frames]), embedding)

    def _search(
        self,
        z: Tensor,
        text: str,
        normalized: str | None,
        silences: list[tuple[float, float]],
        speaker: Tensor | None,
    ) -> "_Found":
        processor, model = self.text_processor, self.voice.model
        ids = processor(text if normalized is None else normalized)
        n_frames = z.shape[2]
        if len(ids) > n_frames:
            seconds = n_frames * self.mel_config.hop_length / self.sample_rate
            raise UserError(
                f"{len(ids)} symbols cannot be said in {seconds:.1f} s ({n_frames} frames): is it "
                "the text of this recording, and all of it?"
            )
        names = self.voice.symbols.decode(ids)
        spoken = [n for n, name in enumerate(names) if name != self.voice.symbols.blank]
        aligned = self._words.align(text, [names[n] for n in spoken], normalized)
        if not aligned.words:
            raise UserError(f"there are no words in {text[:60]!r}")
        embedding = None if speaker is None else speaker.unsqueeze(0)
        prior = model.text_prior(torch.tensor([ids]), torch.tensor([len(ids)]), embedding)
        scores = model.alignment_scores(z, prior)
        outside = between_words(aligned, spoken, len(ids))
        rate = self.sample_rate / self.mel_config.hop_length
        silent = silent_frames(silences, n_frames, rate)
        durations = search_durations(
            keep_silent(scores, outside, silent), torch.tensor([len(ids)]), torch.tensor([n_frames])
        )[0].cpu().numpy()  # fmt: skip
        found = _Found(aligned, names, spoken, durations, scores[0].cpu().numpy(), prior)
        return found

    def _sentence(
        self, found: "_Found", waveform: np.ndarray, silences: list[tuple[float, float]]
    ) -> SentenceTiming:
        frame_seconds = self.mel_config.hop_length / self.sample_rate
        found.timings = time_symbols(
            found.aligned,
            found.names,
            found.spoken,
            found.durations * frame_seconds,
            silences,
            waveform,
            self.sample_rate,
        )
        sentence = sentence_timing(found.aligned, found.timings, share_spaces=False)
        log_durations = found.prior.log_durations[0].cpu().numpy()
        words, whole = word_confidences(
            found.aligned, found.spoken, found.durations, found.scores, log_durations
        )
        rated = tuple(
            replace(word, confidence=confidence)
            for word, confidence in zip(sentence.words, words, strict=True)
        )
        start, end = sentence.words[0].start, sentence.words[-1].end
        return replace(sentence, words=rated, start=start, end=end, confidence=whole)


class _Found:
    """What the search found for one pronunciation of a text."""

    def __init__(
        self,
        aligned: AlignedText,
        names: list[str],
        spoken: list[int],
        durations: np.ndarray,
        scores: np.ndarray,
        prior: TextPrior,
    ) -> None:
        self.aligned = aligned
        self.names = names
        self.spoken = spoken
        self.durations = durations
        self.scores = scores
        self.prior = prior
        self.timings = []
        owners = np.repeat(np.arange(len(durations)), durations)
        self.score = float(scores[owners, np.arange(len(owners))].sum())
