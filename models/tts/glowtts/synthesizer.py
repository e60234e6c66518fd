"""Text in, waveform out: a voice, its text processing and a vocoder."""

import itertools
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
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
from models.tts.glowtts.speakers import find_speaker
from models.tts.glowtts.speech import Sentence, Speech, join_sentences, limit_peak
from models.vocoders import Vocoder, load_vocoder
from processors.text import TextProcessor
from utils.errors import UserError

logger = logging.getLogger(__name__)


class Synthesizer:
    """Speaks text with one voice. Once loaded it touches no file but a reference recording."""

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
        reference_audio: str | Path | None = None,
        seed: int = 0,
    ) -> list[Speech]:
        """Speech of each text, in order; the first text that cannot be spoken raises.

        ``speaker`` is one name for all texts or one a text; ``reference_audio`` instead is a
        recording of who shall speak, for voices with a speaker encoder. The same seed gives the
        same audio, and a text sounds alike alone and among others.
        """
        texts = [texts] if isinstance(texts, str) else list(texts)
        results = dict(
            self.iterate(
                texts,
                noise_scale=noise_scale,
                length_scale=length_scale,
                speaker=speaker,
                reference_audio=reference_audio,
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
        reference_audio: str | Path | None = None,
        seed: int = 0,
        share: tuple[int, int] = (0, 1),
    ) -> Iterator[tuple[int, Speech | UserError]]:
        """Yield (index of the text, its speech or why there is none) as they are finished.

        Short texts come first: neighbours in length share a batch. With ``share`` (r, n) only
        every n-th group of batches is spoken, from the r-th on: n processes speak all texts, each
        in the batches it would be in with one process.
        """
        check_scales(noise_scale, length_scale)
        one_speaker = speaker is None or isinstance(speaker, str)
        speakers = [speaker] * len(texts) if one_speaker else speaker
        if len(speakers) != len(texts):
            raise ValueError(f"{len(speakers)} speakers for {len(texts)} texts")
        reference = None
        if reference_audio is not None:
            if any(name is not None for name in speakers):
                raise UserError("give a speaker's name or a reference recording, not both")
            reference = self.embed_reference(reference_audio)
        groups = itertools.islice(group_by_chars(texts), share[0], None, share[1])
        prepare = partial(self._prepare, seed=seed, reference=reference)
        return self._iterate(texts, speakers, groups, prepare, noise_scale, length_scale)

    def spoken(self, text: str) -> list[tuple[str, str]]:
        """What would be said: (normalised text, phonemes) of each sentence."""
        return [
            (self.text_processor.normalize(sentence), self.text_processor.phonemize(sentence))
            for sentence in cut_text(text)
        ]

    def speaker_name(self, name: str | None) -> str | None:
        """Full name of a speaker of this voice; None if it has one and none was named."""
        if name is None and len(self.model.speakers) <= 1:
            return None
        try:
            return find_speaker(self.model.speakers, name)
        except UserError as error:
            if name is None and self.config.model.speaker_encoder is not None:
                raise UserError(f"{error}; or give a reference recording") from None
            raise

    @torch.inference_mode()
    def embed_reference(self, path: str | Path) -> torch.Tensor:
        """Embedding (speaker_channels, 1) of the speaker of a recording, seen or not."""
        if self.config.model.speaker_encoder is None:
            known = "one speaker" if len(self.model.speakers) <= 1 else "a table of speakers"
            raise UserError(
                f"this voice has {known} and cannot follow a reference recording; that takes a "
                'voice trained with model.speaker_encoder: "resemblyzer"'
            )
        from processors.speaker_encoder import embed_file, load_speaker_encoder

        embedding = embed_file(path, load_speaker_encoder(self.model.device))
        return embedding.unsqueeze(1).to(self.model.device)

    @torch.inference_mode()
    def _embed_speaker(self, name: str | None) -> torch.Tensor | None:
        """Embedding (speaker_channels, 1) of a speaker; None where one voice is all there is."""
        full = self.speaker_name(name)
        if not self.model.speaker_channels:
            return None
        number = 0 if full is None else self.model.speakers[full]
        return self.model.look_up_speakers(torch.tensor([number], device=self.model.device))[0]

    def _iterate(
        self,
        texts: Sequence[str],
        speakers: Sequence[str | None],
        groups: Iterable[list[int]],
        prepare: Callable[[str, str | None], list[Piece] | UserError],
        noise_scale: float,
        length_scale: float,
    ) -> Iterator[tuple[int, Speech | UserError]]:
        for group in groups:
            started = time.perf_counter()
            prepared = {i: prepare(texts[i], speakers[i]) for i in group}
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

    def _prepare(
        self, text: str, speaker: str | None, *, seed: int, reference: torch.Tensor | None
    ) -> list[Piece] | UserError:
        try:
            vector = self._embed_speaker(speaker) if reference is None else reference
            if not text.strip():
                raise UserError("the text is empty: there is nothing to say")
            pieces = []
            for index, sentence in enumerate(cut_text(text)):
                phones = self.text_processor.phonemize(sentence)
                ids = self.text_processor.encode(phones)
                pieces.append(Piece(sentence, phones, ids, vector, noise_generator(seed, index)))
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
        speakers = None
        if batch[0].speaker is not None:
            speakers = torch.stack([piece.speaker for piece in batch])
        result = self.model.synthesize(
            pad_sequence(ids, batch_first=True, padding_value=self.model.symbols.pad_id),
            torch.tensor([len(row) for row in ids]),
            noise_scale=noise_scale,
            length_scale=length_scale,
            speaker_embedding=speakers,
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
    """Device by name; "auto" is this process's GPU where there are any."""
    if name == "auto":
        if not torch.cuda.is_available():
            return torch.device("cpu")
        # A launcher numbers the processes of a machine; more of them than GPUs share.
        local_rank = int(os.environ.get("LOCAL_RANK", "0"))
        return torch.device("cuda", local_rank % torch.cuda.device_count())
    try:
        device = torch.device(name)
    except RuntimeError:
        raise UserError(f"no such device: {name!r}; expected auto, cpu, cuda, cuda:1, …") from None
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise UserError(f"{name}: this machine has {torch.cuda.device_count()} usable GPUs")
    return device


def _first_line(error: RuntimeError) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
