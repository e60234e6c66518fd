"""Invertible layers. ``forward`` maps mel to z, ``inverse`` z to mel; both return a log_det.

Every layer is called with ``(x, mask, speaker_embedding=None)`` where x is (B, C, T) and zero on
padding, and returns ``(tensor, log_det)`` with log_det (B,) float32 over real frames.
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
