"""The graphs of an exported voice as modules to be traced: whole, or acoustics and vocoder."""

import torch
from torch import Tensor, nn

from models.tts.base.plain_acoustics import PlainAcoustics

# Ids that every exported voice has before its symbols: the blank, and the ends of a sentence.
BLANK_ID, BEGIN_ID, END_ID = 0, 1, 2
N_SPECIAL = 3


class ExportedAcoustics(nn.Module):
    """From ids as hosts frame them to a mel, and the frames of each id.

    Hosts put the ends of a sentence around its symbols, and blanks where they please: those of the
    voice are put in here, or none. What of the noise is not given is drawn in the graph.
    """

    def __init__(
        self,
        acoustics: PlainAcoustics,
        model_ids: Tensor,
        add_blank: bool,
        speakers: Tensor | None,
    ) -> None:
        """``model_ids`` (n,): the model's id of each exported one, the blank's first.

        ``add_blank``: whether the voice reads blanks. ``speakers`` (n_speakers, speaker_channels,
        1), as ``embed_speaker`` gives them; the first speaks where none is chosen.
        """
        super().__init__()
        self.acoustics = acoustics
        self.add_blank = add_blank
        self.register_buffer("model_ids", model_ids, persistent=False)
        self.register_buffer("speakers", speakers, persistent=False)

    def synthesize(
        self,
        ids: Tensor,
        noise_scale: Tensor,
        length_scale: Tensor,
        speaker_ids: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Shapes: ids (1, L), speaker_ids (1,); mel (1, n_mels, T), durations (1, 1, L) float.

        A negative ``noise_scale`` asks for the durations alone: the mel is its first step then.
        """
        speaker = None
        if self.speakers is not None:
            chosen = torch.zeros(1, dtype=torch.long) if speaker_ids is None else speaker_ids
            speaker = self.speakers.index_select(0, chosen)
        phone_ids = self.model_ids.index_select(0, self._own_blanks(ids[0])).unsqueeze(0)
        encoded = self.acoustics.encode(phone_ids, length_scale, speaker)
        mean, log_std = self.acoustics.prior(*encoded)
        noise = torch.randn_like(mean) * noise_scale
        z = mean + (noise if log_std is None else noise * log_std.exp())
        first = torch.full_like(ids[0, 0], self.acoustics.frame_multiple)
        z = z[:, :, : torch.where(noise_scale < 0, first, encoded[0].sum())]
        durations = self._of_given(ids[0], encoded[0][0])
        return self.acoustics.decode(z, speaker), durations.float().view(1, 1, -1)

    def _own_blanks(self, ids: Tensor) -> Tensor:
        """Symbols among ids (L,), with blanks between all and at both ends if the voice has any."""
        symbols = ids[ids >= N_SPECIAL]
        blank = torch.zeros_like(ids[:1])
        if not self.add_blank:
            # A sentence without symbols is one blank all the same: no graph works on nothing.
            n_symbols = (ids >= N_SPECIAL).long().sum()
            return torch.cat([symbols, blank])[: n_symbols.clamp(min=1)]
        spread = torch.stack([torch.zeros_like(symbols), symbols], 1).flatten()
        return torch.cat([spread, blank])

    def _of_given(self, ids: Tensor, durations: Tensor) -> Tensor:
        """Durations of the given ids (L,) from those with the voice's own blanks.

        A blank that was not given adds to the symbol after it.
        """
        is_symbol = ids >= N_SPECIAL
        symbols = is_symbol.long().cumsum(0)
        ends = torch.cat([torch.zeros_like(durations[:1]), durations.cumsum(0)])
        if not self.add_blank:
            places = symbols
        else:
            places = 2 * symbols + (ids == BLANK_ID).long()
            at_end = 2 * is_symbol.long().sum() + 1
            places = torch.where(ids == END_ID, at_end, places)
        ends = ends.index_select(0, places)
        return ends - torch.cat([torch.zeros_like(ends[:1]), ends[:-1]])


class WholeVoice(nn.Module):
    """Signature of Piper: ``input, input_lengths, scales[, sid]`` to ``output, durations``.

    ``scales``: noise_scale, length_scale, and one without use; noise may follow (see
    ``accept_noise``). A third output is the mel.
    """

    def __init__(self, acoustics: ExportedAcoustics, vocoder: nn.Module) -> None:
        super().__init__()
        self.acoustics = acoustics
        self.vocoder = vocoder

    def forward(
        self, ids: Tensor, lengths: Tensor, scales: Tensor, speaker_ids: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        mel, durations = self.acoustics.synthesize(
            ids[:, : lengths[0]], scales[0], scales[1], speaker_ids
        )
        return self.vocoder(mel).unsqueeze(1), durations, mel


class Acoustics(nn.Module):
    """Signature of Matcha: ``x, x_length, noise_scale, length_scale[, sid]`` to ``mel``."""

    def __init__(self, acoustics: ExportedAcoustics) -> None:
        super().__init__()
        self.acoustics = acoustics

    def forward(
        self,
        ids: Tensor,
        lengths: Tensor,
        noise_scale: Tensor,
        length_scale: Tensor,
        speaker_ids: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        return self.acoustics.synthesize(
            ids[:, : lengths[0]], noise_scale[0], length_scale[0], speaker_ids
        )
