"""What every generator offers beside its forward pass."""

from torch import Tensor, nn


class FrameGenerator(nn.Module):
    """Samples of frames: ``forward`` takes mels (B, n_mels, T) to waveforms (B, T * hop_length).

    The same in two steps: ``features`` (B, C, T) of the whole mel hold all that reaches far, and
    ``render`` makes the waveform of a piece of them, of which all but ``context`` frames at either
    end is as in the whole. ``piece_frames``: what is well made at a time. ``needs_whole_mel``:
    whether ``features`` differ from the mel, so that the waveforms of its pieces do not join unless
    more is handed on. ``mel_context``: how many frames of the mel to either side such pieces take.
    """

    needs_whole_mel = False

    hop_length: int
    context: int
    piece_frames: int

    @property
    def mel_context(self) -> int:
        return self.context

    def features(self, mel: Tensor) -> Tensor:
        return mel

    def render(self, features: Tensor) -> Tensor:
        return self(features)
