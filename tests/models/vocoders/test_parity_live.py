"""The reference implementations themselves, at full size, beside ours."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.models.vocoders.parity import check_discriminators, check_generator, check_vocos

PROBE = Path(__file__).with_name("reference_probe.py")

logger = logging.getLogger(__name__)

pytestmark = pytest.mark.slow


def probe(variable: str, case: str, folder: Path) -> Path:
    source = os.environ.get(variable)
    if not source:
        pytest.skip(f"set {variable} to a checkout of the reference to run it")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    subprocess.run(
        [sys.executable, "-W", "ignore", str(PROBE), source, case, str(folder)],
        check=True,
        cwd=folder.parent,
        env=environment,
    )
    return folder / "values.safetensors"


@pytest.mark.parametrize("case", ["v1", "v2", "v3"])
def test_a_checkpoint_of_the_reference_sounds_the_same(case: str, tmp_path: Path) -> None:
    values = probe("HIFI_GAN_DIR", case, tmp_path / case)
    logger.info("%s: %.1e", case, check_generator(tmp_path / case, values))


def test_discriminators(tmp_path: Path) -> None:
    values = probe("HIFI_GAN_DIR", "discriminators", tmp_path / "discriminators")
    logger.info("discriminators: %.1e", check_discriminators(values))


def test_vocos(tmp_path: Path) -> None:
    values = probe("VOCOS_DIR", "vocos", tmp_path / "vocos")
    logger.info("vocos: %.1e", check_vocos(values, tmp_path))
