"""Text in, waveform out: a voice, its text processing and a vocoder."""

import itertools
import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence

from models.base.checkpoint.checkpoint import title
from models.tts.base.segmentation import (
    MAX_GROUP_CHARS,
    STREAM_PIECES,
    Manner,
    Piece,
    batch_by_symbols,
    cut_text,
    group_by_chars,
    noise_generator,
)
from models.tts.base.speakers import find_speaker
from models.tts.base.speech import (
    Part,
    Sentence,
    Speech,
    SpeechStream,
    limit_peak,
    place_sentence,
)
from models.tts.glowtts.model import GlowTTS, check_scales
from models.vocoders import Vocoder, load_vocoder
from models.vocoders.loading.load import packed_vocoder
from modules.cpu_kernels import Precision
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
        precision: Precision = "float32",
    ) -> "Synthesizer":
        """Load a voice from its experiment folder; ``checkpoint``: "latest", "best" or a path.

        With ``precision`` "bf16" a CPU that can makes mels in less time: the same durations, and
        log-mels that differ by some hundredths at most.
        Without ``vocoder_dir`` it is the vocoder that was packed with the voice, else Griffin-Lim.
        """
        model = GlowTTS.from_checkpoint(expt_dir, checkpoint, device, precision)
        vocoder_dir = vocoder_dir or packed_vocoder(model.folder)
        vocoder = load_vocoder(vocoder_dir, model.config.preprocess.mel, device)
        return cls(model, vocoder, voice=title(model.folder))

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
        stream_long: bool = False,
    ) -> Iterator[tuple[int, Speech | SpeechStream | UserError]]:
        """Yield (index of the text, its speech or why there is none) as they are finished.

        Short texts come first: neighbors in length share a batch. With ``share`` (r, n) only
        every n-th group of batches is spoken, from the r-th on: n processes speak all texts, each
        in the batches it would be in with one process. With ``stream_long`` a text too long for
        a batch comes as a stream, to be used up before the next.
        """
        check_scales(noise_scale, length_scale)
        one_speaker = speaker is None or isinstance(speaker, str)
        speakers = [speaker] * len(texts) if one_speaker else speaker
        if len(speakers) != len(texts):
            raise ValueError(f"{len(speakers)} speakers for {len(texts)} texts")
        reference = self._reference(reference_audio, speakers)
        groups = itertools.islice(group_by_chars(texts), share[0], None, share[1])
        manner = Manner(noise_scale, length_scale, seed, reference)
        return self._iterate(texts, speakers, groups, manner, stream_long)

    def stream(
        self,
        text: str,
        *,
        noise_scale: float = 0.667,
        length_scale: float = 1.0,
        speaker: str | None = None,
        reference_audio: str | Path | None = None,
        seed: int = 0,
    ) -> Iterator[Part]:
        """Yield a text piece by piece as it is spoken; memory does not grow with it.

        Joined, the parts are what ``synthesize`` gives, but for its lowering of a peak above full
        scale, which takes the whole. Raises UserError where it cannot go on.
        """
        check_scales(noise_scale, length_scale)
        reference = self._reference(reference_audio, [speaker])
        return self._stream(text, speaker, Manner(noise_scale, length_scale, seed, reference))

    def spoken(self, text: str) -> list[tuple[str, str]]:
        """What would be said: (normalized text, phonemes) of each sentence."""
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
        from processors.audio.speaker_encoding import embed_file, load_speaker_encoder

        embedding = embed_file(path, load_speaker_encoder(self.model.device))
        return embedding.unsqueeze(1).to(self.model.device)

    def _reference(
        self, path: str | Path | None, speakers: Sequence[str | None]
    ) -> torch.Tensor | None:
        if path is None:
            return None
        if any(name is not None for name in speakers):
            raise UserError("give a speaker's name or a reference recording, not both")
        return self.embed_reference(path)

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
        manner: Manner,
        stream_long: bool,
    ) -> Iterator[tuple[int, Speech | SpeechStream | UserError]]:
        for group in groups:
            text, speaker = texts[group[0]], speakers[group[0]]
            if stream_long and len(text) > MAX_GROUP_CHARS:  # alone in its group
                yield group[0], SpeechStream(text, self._stream(text, speaker, manner))
            else:
                yield from self._speak(group, texts, speakers, manner)

    def _speak(
        self,
        group: Sequence[int],
        texts: Sequence[str],
        speakers: Sequence[str | None],
        manner: Manner,
    ) -> Iterator[tuple[int, Speech | UserError]]:
        started = time.perf_counter()
        good: dict[int, list[Piece]] = {}
        bad: dict[int, UserError] = {}
        for i in group:
            try:
                good[i] = self._prepare(texts[i], cut_text(texts[i]), speakers[i], manner)
            except UserError as error:
                bad[i] = error
        self._make_mels([piece for pieces in good.values() for piece in pieces], manner)
        frames = {i: sum(piece.frames for piece in pieces) for i, pieces in good.items()}
        mel_time = (time.perf_counter() - started) / max(sum(frames.values()), 1)
        for i in group:
            if i in bad:
                yield i, bad[i]
            else:
                spent = mel_time * frames[i]
                yield i, self._finish(texts[i], good[i], manner.length_scale, spent)

    def _stream(self, text: str, speaker: str | None, manner: Manner) -> Iterator[Part]:
        cut = cut_text(text)
        start = spoken = 0
        while spoken < len(cut):
            # The first piece alone, so that there soon is something to hear.
            window = cut[spoken : spoken + (STREAM_PIECES if spoken else 1)]
            pieces = self._prepare(text, window, speaker, manner, spoken)
            self._make_mels(pieces, manner)
            spoken += len(window)
            last = spoken == len(cut)
            for part in self._place(pieces, manner.length_scale, start, last):
                start += part.mel.shape[1]
                yield part

    def _prepare(
        self, text: str, cut: Sequence[str], speaker: str | None, manner: Manner, first: int = 0
    ) -> list[Piece]:
        """Ids and noise of pieces of a text, the first of which is its ``first``."""
        vector = self._embed_speaker(speaker) if manner.reference is None else manner.reference
        if not text.strip():
            raise UserError("the text is empty: there is nothing to say")
        pieces = []
        for index, sentence in enumerate(cut, start=first):
            phones = self.text_processor.phonemize(sentence)
            ids = self.text_processor.encode(phones)
            noise = noise_generator(manner.seed, index)
            pieces.append(Piece(sentence, phones, ids, vector, noise))
        return pieces

    def _make_mels(self, pieces: list[Piece], manner: Manner) -> None:
        for batch in batch_by_symbols(pieces, manner.length_scale, self.model.device):
            states = [piece.generator.get_state() for piece in batch]
            try:
                self._make_batch(batch, manner)
            except (RuntimeError, UserError) as error:
                if len(batch) > 1:
                    logger.debug("a batch of %d failed, one at a time now: %s", len(batch), error)
                for piece, state in zip(batch, states, strict=True):
                    piece.generator.set_state(state)
                    self._make_single(piece, manner)

    def _make_single(self, piece: Piece, manner: Manner) -> None:
        try:
            self._make_batch([piece], manner)
        except UserError as error:
            piece.error = error
        except RuntimeError as error:  # out of memory, a broken device
            piece.error = UserError(f"the model failed: {_first_line(error)}")

    def _make_batch(self, batch: list[Piece], manner: Manner) -> None:
        ids = [torch.tensor(piece.phone_ids) for piece in batch]
        speakers = None
        if batch[0].speaker is not None:
            speakers = torch.stack([piece.speaker for piece in batch])
        result = self.model.synthesize(
            pad_sequence(ids, batch_first=True, padding_value=self.model.symbols.pad_id),
            torch.tensor([len(row) for row in ids]),
            noise_scale=manner.noise_scale,
            length_scale=manner.length_scale,
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
        started = time.perf_counter()
        try:
            parts = list(self._place(pieces, length_scale))
        except UserError as error:
            return error
        return self.join(text, parts, spent + time.perf_counter() - started)

    def join(self, text: str, parts: Sequence[Part], compute_seconds: float = 0.0) -> Speech:
        """Parts of a text, as ``stream`` gives them, as one; a peak above full scale is lowered."""
        waveform, gain = limit_peak(np.concatenate([part.waveform for part in parts]))
        return Speech(
            text=text,
            waveform=waveform,
            sample_rate=self.sample_rate,
            mel=np.concatenate([part.mel for part in parts], 1),
            hop_length=self.config.preprocess.mel.hop_length,
            sentences=[part.sentence for part in parts],
            blank=self.model.symbols.blank,
            gain=gain,
            compute_seconds=compute_seconds,
        )

    def _place(
        self, pieces: Sequence[Piece], length_scale: float, start: int = 0, last: bool = True
    ) -> Iterator[Part]:
        """Vocode pieces that have their mels, the first of which begins at frame ``start``."""
        for piece in pieces:
            if piece.error is not None:
                raise piece.error
        for piece in pieces:
            symbols = self.model.symbols.decode(piece.phone_ids)
            part = place_sentence(
                Sentence(piece.text, piece.phones, symbols, piece.durations),
                piece.mel,
                self._vocode(piece.mel),
                self.config.preprocess.mel,
                length_scale,
                start=start,
                last=last and piece is pieces[-1],
            )
            start += part.mel.shape[1]
            yield part

    def _vocode(self, mel: np.ndarray) -> np.ndarray:
        # One at a time: in a batch the padding of shorter ones would be heard at their ends.
        batch = torch.from_numpy(mel).unsqueeze(0).to(self.model.device)
        try:
            return self.vocoder(batch)[0].float().cpu().numpy()
        except RuntimeError as error:
            raise UserError(f"the vocoder failed: {_first_line(error)}") from None


def _first_line(error: RuntimeError) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
