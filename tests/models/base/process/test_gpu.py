"""A GPU that torch cannot use is an error: cards are made up, and so is what torch says of them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from config.schema import REPOSITORY
from models.base.process import gpu
from models.base.process.accelerator import join_processes
from models.base.process.device import choose_device
from tests.egs.tts.GlowTTS.recipe import GPUS, write_script
from utils.errors import UserError

OLD_DRIVER = "The NVIDIA driver on your system is too old (found version 12020).\nPlease update"


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    gpu.check_gpu.cache_clear()
    yield
    gpu.check_gpu.cache_clear()


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes a machine with so many cards, as nvidia-smi lists them."""
    write_script(tmp_path / "nvidia-smi", GPUS)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return lambda count: monkeypatch.setenv("GPUS", str(count))


def raising(error: Exception) -> Callable[..., None]:
    def raise_it(*arguments: object, **settings: object) -> None:
        raise error

    return raise_it


def fake_torch(monkeypatch: pytest.MonkeyPatch, *, available: bool, init: Callable, ones: Callable):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: available)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: int(available))
    monkeypatch.setattr(torch.cuda, "init", init)
    monkeypatch.setattr(torch.cuda, "get_arch_list", lambda: ["sm_75", "sm_90", "compute_120"])
    monkeypatch.setattr(gpu.torch, "ones", ones)


def test_an_old_driver_is_told_with_torchs_reason_and_the_remedy(cards, monkeypatch):
    cards(1)
    fake_torch(monkeypatch, available=False, init=raising(RuntimeError(OLD_DRIVER)), ones=None)
    with pytest.raises(UserError) as caught:
        join_processes()
    message = str(caught.value)
    assert "\n" not in message
    for part in (
        "system is too old (found version 12020)",
        "torchaudio",
        "--gpu -1",
    ):
        assert part in message
    assert f"built for CUDA {torch.version.cuda}, compute capability 7.5 or newer" in message


def test_a_torch_without_cuda_is_told(cards, monkeypatch):
    cards(2)
    no_cuda = raising(AssertionError("Torch not compiled with CUDA enabled"))
    fake_torch(monkeypatch, available=False, init=no_cuda, ones=None)
    monkeypatch.setattr(torch.version, "cuda", None)
    with pytest.raises(UserError, match=r"not compiled with CUDA enabled.*is built without CUDA"):
        choose_device("auto")


def test_a_card_that_torch_has_no_code_for_is_told(monkeypatch):
    no_image = RuntimeError("CUDA error: no kernel image is available for execution on the device")
    fake_torch(monkeypatch, available=True, init=lambda: None, ones=raising(no_image))
    with pytest.raises(UserError, match=r"no kernel image .*compute capability 7\.5 or newer"):
        choose_device("cuda:0")


@pytest.mark.parametrize("hidden", ["", "-1", "NoDevFiles", None])
def test_without_a_card_or_with_hidden_ones_the_cpu_is_taken(hidden, cards, monkeypatch):
    cards(0 if hidden is None else 1)
    if hidden is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
    fake_torch(monkeypatch, available=False, init=raising(RuntimeError("never asked")), ones=None)
    assert choose_device("auto") == torch.device("cpu")


def test_cards_are_counted_by_device_files_where_the_tool_fails(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(gpu, "DEVICE_FILES", tmp_path / "dev")
    for name in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm"):
        (tmp_path / "dev" / name).mkdir(parents=True)
    assert gpu.count_cards() == 2
    write_script(tmp_path / "nvidia-smi", "#!/bin/bash\nexit 9\n")
    assert gpu.count_cards() == 2
    write_script(tmp_path / "nvidia-smi", "#!/bin/bash\necho 'GPU 0: one'\n")
    assert gpu.count_cards() == 1


@pytest.mark.skipif(torch.cuda.is_available(), reason="torch can use the GPU of this machine")
def test_training_says_so_and_does_not_begin(cards, tmp_path):
    cards(1)
    (tmp_path / "config.json").write_text(
        f'{{"base_config": "config/glowtts.json", "log_dir": "{tmp_path}/runs"}}', encoding="utf-8"
    )
    environment = {key: value for key, value in os.environ.items() if key != "ACCELERATE_USE_CPU"}
    command = [sys.executable, "bins/tts/train.py", "--exp_name", "x"]
    result = subprocess.run(
        [*command, "--config", str(tmp_path / "config.json")],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert result.returncode == 1
    assert result.stderr.startswith("error: this machine has a GPU, and torch cannot use it: ")
    assert not (tmp_path / "runs").exists()
