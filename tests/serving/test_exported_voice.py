"""An exported voice is served as one of torch is, with the same words at the same times."""

from pathlib import Path

import httpx
import pytest

from tests.models.tts.export.exports import export_tiny
from tests.serving.servers import running_voices

TEXT = "One two three. [pause:0.5s] And four… or five."


@pytest.mark.parametrize("split", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_exported_voices_speak_alike(tmp_path: Path, split: bool) -> None:
    pytest.importorskip("onnx", reason="needs: pip install onnx")
    from models.tts.export.export_voice import ExportOptions

    pair = export_tiny(tmp_path, options=ExportOptions(split=split), speakers=("Ann", "Bob"))
    source = tmp_path / "ckpts" / "tiny"
    with running_voices(pair.folder, source) as url:
        names = [voice["id"] for voice in httpx.get(f"{url}/v1/audio/voices").json()["voices"]]
        assert names == ["exported/Ann", "exported/Bob", "tiny/Ann", "tiny/Bob"]
        answers = [
            httpx.post(
                f"{url}/v1/audio/speech/timestamps",
                json={"input": TEXT, "voice": voice, "response_format": "pcm"},
            ).json()
            for voice in ("exported/Bob", "tiny/Bob")
        ]
        assert answers[0]["sentences"] == answers[1]["sentences"]
        whole = httpx.post(
            f"{url}/v1/audio/speech",
            json={"input": TEXT, "voice": "exported/Bob", "response_format": "pcm"},
        )
        seconds = len(whole.content) / 2 / 24000
        assert seconds == pytest.approx(answers[0]["seconds"], abs=0.02)
