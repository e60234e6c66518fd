"""Layers of waveform generators: residual and ConvNeXt blocks, the inverse STFT."""

from modules.vocoder.convnext import ConvNeXtBlock
from modules.vocoder.inverse_stft import InverseSTFT
from modules.vocoder.leaky import LeakyConv1d, LeakyUpsampling
from modules.vocoder.residual import PairedResidualBlock, PlainResidualBlock

__all__ = [
    "ConvNeXtBlock",
    "InverseSTFT",
    "LeakyConv1d",
    "LeakyUpsampling",
    "PairedResidualBlock",
    "PlainResidualBlock",
]
