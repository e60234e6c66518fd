"""The backbone of Vocos in operations that exported graphs know."""

from torch import Tensor
from torch.nn import functional as F

from modules.layers.plain import plain_convolve
from modules.vocoder.backbone import Backbone
from modules.vocoder.convnext import ConvNeXtBlock


def run_backbone(backbone: Backbone, mel: Tensor) -> Tensor:
    """``backbone(mel)``, most of it in products of matrices.

    Shapes: mel (1, C_in, T); result (1, T, C).
    """
    embed = backbone.embed
    x = plain_convolve(mel, embed.weight, embed.bias, padding=3)
    x = backbone.norm(x.transpose(1, 2))
    for block in backbone.convnext:
        x = x + _run_block(block, x)
    return backbone.final_layer_norm(x)


def _run_block(block: ConvNeXtBlock, x: Tensor) -> Tensor:
    depthwise = block.dwconv
    h = plain_convolve(
        x.transpose(1, 2), depthwise.weight, depthwise.bias, padding=3, groups=x.shape[2]
    )
    h = block.pwconv1(block.norm(h.transpose(1, 2)), "gelu")
    # The scale of each channel, gamma, belongs to the last product.
    weight = block.pwconv2.weight * block.gamma.unsqueeze(1)
    return F.linear(h, weight, block.pwconv2.bias * block.gamma)
