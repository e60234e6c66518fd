"""Stored outputs of the reference implementations, reproduced with the same weights."""

from pathlib import Path

import pytest
import torch

from config.hifigan import HIFIGAN_SIZES
from tests.models.vocoders.parity import (
    check_discriminators,
    check_generator,
    check_vocos,
    write_reference,
)

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize("case", HIFIGAN_SIZES)
def test_generators_equal_the_reference(case: str, tmp_path: Path) -> None:
    folder = write_reference(tmp_path / case, HIFIGAN_SIZES[case])
    check_generator(folder, FIXTURES / f"{case}.safetensors")


def test_vocos_equals_the_reference(tmp_path: Path) -> None:
    check_vocos(FIXTURES / "vocos.safetensors", tmp_path)


def test_discriminators_and_losses_equal_the_reference() -> None:
    check_discriminators(FIXTURES / "discriminators.safetensors")


def test_the_comparison_notices_a_changed_weight(tmp_path: Path) -> None:
    folder = write_reference(tmp_path / "v3", HIFIGAN_SIZES["v3"])
    checkpoint = torch.load(folder / "g_00000001")
    checkpoint["generator"]["conv_post.weight_v"][0, 0, 0] += 1e-3
    torch.save(checkpoint, folder / "g_00000001")
    with pytest.raises(AssertionError):
        check_generator(folder, FIXTURES / "v3.safetensors")
