"""When compiled code runs, and how that is said."""

import importlib.util
import logging
import os
import subprocess
import sys

import pytest
import torch

from modules.cpu_kernels import dispatch, packed
from modules.cpu_kernels.dispatch import can_infer, can_train
from tests.modules.cpu_kernels.compiled import needs_compiled
from utils.errors import UserError

PLAIN_PACKAGES = "modules.flow, modules.wavenet.wavenet, modules.transformer, modules.vocoder"


@pytest.fixture
def decide(monkeypatch):
    """What is decided with another value of the variable."""

    def decide(value: str | None, found: int = 3) -> tuple[int, str]:
        if value is None:
            monkeypatch.delenv(dispatch.VARIABLE, raising=False)
        else:
            monkeypatch.setenv(dispatch.VARIABLE, value)
        monkeypatch.setattr(dispatch.binding, "processor_level", lambda: found)
        dispatch.decide.cache_clear()
        return dispatch.level(), dispatch.describe()

    yield decide
    monkeypatch.undo()
    dispatch.decide.cache_clear()


def with_binding(test):
    return pytest.mark.skipif(dispatch.binding is None, reason=f"{dispatch.PROBLEM}")(test)


@with_binding
@pytest.mark.parametrize(
    ("value", "found", "level", "line"),
    [
        (None, 3, 3, "CPU kernels: avx512_bf16"),
        (None, 1, 1, "CPU kernels: avx2"),
        (None, 0, 0, "CPU kernels: none (this processor has no AVX2)"),
        ("", 2, 2, "CPU kernels: avx512"),
        ("0", 3, 0, "CPU kernels: none (TTS_CPU_KERNELS=0)"),
        ("avx2", 3, 1, "CPU kernels: avx2 (TTS_CPU_KERNELS=avx2; the processor has avx512_bf16)"),
        ("avx512", 2, 2, "CPU kernels: avx512"),
    ],
)
def test_the_variable_caps_the_level(decide, value, found, level, line):
    assert decide(value, found) == (level, line)
    assert dispatch.has_bfloat16() == (level == 3)


@with_binding
def test_a_level_that_the_processor_lacks_warns_once(decide, caplog):
    assert decide("avx512_bf16", 1) == (1, "CPU kernels: avx2")
    dispatch.level()
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "TTS_CPU_KERNELS is avx512_bf16, but this processor has avx2" in record.message


@with_binding
def test_an_unknown_value_is_an_error_that_names_the_valid_ones(decide):
    with pytest.raises(UserError, match="'sse': it must be one of 0, avx2, avx512, avx512_bf16"):
        decide("sse")


@with_binding
def test_the_levels_are_those_of_the_binding():
    assert {name: number for number, name in enumerate(dispatch.LEVELS)} == dispatch.binding.LEVELS


@with_binding
def test_code_of_another_interface_is_not_used(monkeypatch):
    monkeypatch.delenv(dispatch.VARIABLE, raising=False)
    with monkeypatch.context() as patch:
        patch.setattr(dispatch.binding, "INTERFACE", 0)
        again = importlib.util.module_from_spec(dispatch.__spec__)
        dispatch.__spec__.loader.exec_module(again)
    assert again.level() == 0
    assert "older" in again.PROBLEM


def test_without_them_packing_says_how_to_build_them(monkeypatch):
    monkeypatch.delenv(dispatch.VARIABLE, raising=False)
    monkeypatch.setattr(dispatch, "PROBLEM", "they are older than their source")
    with pytest.warns(RuntimeWarning, match=r"older than their source.*setup.py build_ext"):
        packed.pack_layers(torch.nn.Linear(2, 2))


@needs_compiled
def test_the_log_says_which_path_runs_and_why(monkeypatch, caplog):
    monkeypatch.setattr(dispatch, "_reported", set())
    x = torch.ones(2)
    with caplog.at_level(logging.DEBUG, dispatch.__name__):
        for _ in range(2):
            assert not can_infer("convolution", x, x)
            with torch.inference_mode():
                assert can_infer("convolution", x, x)
    assert [record.message for record in caplog.records] == [
        "convolution: plain PyTorch: gradients may be wanted",
        f"convolution: compiled, {dispatch.LEVELS[dispatch.level()]}",
    ]


@needs_compiled
def test_what_is_not_fused():
    x = torch.ones(2)
    assert can_train("test", x, x)
    assert can_train("test", x.bfloat16())
    assert not can_train("test", x.double())
    assert not can_train("test", x, x.bfloat16())
    with torch.no_grad():
        assert not can_train("test", x)


def run(code: str, **environment: str) -> str:
    command = [sys.executable, "-c", code]
    environment = {**os.environ, **environment}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=300
    ).stdout


def test_plain_layers_import_no_compiled_ones(repository):
    found = run(
        f"import sys; import {PLAIN_PACKAGES}; "
        "print([name for name in sys.modules if name.startswith('modules.cpu_kernels')])",
        PYTHONPATH=str(repository),
    )
    assert found == "[]\n"


SPEAK = """
import torch
from models.tts.glowtts.model import GlowTTS
from modules.cpu_kernels import describe, install_training_operations
torch.manual_seed(0)
model = GlowTTS(20, 8, hidden_channels=16, hidden_channels_enc=16, hidden_channels_dec=16,
                filter_channels=32, filter_channels_dp=16, n_blocks_dec=2, n_layers_enc=1)
for layer in model.modules():
    if isinstance(layer, torch.nn.Dropout):
        layer.p = 0.0
for weight in model.parameters():
    weight.data.add_(torch.randn_like(weight), alpha=0.05)
ids, lengths = torch.arange(1, 13)[None], torch.tensor([12])
install_training_operations(model)
output = model.train()(ids, lengths, torch.randn(1, 8, 40), torch.tensor([40]))
loss = output.z.square().sum() + output.log_det.sum() + output.log_durations.square().sum()
grads = torch.autograd.grad(loss, list(model.parameters()), allow_unused=True)
mel = model.prepare_for_inference().synthesize(
    ids, lengths, generator=torch.Generator().manual_seed(0)).mel
print(describe())
for value in (loss, mel, *grads):
    if value is not None:
        print(f"{value.double().norm().item():.9g} {value.double().sum().item():.9g}")
"""


@needs_compiled
def test_switched_off_everything_is_the_same_within_rounding(repository):
    outputs = [
        run(SPEAK, PYTHONPATH=str(repository), TTS_CPU_KERNELS=value).splitlines()
        for value in ("0", "avx512_bf16")
    ]
    assert outputs[0][0] == "CPU kernels: none (TTS_CPU_KERNELS=0)"
    assert outputs[1][0] != outputs[0][0]
    plain, compiled = (
        torch.tensor([[float(x) for x in line.split()] for line in lines[1:]]) for lines in outputs
    )
    assert len(plain) > 20
    assert not torch.equal(plain, compiled)
    scale = plain[:, :1].clamp_min(1e-3)
    torch.testing.assert_close(compiled / scale, plain / scale, atol=1e-3, rtol=1e-4)


def test_not_built_is_as_switched_off(repository):
    missing = "import sys; sys.modules['modules.cpu_kernels.binding'] = None\n"
    found = run(missing + SPEAK, PYTHONPATH=str(repository), TTS_CPU_KERNELS="").splitlines()
    expected = run(SPEAK, PYTHONPATH=str(repository), TTS_CPU_KERNELS="0").splitlines()
    assert found[0].startswith("CPU kernels: none (they cannot be used: ")
    assert found[1:] == expected[1:]
