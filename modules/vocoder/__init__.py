"""Layers of waveform generators: residual and ConvNeXt blocks, the STFT and back."""

from modules.vocoder.backbone import Backbone
from modules.vocoder.convnext import ConvNeXtBlock
from modules.vocoder.forward_stft import ForwardSTFT
from modules.vocoder.frame_generator import FrameGenerator
from modules.vocoder.inverse_stft import InverseSTFT
from modules.vocoder.leaky import LeakyConv1d, LeakyUpsampling
from modules.vocoder.residual import PairedResidualBlock, PlainResidualBlock

__all__ = [
    "Backbone",
    "ConvNeXtBlock",
    "ForwardSTFT",
    "FrameGenerator",
    "InverseSTFT",
    "LeakyConv1d",
    "LeakyUpsampling",
    "PairedResidualBlock",
    "PlainResidualBlock",
]
