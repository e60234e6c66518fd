"""Layers of waveform generators: residual and ConvNeXt blocks, the inverse STFT."""

from modules.vocoder.convnext import ConvNeXtBlock
from modules.vocoder.inverse_stft import InverseSTFT
from modules.vocoder.residual import PairedResidualBlock, PlainResidualBlock

__all__ = ["ConvNeXtBlock", "InverseSTFT", "PairedResidualBlock", "PlainResidualBlock"]
