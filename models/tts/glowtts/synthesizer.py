"""Text in, waveform out: a voice, its text processing and a vocoder."""

import difflib
import logging
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence

from models.base.checkpoint import find_checkpoint
from models.tts.glowtts.model import GlowTTS, check_scales
from models.tts.glowtts.pieces import (
    Piece,
    batch_by_symbols,
    cut_text,
    group_by_chars,
    noise_generator,
)
from models.tts.glowtts.speech import Sentence, Speech, join_sentences, limit_peak
from models.vocoders import Vocoder, load_vocoder
from processors.text import TextProcessor
from utils.errors import UserError

logger = logging.getLogger(__name__)


class Synthesizer:
    """Speaks text with one voice. Touches no files once it is loaded."""

    def __init__(self, model: GlowTTS, vocoder: Vocoder, voice: str = "") -> None:
        """``model`` carries symbols, speakers and config, as ``GlowTTS.from_checkpoint`` gives."""
        self.model = model
        self.vocoder = vocoder
        self.voice = voice
        self.config = model.config
        self.text_processor = TextProcessor(model.config.preprocess.text, model.symbols)

    @classmethod
    def from_checkpoint(
        cls,
        expt_dir: str | Path,
        vocoder_dir: str | Path | None = None,
        checkpoint: str | Path = "latest",
        device: str | torch.device = "cpu",
    ) -> "Synthesizer":
        """Load a voice from its experiment folder; ``checkpoint``: "latest", "best" or a path."""
        folder = find_checkpoint(expt_dir, checkpoint).resolve()
        model = GlowTTS.from_checkpoint(folder, device=device)
        vocoder = load_vocoder(vocoder_dir, model.config.preprocess.mel, device)
        return cls(model, vocoder, voice=f"{folder.parents[1].name}/{folder.name}")

    @property
    def sample_rate(self) -> int:
        """Of all waveforms, Hz."""
        return self.vocoder.sample_rate

    def synthesize(
        self,
        texts: str | Sequence[str],
        *,
        noise_scale: float = 0.667,
        length_scale: float = 1.0,
        speaker: str | Sequence[str | None] | None = None,
        seed: int = 0,
    ) -> list[Speech]:
        """Speech of each text, in order; the first text that cannot be spoken raises.

        ``speaker`` is one name for all texts or one a text. The same seed gives the same audio,
        and a text sounds alike alone and among others.
        """
        texts = [texts] if isinstance(texts, str) else list(texts)
        results = dict(
            self.iterate(
                texts,
                noise_scale=noise_scale,
                length_scale=length_scale,
                speaker=speaker,
                seed=seed,
            )
        )
        for index in range(len(texts)):
            if isinstance(results[index], UserError):
                raise results[index]
        return [results[index] for index in range(len(texts))]

    def iterate(
        self,
        texts: Sequence[str],
        *,
        noise_scale: float = 0.667,
        length_scale: float = 1.0,
        speaker: str | Sequence[str | None] | None = None,
        seed: int = 0,
    ) -> Iterator[tuple[int, Speech | UserError]]:
        """Yield (index of the text, its speech or why there is none) as they are finished.

        Short texts come first: neighbours in length share a batch.
        """
        check_scales(noise_scale, length_scale)
        one_speaker = speaker is None or isinstance(speaker, str)
        speakers = [speaker] * len(texts) if one_speaker else speaker
        if len(speakers) != len(texts):
            raise ValueError(f"{len(speakers)} speakers for {len(texts)} texts")
        return self._iterate(texts, speakers, noise_scale, length_scale, seed)

    def spoken(self, text: str) -> list[tuple[str, str]]:
        """What would be said: (normalised text, phonemes) of each sentence."""
        return [
            (self.text_processor.normalize(sentence), self.text_processor.phonemize(sentence))
            for sentence in cut_text(text)
        ]

    def speaker_id(self, name: str | None) -> int | None:
        """Id of a speaker of this voice, None for a voice with one speaker."""
        speakers = self.model.speakers
        if len(speakers) <= 1:
            if name is not None and name not in speakers:
                raise UserError(f"this voice has one speaker: leave out the speaker name {name!r}")
            return None
        if name in speakers:
            return speakers[name]
        known = sorted(speakers)
        if name is None:
            raise UserError(
                f"this voice has {len(known)} speakers, name one of them: {_shorten(known)}"
            )
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
        hint = f"did you mean {', '.join(near)}?" if near else f"known: {_shorten(known)}"
        raise UserError(f"this voice has no speaker {name!r}; {hint}")

    def _iterate(
        self,
        texts: Sequence[str],
        speakers: Sequence[str | None],
        noise_scale: float,
        length_scale: float,
        seed: int,
    ) -> Iterator[tuple[int, Speech | UserError]]:
        for group in group_by_chars(texts):
            started = time.perf_counter()
            prepared = {i: self._prepare(texts[i], speakers[i], seed) for i in group}
            good = {i: pieces for i, pieces in prepared.items() if isinstance(pieces, list)}
            self._make_mels(
                [piece for pieces in good.values() for piece in pieces], noise_scale, length_scale
            )
            frames = {i: sum(piece.frames for piece in pieces) for i, pieces in good.items()}
            mel_time = (time.perf_counter() - started) / max(sum(frames.values()), 1)
            for index in group:
                if index in good:
                    spent = mel_time * frames[index]
                    yield index, self._finish(texts[index], good[index], length_scale, spent)
                else:
                    yield index, prepared[index]

    def _prepare(self, text: str, speaker: str | None, seed: int) -> list[Piece] | UserError:
        try:
            speaker_id = self.speaker_id(speaker)
            if not text.strip():
                raise UserError("the text is empty: there is nothing to say")
            pieces = []
            for index, sentence in enumerate(cut_text(text)):
                phones = self.text_processor.phonemize(sentence)
                ids = self.text_processor.encode(phones)
                pieces.append(
                    Piece(sentence, phones, ids, speaker_id, noise_generator(seed, index))
                )
        except UserError as error:
            return error
        return pieces

    def _make_mels(self, pieces: list[Piece], noise_scale: float, length_scale: float) -> None:
        for batch in batch_by_symbols(pieces, length_scale):
            states = [piece.generator.get_state() for piece in batch]
            try:
                self._make_batch(batch, noise_scale, length_scale)
            except (RuntimeError, UserError) as error:
                if len(batch) > 1:
                    logger.debug("a batch of %d failed, one at a time now: %s", len(batch), error)
                for piece, state in zip(batch, states, strict=True):
                    piece.generator.set_state(state)
                    self._make_single(piece, noise_scale, length_scale)

    def _make_single(self, piece: Piece, noise_scale: float, length_scale: float) -> None:
        try:
            self._make_batch([piece], noise_scale, length_scale)
        except UserError as error:
            piece.error = error
        except RuntimeError as error:  # out of memory, a broken device
            piece.error = UserError(f"the model failed: {_first_line(error)}")

    def _make_batch(self, batch: list[Piece], noise_scale: float, length_scale: float) -> None:
        ids = [torch.tensor(piece.phone_ids) for piece in batch]
        speaker_ids = None
        if batch[0].speaker_id is not None:
            speaker_ids = torch.tensor([piece.speaker_id for piece in batch])
        result = self.model.synthesize(
            pad_sequence(ids, batch_first=True, padding_value=self.model.symbols.pad_id),
            torch.tensor([len(row) for row in ids]),
            noise_scale=noise_scale,
            length_scale=length_scale,
            speaker_ids=speaker_ids,
            generator=[piece.generator for piece in batch],
        )
        mels, durations = result.mel.float().cpu().numpy(), result.durations.cpu().numpy()
        for row, (piece, frames) in enumerate(zip(batch, result.mel_lengths.tolist(), strict=True)):
            piece.mel = mels[row, :, :frames].copy()
            piece.durations = durations[row, : len(piece.phone_ids)].copy()
            if not np.isfinite(piece.mel).all():
                piece.error = UserError("the voice gave a mel with NaN or infinity: broken weights")

    def _finish(
        self, text: str, pieces: list[Piece], length_scale: float, spent: float
    ) -> Speech | UserError:
        for piece in pieces:
            if piece.error is not None:
                return piece.error
        started = time.perf_counter()
        try:
            waveforms = [self._vocode(piece.mel) for piece in pieces]
        except RuntimeError as error:
            return UserError(f"the vocoder failed: {_first_line(error)}")
        symbols = self.model.symbols
        sentences, mel, waveform = join_sentences(
            [Sentence(p.text, p.phones, symbols.decode(p.phone_ids), p.durations) for p in pieces],
            [piece.mel for piece in pieces],
            waveforms,
            self.config.preprocess.mel,
            length_scale,
        )
        waveform, gain = limit_peak(waveform)
        return Speech(
            text=text,
            waveform=waveform,
            sample_rate=self.sample_rate,
            mel=mel,
            hop_length=self.config.preprocess.mel.hop_length,
            sentences=sentences,
            blank=symbols.blank,
            gain=gain,
            compute_seconds=spent + time.perf_counter() - started,
        )

    def _vocode(self, mel: np.ndarray) -> np.ndarray:
        # One at a time: in a batch the padding of shorter ones would be heard at their ends.
        batch = torch.from_numpy(mel).unsqueeze(0).to(self.model.device)
        return self.vocoder(batch)[0].float().cpu().numpy()


def choose_device(name: str) -> torch.device:
    """Device by name; "auto" is the GPU where there is one."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise UserError(f"no such device: {name!r}; expected auto, cpu, cuda, cuda:1, …") from None
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise UserError(f"{name}: this machine has {torch.cuda.device_count()} usable GPUs")
    return device


def _first_line(error: RuntimeError) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _shorten(names: list[str], limit: int = 10) -> str:
    rest = f", … ({len(names)} in all)" if len(names) > limit else ""
    return ", ".join(names[:limit]) + rest
