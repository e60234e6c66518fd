"""The reference implementation itself, at full size, beside ours."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.tts.glowtts import GlowTTS
from models.tts.glowtts.reference.import_checkpoint import import_checkpoint
from tests.models.tts.glowtts.parity import check, differences

SOURCE = os.environ.get("GLOW_TTS_DIR")
PROBE = Path(__file__).with_name("reference_probe.py")

logger = logging.getLogger(__name__)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SOURCE, reason="set GLOW_TTS_DIR to a checkout of jaywalnut310/glow-tts to run it"
    ),
]


@pytest.mark.parametrize("case", ["single", "blank", "multi", "variance", "tiny_multi"])
def test_full_size_model_equals_reference(case: str, tmp_path: Path) -> None:
    folder = tmp_path / case
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    subprocess.run(
        [sys.executable, str(PROBE), str(SOURCE), case, str(folder)],
        check=True,
        cwd=tmp_path,
        env=environment,
    )
    import_checkpoint(folder / "checkpoint.pth", folder / "config.json", tmp_path / "imported")
    found = differences(GlowTTS.from_checkpoint(tmp_path / "imported"), folder / "values.pt")
    logger.info("%s: %s", case, {name: f"{value:.1e}" for name, value in found.items()})
    check(found)
