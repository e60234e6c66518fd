"""Compiled operations of training on a CPU, installed on the plain layers of a model."""

from torch import nn

from modules.cpu_kernels import convolution_gradient, dispatch, dropout, gate, residual
from modules.layers.conv import Conv1d
from modules.layers.dropout import Dropout
from modules.wavenet.wavenet import WaveNet


def install_training_operations(model: nn.Module) -> None:
    """Have the layers of ``model`` compute by compiled operations wherever those serve.

    Weights, their names and everything else stay; without gradients, in other types than float32
    and bfloat16 and on other devices the plain operations run.
    """
    if dispatch.level() == 0:
        return
    for layer in model.modules():
        if isinstance(layer, Conv1d):
            layer.operation = convolution_gradient.convolve
        elif isinstance(layer, Dropout):
            layer.operation = dropout.dropout
        elif isinstance(layer, WaveNet):
            layer.gate_operation = gate.gated
            layer.join_operation = residual.join
