"""Invertible layers of normalizing flows, and blocks of them.

Every layer has ``forward`` (mel to z) and ``inverse`` (z to mel). Both are called with
``(x, mask, speaker_embedding=None)`` where x is (B, C, T) and zero on padding, and return
``(tensor, log_det)`` with log_det (B,) float32 over real frames. A layer that is one affine map
of the channels may also have ``inverse_affine`` (see ``folded.ChannelAffine``), for inference.
"""

from modules.flow.actnorm import ActNorm
from modules.flow.block import FlowBlock, glow_block
from modules.flow.coupling import AffineCoupling
from modules.flow.folded import FoldedCoupling, FoldedInverse
from modules.flow.invertible_conv import InvertibleConv
from modules.flow.squeeze import squeeze, unsqueeze

__all__ = [
    "ActNorm",
    "AffineCoupling",
    "FlowBlock",
    "FoldedCoupling",
    "FoldedInverse",
    "InvertibleConv",
    "glow_block",
    "squeeze",
    "unsqueeze",
]
