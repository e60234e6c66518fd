"""The hosts themselves speak an export of the packed voice as the toolkit does."""

import contextlib
import io
import wave
from pathlib import Path

import numpy as np
import pytest

from config.schema import REPOSITORY
from models.tts.base.synthesizer import Synthesizer
from models.tts.export.export_voice import ExportOptions, export_voice
from models.tts.onnx_voice.voice import OnnxVoice

TEXT = "The quick brown fox jumps over the lazy dog."
SENTENCES = REPOSITORY / "egs" / "datasets" / "demo_sentences.txt"
DRAWS = 12  # which differ by a twentieth, so that their means differ by a fortieth
INSTALL = "is not installed: pip install -r requirements-dev.txt"


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Path:
    """Folder of an export of pretrained/hibari."""
    folder = tmp_path_factory.mktemp("hosts") / "hibari"
    options = ExportOptions(words=[TEXT])
    return export_voice(REPOSITORY / "pretrained" / "hibari", None, folder, options=options)


@pytest.fixture(scope="module")
def ours() -> Synthesizer:
    return Synthesizer.from_checkpoint(REPOSITORY / "pretrained" / "hibari")


@pytest.fixture(scope="module")
def piper_voice(exported):
    piper = pytest.importorskip("piper", reason=f"piper-tts {INSTALL}")
    return piper.PiperVoice.load(exported / "en_US-hibari-medium.onnx")


def speak_with_piper(voice, text: str, noise_scale: float):
    from piper.config import SynthesisConfig

    settings = SynthesisConfig(noise_scale=noise_scale, normalize_audio=False)
    chunks = voice.synthesize(text, settings, include_alignments=True)
    return next(iter(chunks))


def test_piper_says_the_same(piper_voice, ours):
    spoken = speak_with_piper(piper_voice, TEXT, 0.0)
    expected = ours.synthesize(TEXT, noise_scale=0.0)[0]
    samples = spoken.phoneme_id_samples
    assert samples[0] == samples[-1] == 0
    np.testing.assert_array_equal(samples[1:-1], expected.durations * 256)
    assert len(spoken.phoneme_alignments) == len(spoken.phonemes) + 2  # with both ends
    # The phase of the pulses adds up the rounding of F0 over the sentence.
    np.testing.assert_allclose(spoken.audio_float_array, expected.waveform, atol=5e-4)


def test_pipers_noise_has_the_same_statistics(piper_voice, ours):
    theirs = [speak_with_piper(piper_voice, TEXT, 0.667).audio_float_array for _ in range(DRAWS)]
    mine = [
        ours.synthesize(TEXT, noise_scale=0.667, seed=seed)[0].waveform for seed in range(DRAWS)
    ]
    assert {len(one) for one in theirs} == {len(one) for one in mine}
    assert not np.array_equal(theirs[0], theirs[1])
    for statistic in (np.std, lambda one: np.abs(np.fft.rfft(one)[2000:]).mean()):
        own, other = [statistic(one) for one in mine], [statistic(one) for one in theirs]
        assert np.mean(other) == pytest.approx(np.mean(own), rel=0.1)
    spread_of_mine, spread = np.std(mine, axis=0).mean(), np.std(theirs, axis=0).mean()
    assert spread == pytest.approx(spread_of_mine, rel=0.1)


def test_piper_reads_sentences_as_the_toolkit_does(piper_voice, exported):
    processor = OnnxVoice(exported).text_processor
    sentences = SENTENCES.read_text(encoding="utf-8").splitlines()[:300]
    different = [
        sentence
        for sentence in sentences
        if [piper_voice.phonemes_to_ids(part)[1:-1] for part in piper_voice.phonemize(sentence)]
        != [processor(sentence)]
    ]
    assert len(different) <= 6, different  # 2 %


def test_pipers_own_command_line(exported, tmp_path, capsys):
    main = pytest.importorskip("piper.__main__", reason=f"piper-tts {INSTALL}")
    path = tmp_path / "hello.wav"
    model = str(exported / "en_US-hibari-medium.onnx")
    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(SystemExit):
        patch.setattr("sys.argv", ["piper", "-m", model, "-f", str(path), "--", "Hello."])
        patch.setattr("sys.stdin", io.StringIO(""))
        main.main()
    with wave.open(str(path)) as wav:
        assert wav.getframerate() == 22050
        assert wav.getnframes() > 5000


def test_sherpa_onnx_says_the_same(exported, ours):
    """From version 2 on it knows the words of lexicon.txt."""
    sherpa_onnx = pytest.importorskip("sherpa_onnx", reason=f"sherpa-onnx {INSTALL}")
    vits = sherpa_onnx.OfflineTtsVitsModelConfig(
        model=str(exported / "en_US-hibari-medium.onnx"),
        tokens=str(exported / "tokens.txt"),
        lexicon=str(exported / "lexicon.txt"),
        noise_scale=0.0,
    )
    config = sherpa_onnx.OfflineTtsConfig(
        model=sherpa_onnx.OfflineTtsModelConfig(vits=vits, num_threads=1)
    )
    assert config.validate()
    host = sherpa_onnx.OfflineTts(config)
    assert (host.sample_rate, host.num_speakers) == (22050, 1)
    words = ours.text_processor
    phones = " ".join(words.phonemize(word) for word in TEXT.rstrip(".").lower().split()) + "."
    expected = ours.synthesize(f"[[{phones}]]", noise_scale=0.0)[0].waveform
    spoken = np.array(host.generate(TEXT).samples)
    assert len(spoken) == len(expected)
    # The vocoder's phase adds up what another build of the runtime rounds otherwise.
    np.testing.assert_allclose(spoken, expected, atol=5e-4)
