"""GlowTTS in operations that exported graphs know, for a single utterance."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.tts.base.plain_acoustics import PlainAcoustics
from models.tts.glowtts.duration_predictor import DurationPredictor
from models.tts.glowtts.flow_decoder import FlowDecoder
from models.tts.glowtts.text_encoder import TextEncoder
from modules.flow import FoldedCoupling
from modules.flow.folded import FoldedInverse
from modules.layers.plain import (
    convolve_by_product,
    plain_convolve_rows,
    use_plain_convolutions,
)
from modules.length_regulator import DurationRounding, round_frames
from modules.mel_contrast import MelContrast
from modules.module_state import fold_weight_norm

# Durations beyond this are a broken predictor's; they must not fill the memory of a host.
MAX_FRAMES = 1000.0  # per phone, at length_scale 1


@dataclass(frozen=True)
class Layout:
    """How the flow keeps its frames. ``enter`` makes it of (1, C, T), and ``leave`` the reverse.

    ``convolve`` has the arguments of ``plain_convolve_rows``; channels are at ``axis``.
    """

    axis: int
    convolve: Callable[..., Tensor]
    enter: Callable[[Tensor], Tensor]
    leave: Callable[[Tensor], Tensor]


# (1, C, 1, T), which is fastest in float32, and (1, T, C), in int8.
PICTURES = Layout(1, plain_convolve_rows, lambda x: x.unsqueeze(2), lambda x: x.squeeze(2))
PRODUCTS = Layout(2, convolve_by_product, lambda x: x.transpose(1, 2), lambda x: x.transpose(1, 2))


class PlainGlowTTS(PlainAcoustics):
    """The way from phone ids to a mel, without masks: there is no padding.

    Encoder and duration predictor are the model's own. The decoder is written out: its runtime form
    writes into tensors that are there, which a graph cannot.
    """

    def __init__(
        self,
        encoder: TextEncoder,
        duration_predictor: DurationPredictor,
        decoder: FlowDecoder,
        rounding: DurationRounding,
        log_tempo: Tensor,
        contrast: MelContrast | None = None,
    ) -> None:
        """Take the parts of a model; ``log_tempo``, a scalar, is added to log-durations."""
        super().__init__()
        self.encoder = encoder
        self.duration_predictor = duration_predictor
        self.decoder = decoder
        self.contrast = contrast
        self.frame_multiple = decoder.n_sqz
        self.rounding = rounding
        self.layout = PICTURES
        fold_weight_norm(self)
        decoder.fold_inverses()
        use_plain_convolutions(self)
        self.eval().requires_grad_(False)
        self.register_buffer("no_mask", torch.ones(1, 1, 1), persistent=False)
        self.register_buffer("log_tempo", log_tempo, persistent=False)

    def use_products(self) -> set[tuple[int, int]]:
        """Those of the couplings; what turns all channels (1x1 convolution, ActNorm) stays exact.

        So do encoder and duration predictor: durations are those of the voice.
        """
        self.layout = PRODUCTS
        weights = []
        for layer in (layer for block in self.decoder.folded_blocks for layer in block):
            if isinstance(layer, FoldedCoupling):
                for gate in layer.coupling.wavenet.gates:
                    weights += [weight for weight, _ in _halves(gate)]
                convolutions = (layer.coupling.pre, *layer.residuals, layer.last)
                weights += [convolution.weight for convolution in convolutions]
        return {(weight.shape[1] * weight.shape[2], weight.shape[0]) for weight in weights}

    def encode(
        self, phone_ids: Tensor, length_scale: Tensor, speaker: Tensor | None
    ) -> tuple[Tensor, ...]:
        hidden, mean, log_std = self.encoder(phone_ids, self.no_mask)
        log_durations = self.duration_predictor(hidden, self.no_mask, speaker) + self.log_tempo
        frames = log_durations.exp().clamp(max=MAX_FRAMES) * length_scale
        durations = whole_durations(frames, self.decoder.n_sqz, self.rounding)
        return (durations, mean) if log_std is None else (durations, mean, log_std)

    def prior(self, *encoded: Tensor) -> tuple[Tensor, Tensor | None]:
        durations, mean, *rest = encoded
        index = frame_to_phone(durations)
        return mean.index_select(2, index), rest[0].index_select(2, index) if rest else None

    def decode(self, z: Tensor, speaker: Tensor | None) -> Tensor:
        _, C, T = z.shape
        n_sqz = self.decoder.n_sqz
        x = z.reshape(1, C, -1, n_sqz).permute(0, 3, 1, 2).reshape(1, C * n_sqz, -1)
        x = self.layout.enter(x)
        for block in reversed(self.decoder.folded_blocks):
            for layer in reversed(block):
                x = invert(layer, x, speaker, self.layout)
        x = self.layout.leave(x).reshape(1, n_sqz, C, -1).permute(0, 2, 3, 1)
        mel = x.reshape(1, C, T)
        return mel if self.contrast is None else self.contrast(mel)


def whole_durations(frames: Tensor, n_sqz: int, rounding: DurationRounding) -> Tensor:
    """As ``durations.whole_durations`` of one utterance; shapes (1, T_text), result int64."""
    index = torch.arange(1, frames.shape[1] + 1)
    if rounding == "ceil":
        ends = frames.ceil().long().cumsum(1)
        total = round_frames(ends[:, -1:], n_sqz)
    else:
        # Graphs have no running maximum: the largest of all that is before.
        ends = (frames.double().cumsum(1).round().long() - index).clamp(min=0)
        before = index.unsqueeze(0) <= index.unsqueeze(1)  # (T_text, T_text)
        ends = (ends.unsqueeze(1) * before).amax(2) + index
        total = round_frames(ends[:, -1:], n_sqz, up=True)
    total = total.clamp(min=n_sqz)
    ends = torch.cat([torch.minimum(ends[:, :-1], total), total], 1)
    return ends - torch.cat([torch.zeros_like(total), ends[:, :-1]], 1)


def frame_to_phone(durations: Tensor) -> Tensor:
    """As ``length_regulator.frame_to_phone`` of one utterance; shapes (1, T_text), (T_mel,).

    The ends before each frame are counted: graphs have no search in sorted values.
    """
    ends = durations.cumsum(1)  # (1, T_text)
    frames = torch.arange(ends[0, -1])
    return (ends <= frames.unsqueeze(1)).long().sum(1)


def invert(layer: nn.Module, z: Tensor, speaker: Tensor | None, layout: Layout) -> Tensor:
    """Inverse of a layer of the flow; z and result are in ``layout``."""
    if isinstance(layer, FoldedInverse):
        return layout.convolve(z, layer.conv.weight, layer.conv.bias)
    if isinstance(layer, FoldedCoupling):
        return invert_coupling(layer, z, speaker, layout)
    x, _ = layer.inverse(layout.leave(z), torch.ones(1, 1, 1))
    return layout.enter(x)


def invert_coupling(
    layer: FoldedCoupling, z: Tensor, speaker: Tensor | None, layout: Layout
) -> Tensor:
    """``FoldedCoupling.inverse`` without its use of memory that is there."""
    coupling = layer.coupling
    wavenet = coupling.wavenet
    conditions = wavenet.split_condition(speaker)
    z_0, z_1 = z.chunk(2, layout.axis)
    x = layout.convolve(z_0, coupling.pre.weight, coupling.pre.bias)
    hidden = []
    for i, gate in enumerate(wavenet.gates):
        hidden.append(gated(gate, x, conditions[i], layout))
        if i < len(layer.residuals):
            residual = layer.residuals[i]
            x = x + layout.convolve(hidden[i], residual.weight, residual.bias)
    h = layout.convolve(torch.cat(hidden, layout.axis), layer.last.weight, layer.last.bias)
    shift, log_scale = (layout.enter(part) for part in coupling.split_affine(layout.leave(h)))
    return torch.cat([z_0, (z_1 - shift) * (-log_scale).exp()], layout.axis)


def gated(gate: nn.Conv1d, x: Tensor, condition: Tensor | None, layout: Layout) -> Tensor:
    """Activation of a WaveNet's layer; its two parts are convolutions of their own.

    onnxruntime would copy the parts of one. x and result are in ``layout``, condition (1, 2 C, 1).
    """
    signal, sigmoid = (
        layout.convolve(x, weight, bias, gate.padding[0], gate.dilation[0])
        for weight, bias in _halves(gate)
    )
    if condition is not None:
        first, second = layout.enter(condition).chunk(2, layout.axis)
        signal, sigmoid = signal + first, sigmoid + second
    return torch.tanh(signal) * torch.sigmoid(sigmoid)


def _halves(gate: nn.Conv1d) -> list[tuple[Tensor, Tensor]]:
    """Weights and biases of both parts of a gate."""
    return list(zip(gate.weight.chunk(2), gate.bias.chunk(2), strict=True))
