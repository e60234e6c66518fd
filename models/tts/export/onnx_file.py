"""A traced module as an ONNX model: given noise, metadata, weights in half precision."""

import io
import logging
import tempfile
import warnings
from collections.abc import Collection, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from utils.errors import UserError

if TYPE_CHECKING:
    from onnx import ModelProto

OPSET = 17  # the first with LayerNormalization; every runtime of the last years reads it
MIN_HALF = 1024  # elements of a weight that is stored in half precision


@contextmanager
def quiet_tracing():
    """Context without the tracer's warnings: that lengths stay variable is tested."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def trace(
    module: nn.Module,
    inputs: Mapping[str, Tensor],
    outputs: Sequence[str],
    variable: Mapping[str, Mapping[int, str]],
) -> "ModelProto":
    """ONNX model of a module whose inputs have these names and examples.

    ``variable``: name of an input or output to its axes without a fixed length. Tracing is torch's
    older exporter: it takes seconds, needs no switching off of oneDNN as ``torch.export`` does, and
    leaves the operations as the module is written.
    """
    buffer = io.BytesIO()
    with torch.no_grad(), quiet_tracing():
        torch.onnx.export(
            module.eval(),
            tuple(inputs.values()),
            buffer,
            dynamo=False,
            opset_version=OPSET,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: dict(axes) for name, axes in variable.items()},
        )
    return simplify(buffer.getvalue())


def simplify(model: bytes) -> "ModelProto":
    """The same model in fewer nodes, constants computed: it loads in half the time.

    onnxruntime does it, as it would whenever the model is loaded, with standard operations only.
    """
    import onnxruntime

    onnx = import_onnx()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/simple.onnx"
        options.optimized_model_filepath = path
        onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        simple = onnx.load_model(path)
    if any(node.domain for node in simple.graph.node):  # operations of one runtime alone
        return onnx.load_model_from_string(model)
    standard = [one for one in simple.opset_import if not one.domain]
    del simple.opset_import[:]
    simple.opset_import.extend(standard)
    return simple


def import_onnx() -> Any:
    """The package onnx; UserError where it is not installed."""
    try:
        import onnx
        import onnxruntime  # noqa: F401 - simplifies, and checks what was written
    except ImportError:
        raise UserError(
            "an export needs onnx and onnxruntime: pip install -e '.[export]'"
        ) from None
    import onnx.helper
    import onnx.numpy_helper

    logging.getLogger("onnx").setLevel(logging.WARNING)
    return onnx


def accept_noise(model: "ModelProto", scales: str, n_scales: int) -> None:
    """Have the input ``scales`` take noise (n_mels, T), row by row, behind its ``n_scales`` values.

    What is more than that is left out, for those who do not know T yet; where it is less, there are
    zeros in its place. Without noise, as hosts call it, the graph draws its own. An optional input
    of its own would be an initializer that can be overridden, of which onnxruntime warns whoever
    opens the model.
    """
    onnx = import_onnx()
    graph = model.graph
    (draw,) = [node for node in graph.node if node.op_type == "RandomNormalLike"]
    place = list(graph.node).index(draw)
    make = onnx.helper.make_node
    value = onnx.helper.make_tensor_value_info
    float32 = onnx.TensorProto.FLOAT
    drawn, given = f"{draw.output[0]}_drawn", f"{draw.output[0]}_given"
    own = make("RandomNormalLike", [draw.input[0]], [drawn], dtype=float32)
    take = [
        make("Shape", [draw.input[0]], ["noise_shape"]),
        make("ReduceProd", ["noise_shape"], ["noise_needed"], keepdims=1),
        make("Add", ["noise_first", "noise_needed"], ["noise_last"]),
        make("Sub", ["noise_last", "noise_size"], ["noise_lacking"]),
        make("Max", ["noise_lacking", "noise_nothing"], ["noise_zeros"]),
        make("Concat", ["noise_nothing", "noise_zeros"], ["noise_pads"], axis=0),
        make("Pad", [scales, "noise_pads"], ["noise_padded"]),
        make("Slice", ["noise_padded", "noise_first", "noise_last"], ["noise_values"]),
        make("Reshape", ["noise_values", "noise_shape"], [given]),
    ]
    branches = {
        "else_branch": onnx.helper.make_graph([own], "draw", [], [value(drawn, float32, None)]),
        "then_branch": onnx.helper.make_graph(take, "take", [], [value(given, float32, None)]),
    }
    choice = [
        make("Size", [scales], ["noise_size"]),
        make("Greater", ["noise_size", "noise_none"], ["noise_is_given"]),
        make("If", ["noise_is_given"], list(draw.output), **branches),
    ]
    constants = {
        "noise_first": [n_scales],
        "noise_nothing": [0],
        "noise_none": n_scales,
    }
    for name, number in constants.items():
        values = np.array(number, dtype=np.int64)
        graph.initializer.append(onnx.numpy_helper.from_array(values, name))
    graph.node.remove(draw)
    for node in reversed(choice):
        graph.node.insert(place, node)


def store_half(model: "ModelProto") -> None:
    """Store weights in half precision, each with a cast behind it; what is computed stays float32.

    A runtime widens them while it loads. Raises UserError for what half precision cannot hold.
    """
    onnx = import_onnx()
    graph = model.graph
    casts = []
    for weight in list(graph.initializer):
        values = onnx.numpy_helper.to_array(weight)
        if values.dtype != "float32" or values.size < MIN_HALF:
            continue
        if abs(values).max() > 65504:
            raise UserError(f"{weight.name} has values that half precision cannot hold")
        stored = f"{weight.name}_half"
        graph.initializer.remove(weight)
        graph.initializer.append(onnx.numpy_helper.from_array(values.astype("float16"), stored))
        casts.append(
            onnx.helper.make_node("Cast", [stored], [weight.name], to=onnx.TensorProto.FLOAT)
        )
    for node in reversed(casts):
        graph.node.insert(0, node)


def quantize_products(model: "ModelProto", shapes: Collection[tuple[int, ...]]) -> "ModelProto":
    """The model with its products with weights of these shapes (rows, columns) in int8.

    What they are applied to is rounded as well, with a scale of its own in every run.
    """
    onnx = import_onnx()
    from onnxruntime.quantization import QuantType, quantize_dynamic

    weights = {one.name for one in model.graph.initializer if tuple(one.dims) in shapes}
    products = [
        node.name
        for node in model.graph.node
        if node.op_type == "MatMul" and node.input[1] in weights
    ]
    if not products:
        return model
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/int8.onnx"
        logging.disable(logging.WARNING)  # it tells of every product
        try:
            quantize_dynamic(
                model,
                path,
                op_types_to_quantize=["MatMul"],
                nodes_to_quantize=products,
                per_channel=True,
                reduce_range=True,  # sums in 16 bits, all that some processors have, stay right
                weight_type=QuantType.QInt8,
            )
        finally:
            logging.disable(logging.NOTSET)
        return onnx.load_model(path)


def write_model(model: "ModelProto", path: Path, metadata: Mapping[str, Any]) -> None:
    """Write a checked model with its metadata, all in one file."""
    onnx = import_onnx()
    onnx.helper.set_model_props(model, {name: str(value) for name, value in metadata.items()})
    model.producer_name = "flow-tts-toolkit"
    onnx.checker.check_model(model)
    onnx.save_model(model, str(path), save_as_external_data=False)
