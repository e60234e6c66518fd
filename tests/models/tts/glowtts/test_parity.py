"""Stored outputs of the reference implementation, reproduced with its weights."""

from pathlib import Path

import pytest
import torch

from models.tts.glowtts import GlowTTS
from models.tts.glowtts.reference.import_checkpoint import import_checkpoint
from tests.models.tts.glowtts.parity import check, differences, unpack

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(params=["tiny_single", "tiny_multi"])
def reference(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "reference"
    unpack(FIXTURES / f"{request.param}.safetensors", folder)
    return folder


def test_imported_model_equals_reference(reference: Path, tmp_path: Path) -> None:
    import_checkpoint(
        reference / "checkpoint.pth", reference / "config.json", tmp_path / "imported"
    )
    model = GlowTTS.from_checkpoint(tmp_path / "imported")
    check(differences(model, reference / "values.pt"))


def test_comparison_notices_a_changed_weight(reference: Path, tmp_path: Path) -> None:
    import_checkpoint(
        reference / "checkpoint.pth", reference / "config.json", tmp_path / "imported"
    )
    model = GlowTTS.from_checkpoint(tmp_path / "imported")
    with torch.no_grad():
        model.decoder.flows[0].shift[0] += 1e-3
    with pytest.raises(AssertionError, match="z differs"):
        check(differences(model, reference / "values.pt"))
