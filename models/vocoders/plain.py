"""Generators of waveforms in operations that exported graphs know, for a single utterance."""

from torch import Tensor, nn
from torch.nn import functional as F

from models.vocoders.generators import Generator
from models.vocoders.hifigan import HiFiGANGenerator
from models.vocoders.source_filter import SourceFilterGenerator
from models.vocoders.source_filter.plain import PlainSourceFilter
from models.vocoders.vocos import MAX_LOG_MAGNITUDE, VocosGenerator
from modules.layers.plain import plain_convolve_rows
from modules.module_state import fold_weight_norm
from modules.vocoder.leaky import LeakyConv1d, LeakyUpsampling
from modules.vocoder.plain_backbone import run_backbone
from modules.vocoder.plain_inverse_stft import PlainInverseSTFT


def plain_generator(generator: Generator) -> nn.Module:
    """Plain form of a generator whose weights are set, its weight norm folded for good.

    Shapes of its ``forward``: mel (1, n_mels, T); result (1, T * hop).
    """
    fold_weight_norm(generator)
    generator = generator.eval().requires_grad_(False)
    if isinstance(generator, VocosGenerator):
        return PlainVocos(generator)
    if isinstance(generator, SourceFilterGenerator):
        return PlainSourceFilter(generator)
    return PlainHiFiGAN(generator)


def product_shapes(generator: Generator) -> set[tuple[int, int]]:
    """Shapes (rows, columns) of the weights that may be int8; none in HiFi-GAN.

    The last layer of Vocos, whose phases are all of the waveform's, stays as it is.
    """
    if isinstance(generator, HiFiGANGenerator):
        return set()
    layers, backbones = [], [generator.backbone]
    if isinstance(generator, SourceFilterGenerator):
        layers.append(generator.out)
        backbones.append(generator.pitch.backbone)
    for backbone in backbones:
        for block in backbone.convnext:
            layers += [block.pwconv1, block.pwconv2]
    return {(layer.in_features, layer.out_features) for layer in layers}


class PlainVocos(nn.Module):
    """Vocos, most of it in products of matrices (1, T, C)."""

    def __init__(self, generator: VocosGenerator) -> None:
        super().__init__()
        self.generator = generator
        self.istft = PlainInverseSTFT(generator.head.istft)

    def forward(self, mel: Tensor) -> Tensor:
        head = self.generator.head
        x = run_backbone(self.generator.backbone, mel)
        log_magnitude, phase = head.out(x).chunk(2, 2)
        magnitude = log_magnitude.clamp(max=MAX_LOG_MAGNITUDE).exp()
        return self.istft(magnitude * phase.cos(), magnitude * phase.sin())


class PlainHiFiGAN(nn.Module):
    """HiFi-GAN's generator in convolutions of rows (1, C, 1, T)."""

    def __init__(self, generator: HiFiGANGenerator) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, mel: Tensor) -> Tensor:
        generator = self.generator
        x = _convolve(generator.conv_pre, mel.unsqueeze(2))
        for i, upsample in enumerate(generator.ups):
            x = _upsample(upsample, x)
            n = generator.n_parallel
            total = sum(_residual(block, x) for block in generator.resblocks[i * n : (i + 1) * n])
            x = total / n
        return _convolve(generator.conv_post, x).tanh().flatten(1)


def _residual(block: nn.Module, x: Tensor) -> Tensor:
    if hasattr(block, "convs"):
        for layer in block.convs:
            x = _convolve(layer, x) + x
        return x
    for dilated, plain in zip(block.convs1, block.convs2, strict=True):
        x = _convolve(plain, _convolve(dilated, x)) + x
    return x


def _convolve(layer: LeakyConv1d, x: Tensor) -> Tensor:
    if layer.slope != 1:
        x = F.leaky_relu(x, layer.slope)
    return plain_convolve_rows(x, layer.weight, layer.bias, layer.padding[0], layer.dilation[0])


def _upsample(layer: LeakyUpsampling, x: Tensor) -> Tensor:
    return F.conv_transpose2d(
        F.leaky_relu(x, layer.slope),
        layer.weight.unsqueeze(2),
        layer.bias,
        stride=(1, layer.stride[0]),
        padding=(0, layer.padding[0]),
    )
