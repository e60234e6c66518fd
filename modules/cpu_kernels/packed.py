"""Packed layers: plain layers whose inference on a CPU is a compiled convolution.

They take the places of the plain ones, with the same weights under the same names, and do what
those do wherever the compiled code cannot serve.
"""

import math
import warnings
from collections.abc import Sequence
from typing import Any, Literal

from torch import Tensor, nn

from modules.cpu_kernels import dispatch
from modules.cpu_kernels.arrays import as_rows
from modules.cpu_kernels.convolution import Activation, Convolution
from modules.cpu_kernels.dispatch import Precision
from modules.flow.coupling import AffineCoupling
from modules.flow.folded import FoldedCoupling
from modules.layers.conv import Conv1d
from modules.layers.linear import Linear
from modules.vocoder.leaky import LeakyConv1d, LeakyUpsampling


def pack_layers(
    module: nn.Module,
    precision: Precision = "float32",
    inside: type[nn.Module] | tuple[type[nn.Module], ...] = nn.Module,
) -> nn.Module:
    """Replace every layer inside ``module`` that has a packed form, for inference.

    Layers inside of modules of the types ``inside`` are computed in ``precision`` where the
    processor has it, the others in float32. Weight norm has to be folded before. Returns the module
    itself, or its packed form if it is such a layer.
    """
    if dispatch.PROBLEM is not None and dispatch.cap() != "0":
        warnings.warn(
            f"the compiled convolutions cannot be used ({dispatch.PROBLEM}); on a CPU, speaking "
            "takes twice as long. To build them: python setup.py build_ext --inplace",
            RuntimeWarning,
            stacklevel=2,
        )
    return _pack(module, precision, inside, isinstance(module, inside))


def _pack(module: nn.Module, precision: Precision, inside: Any, is_inside: bool) -> nn.Module:
    for name, child in module.named_children():
        packed = _pack(child, precision, inside, is_inside or isinstance(child, inside))
        setattr(module, name, packed)
    packed_type = PACKED.get(type(module))
    if packed_type is None or not packed_type.fits(module):
        return module
    return packed_type(module, precision if is_inside else "float32")


class PackedLayer(nn.Module):
    """Base of packed layers with ``weight`` and ``bias``.

    The packed weight takes up to twice the memory of the weight. It is made when it is first used,
    and again when the weights have changed.
    """

    def __init__(self, layer: nn.Module, precision: Precision) -> None:
        nn.Module.__init__(self)
        self.__dict__.update(layer.__dict__)
        self.precision = precision
        self._convolution: Convolution | None = None
        self._made_of: tuple[Any, ...] = ()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_convolution": None, "_made_of": ()}  # a copy packs again

    @staticmethod
    def fits(layer: nn.Module) -> bool:
        """Whether the layer can be packed, and it pays."""
        return dispatch.can_pack("convolution", layer.kernel_size[0])

    def compiled(self, x: Tensor, activation: Activation = "none") -> Convolution | None:
        """The compiled form of this layer; None if it does not serve for this input."""
        if not dispatch.can_infer("convolution", x, self.weight):
            return None
        made_of = self.precision, activation
        for weight in (self.weight, self.bias):
            version = None if weight.is_inference() else weight._version
            made_of = *made_of, weight.data_ptr(), version
        if made_of != self._made_of:
            self._convolution, self._made_of = self._make(activation), made_of
        return self._convolution

    def _make(self, activation: Activation) -> Convolution:
        weight, bias, dilation = self.as_convolution()
        # bfloat16 is multiplied in pairs of channels.
        in_bf16 = self.precision == "bf16" and dispatch.has_bfloat16() and weight.shape[1] % 2 == 0
        return Convolution(
            weight,
            bias,
            dilation,
            activation=activation,
            precision="bf16" if in_bf16 else "float32",
            slope=getattr(self, "slope", 1.0),
        )

    def as_convolution(self) -> tuple[Tensor, Tensor, int]:
        """Weight (C_out, C_in, K), bias and dilation of the layer."""
        return self.weight, self.bias, self.dilation[0]


class PackedConv1d(PackedLayer, Conv1d):
    """``Conv1d``, packed."""

    def forward(
        self, x: Tensor, activation: Literal["none", "relu"] = "none", mask: Tensor | None = None
    ) -> Tensor:
        compiled = self.compiled(x, activation)
        if compiled is None:
            return super().forward(x, activation, mask)
        return compiled(as_rows(x.mT), mask=None if mask is None else mask.contiguous()).mT


class PackedLinear(PackedLayer, Linear):
    """``Linear``, packed."""

    @staticmethod
    def fits(layer: Linear) -> bool:
        return dispatch.can_pack("convolution", kernel_size=1)

    def forward(self, x: Tensor, activation: Literal["none", "gelu"] = "none") -> Tensor:
        compiled = self.compiled(x, activation)
        return super().forward(x, activation) if compiled is None else compiled(as_rows(x))

    def as_convolution(self) -> tuple[Tensor, Tensor, int]:
        return self.weight.unsqueeze(2), self.bias, 1


class PackedLeakyConv1d(PackedLayer, LeakyConv1d):
    """``LeakyConv1d``, packed if it makes enough channels."""

    @staticmethod
    def fits(layer: LeakyConv1d) -> bool:
        return dispatch.can_pack("convolution", layer.kernel_size[0], layer.out_channels)

    def forward(self, x: Tensor, add: Tensor | None = None) -> Tensor:
        compiled = self.compiled(x)
        if compiled is None:
            return super().forward(x, add)
        return compiled(as_rows(x.mT), add=None if add is None else as_rows(add.mT)).mT


class PackedLeakyUpsampling(PackedLayer, LeakyUpsampling):
    """``LeakyUpsampling``, packed if it makes enough channels."""

    @staticmethod
    def fits(layer: LeakyUpsampling) -> bool:
        channels = layer.out_channels * layer.stride[0]
        return dispatch.can_pack("convolution", 2 * _reach(layer) + 1, channels)

    def forward(self, x: Tensor) -> Tensor:
        compiled = self.compiled(x)
        if compiled is None:
            return super().forward(x)
        y = compiled(as_rows(x.mT))  # (B, T, rate * C_out)
        return y.view(len(x), -1, self.out_channels).mT

    def as_convolution(self) -> tuple[Tensor, Tensor, int]:
        """A convolution that gives the ``rate`` samples one after the other, as its channels."""
        n_in, n_out, kernel_size = self.weight.shape
        rate, padding, reach = self.stride[0], self.padding[0], _reach(self)
        weight = self.weight.new_zeros(rate, n_out, n_in, 2 * reach + 1)
        for sample in range(rate):
            for i in range(2 * reach + 1):
                tap = sample + padding - (i - reach) * rate
                if 0 <= tap < kernel_size:
                    weight[sample, :, :, i] = self.weight[:, :, tap].T
        return weight.flatten(0, 1), self.bias.repeat(rate), 1


def _reach(layer: LeakyUpsampling) -> int:
    """Frames to either side that the samples of a frame depend on."""
    rate, padding = layer.stride[0], layer.padding[0]
    past = math.ceil((layer.kernel_size[0] - padding) / rate) - 1
    return max(past, (rate - 1 + padding) // rate)


class PackedCoupling(FoldedCoupling):
    """``FoldedCoupling`` whose WaveNet stays in rows from the first convolution to the last."""

    def __init__(self, layer: FoldedCoupling, precision: Precision) -> None:
        nn.Module.__init__(self)
        self.__dict__.update(layer.__dict__)

    @staticmethod
    def fits(layer: FoldedCoupling) -> bool:
        return dispatch.can_pack("coupling", kernel_size=1)

    def project(
        self,
        coupling: AffineCoupling,
        z_0: Tensor,
        mask: Tensor,
        conditions: Sequence[Tensor | None],
    ) -> Tensor:
        layers = [coupling.pre, *coupling.wavenet.gates]
        if not all(isinstance(layer, PackedLayer) for layer in layers):
            return super().project(coupling, z_0, mask, conditions)
        gates = [gate.compiled(z_0, "gate") for gate in coupling.wavenet.gates]
        if None in gates:
            return super().project(coupling, z_0, mask, conditions)
        B, _, T = z_0.shape
        C, n_layers = coupling.pre.out_channels, len(gates)
        mask = mask.contiguous()
        x = coupling.pre.compiled(z_0)(as_rows(z_0.mT), mask=mask)
        hidden = x.new_empty(B, T, n_layers * C, dtype=gates[0].dtype)
        for i, h in enumerate(hidden.chunk(n_layers, 2)):
            condition = conditions[i]
            if condition is not None:
                condition = condition.squeeze(2).contiguous()
            gates[i](x, condition=condition, out=h)
            if i < n_layers - 1:
                self.residuals[i].compiled(z_0)(h, add=x, mask=mask, out=x)
        return self.last.compiled(z_0)(hidden).mT


PACKED = {
    Conv1d: PackedConv1d,
    Linear: PackedLinear,
    LeakyConv1d: PackedLeakyConv1d,
    LeakyUpsampling: PackedLeakyUpsampling,
    FoldedCoupling: PackedCoupling,
}
