"""The synthesizer: reproducible, the same alone and in a batch, honest about bad input."""

import itertools
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from models.base.process.device import choose_device
from models.tts.base.segmentation import (
    MAX_BATCH_SYMBOLS,
    MAX_CPU_BATCH_SYMBOLS,
    batch_by_symbols,
)
from models.tts.base.speech_plan import MAX_CHARS
from models.tts.base.synthesis_settings import SynthesisSettings
from models.tts.glowtts import Synthesizer
from models.vocoders import griffin_lim
from modules.mel_contrast import contrast_matrix
from processors.text import SymbolTable
from tests.models.tts.glowtts.tiny_voice import write_voice
from tests.models.vocoders.folders import write_run
from tests.models.vocoders.tiny import tiny_generator
from utils.errors import UserError
from utils.files import read_json, write_json

SHORT = "Hello there."
TEXTS = ["A much longer sentence, which takes its time.", SHORT, "Yes!"]
LONG = " ".join(f"This is sentence number {word}, and it says little." for word in "abcdefgh")


@pytest.fixture(autouse=True)
def _fast_vocoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(griffin_lim, "PHASE_STEPS", 4)


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_voice(tmp_path_factory.mktemp("voice") / "glowtts_tiny")


@pytest.fixture(scope="module")
def synthesizer(voice: Path) -> Synthesizer:
    return Synthesizer.from_checkpoint(voice)


def test_shapes(synthesizer: Synthesizer) -> None:
    (speech,) = synthesizer.synthesize(SHORT)
    assert speech.text == SHORT
    assert speech.sample_rate == 22050
    assert speech.waveform.dtype == speech.mel.dtype == np.float32
    assert speech.waveform.shape == (speech.mel.shape[1] * 256,)
    assert speech.mel.shape[0] == 80
    assert speech.durations.sum() == speech.mel.shape[1]
    assert len(speech.durations) == len(speech.symbols)
    assert speech.path().shape == (len(speech.symbols), speech.mel.shape[1])
    assert (speech.path().sum(0) == 1).all()
    assert speech.phones == "həlˈoʊ ðˈɛɹ."


def test_same_seed_same_audio_other_seed_other_audio(synthesizer: Synthesizer) -> None:
    torch.manual_seed(1)
    first = synthesizer.synthesize(SHORT, seed=5)[0].waveform
    torch.manual_seed(2)
    assert np.array_equal(first, synthesizer.synthesize(SHORT, seed=5)[0].waveform)
    assert not np.array_equal(first, synthesizer.synthesize(SHORT, seed=6)[0].waveform)


def test_alone_and_in_a_batch_alike_and_in_order(synthesizer: Synthesizer) -> None:
    together = synthesizer.synthesize([*TEXTS, LONG])
    for text, speech in zip([*TEXTS, LONG], together, strict=True):
        (alone,) = synthesizer.synthesize(text)
        assert speech.text == text
        np.testing.assert_array_equal(speech.durations, alone.durations)
        np.testing.assert_allclose(speech.mel, alone.mel, atol=1e-4)
        # Griffin-Lim makes much of rounding where a band is silent, at places that are not heard.
        error = np.linalg.norm(speech.waveform - alone.waveform)
        assert error < 0.1 * np.linalg.norm(alone.waveform)


def test_texts_really_share_a_batch(
    synthesizer: Synthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    original = synthesizer.voice.model.synthesize

    def counted(phone_ids: torch.Tensor, *args: object, **kwargs: object) -> object:
        sizes.append(len(phone_ids))
        return original(phone_ids, *args, **kwargs)

    monkeypatch.setattr(synthesizer.voice.model, "synthesize", counted)
    synthesizer.synthesize(TEXTS)
    assert sizes == [3]


def test_ids_are_those_of_training_with_blanks(synthesizer: Synthesizer) -> None:
    """Blanks added in training but not in batch inference: the fault that this guards against."""
    symbols = synthesizer.voice.symbols
    for speech in synthesizer.synthesize(TEXTS):
        ids = [symbols.ids[symbol] for symbol in speech.symbols]
        assert ids == synthesizer.text_processor(speech.text)
        assert ids[::2] == [symbols.blank_id] * (len(ids) // 2 + 1)


def test_a_voice_without_blanks_gets_none(tmp_path: Path) -> None:
    speaker = Synthesizer.from_checkpoint(write_voice(tmp_path / "v", text={"add_blank": False}))
    (speech,) = speaker.synthesize(SHORT)
    assert speech.symbols == list(speech.phones)


def test_long_text_is_cut_at_sentences_and_joined_with_pauses(synthesizer: Synthesizer) -> None:
    assert len(LONG) > MAX_CHARS
    (speech,) = synthesizer.synthesize(LONG)
    assert [sentence.text for sentence in speech.sentences] == LONG.replace(". ", ".|").split("|")
    pause = round(0.3 * 22050 / 256)
    frames = 0
    for sentence in speech.sentences:
        assert sentence.start == frames
        frames += sentence.durations.sum() + pause
    assert speech.mel.shape[1] == frames - pause
    assert len(speech.waveform) == speech.mel.shape[1] * 256
    end = (speech.sentences[1].start - pause) * 256
    assert not speech.waveform[end : end + pause * 256].any()
    assert speech.waveform[end - 200 : end].any()
    assert abs(speech.waveform[end - 1]) < 1e-6  # faded, so that the seam does not click


def test_sentences_of_a_text_do_not_share_their_noise(synthesizer: Synthesizer) -> None:
    sentence = "The very same words are said again and again and again here."
    (speech,) = synthesizer.synthesize(" ".join([sentence] * 6))
    first, second = speech.sentences[:2]
    np.testing.assert_array_equal(first.durations, second.durations)
    length = first.durations.sum()
    mels = [speech.mel[:, part.start : part.start + length] for part in (first, second)]
    assert not np.allclose(*mels, atol=1e-2)


def test_timings_cover_the_speech_and_have_no_blanks(synthesizer: Synthesizer) -> None:
    (speech,) = synthesizer.synthesize(SHORT)
    timings = speech.timings()
    assert "".join(timing.phone for timing in timings) == speech.phones
    assert timings[0].start == 0
    assert timings[-1].end == pytest.approx(speech.seconds)
    for before, after in itertools.pairwise(timings):
        assert before.start < before.end == after.start
    # The first phone has the leading blank, and half of the one after it.
    frames = speech.durations[0] + speech.durations[1] + speech.durations[2] / 2
    assert timings[0].end == pytest.approx(frames * 256 / 22050)


def test_scales(synthesizer: Synthesizer) -> None:
    (plain,) = synthesizer.synthesize(SHORT)
    (slow,) = synthesizer.synthesize(SHORT, length_scale=2.0)
    assert 1.6 < slow.seconds / plain.seconds < 2.4
    still = [synthesizer.synthesize(SHORT, noise_scale=0, seed=seed)[0].mel for seed in (1, 2)]
    assert np.array_equal(*still)


@pytest.mark.parametrize(
    "scales",
    [{"noise_scale": -1}, {"noise_scale": float("nan")}, {"length_scale": 0},
     {"length_scale": float("inf")}, {"length_scale": -1}],
)  # fmt: skip
def test_bad_scales(synthesizer: Synthesizer, scales: dict[str, float]) -> None:
    with pytest.raises(UserError, match=f"{next(iter(scales))} must be a finite number"):
        synthesizer.iterate([SHORT], SynthesisSettings(**scales))  # before anything is spoken


def test_a_loud_voice_is_scaled_down_and_says_so(
    synthesizer: Synthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = synthesizer.vocoder.forward
    (plain,) = synthesizer.synthesize(SHORT)
    assert plain.gain == 1.0
    factor = 3 / np.abs(plain.waveform).max()
    monkeypatch.setattr(synthesizer.vocoder, "forward", lambda mel: original(mel) * factor)
    (loud,) = synthesizer.synthesize(SHORT)
    assert loud.gain == pytest.approx(0.33)
    assert np.abs(loud.waveform).max() == pytest.approx(0.99)


@pytest.mark.parametrize(
    ("text", "message"), [("", "empty"), (" \n", "empty"), ("?!", "nothing to say")]
)
def test_nothing_to_say(synthesizer: Synthesizer, text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        synthesizer.synthesize([SHORT, text])


def test_a_bad_text_does_not_stop_the_others(synthesizer: Synthesizer) -> None:
    results = dict(synthesizer.iterate([SHORT, "", "Yes!"]))
    assert isinstance(results[1], UserError)
    assert [results[0].text, results[2].text] == [SHORT, "Yes!"]


def test_a_failing_batch_is_tried_one_by_one(
    synthesizer: Synthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = synthesizer.synthesize(SHORT)[0].mel
    original = synthesizer.voice.model.synthesize

    def failing(phone_ids: torch.Tensor, *args: object, **kwargs: object) -> object:
        if len(phone_ids) > 1 or phone_ids.shape[1] > 60:
            for generator in kwargs["generator"]:
                torch.rand(3, generator=generator)  # used up before it failed
            raise RuntimeError("out of memory\nand a long story")
        return original(phone_ids, *args, **kwargs)

    monkeypatch.setattr(synthesizer.voice.model, "synthesize", failing)
    results = dict(synthesizer.iterate(TEXTS))
    assert str(results[0]) == "the model failed: out of memory"
    np.testing.assert_allclose(results[1].mel, expected, atol=1e-5)


def test_weights_that_give_nan_are_named(
    synthesizer: Synthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    weight = synthesizer.voice.model.decoder.flows[2].pre.bias
    kept = weight.detach().clone()
    with torch.no_grad():
        weight.fill_(float("nan"))
    try:
        with pytest.raises(UserError, match="NaN or infinity"):
            synthesizer.synthesize(SHORT)
    finally:
        with torch.no_grad():
            weight.copy_(kept)


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_batches_keep_to_the_budget(device: str) -> None:
    class Fake:
        def __init__(self, length: int, length_scale: float) -> None:
            self.phone_ids = [0] * length
            self.length_scale = length_scale
            self.noise_scale = 1.0

    device = torch.device(device)
    most = MAX_CPU_BATCH_SYMBOLS if device.type == "cpu" else MAX_BATCH_SYMBOLS
    made = {}
    for length_scale in (0.5, 1.0, 3.0):
        pieces = [Fake(length, length_scale) for length in (5, 500, 70, 3000, 9000, 400, 410, 6)]
        batches = made[length_scale] = list(batch_by_symbols(pieces, device))
        assert sorted(len(p.phone_ids) for b in batches for p in b) == sorted(
            len(p.phone_ids) for p in pieces
        )
        for batch in batches:
            size = len(batch) * max(len(piece.phone_ids) for piece in batch)
            assert len(batch) == 1 or size <= most / max(length_scale, 1)
    slow, usual = made[3.0], made[1.0]
    assert len(slow) > len(usual)


def test_speakers(voice: Path, synthesizer: Synthesizer, tmp_path: Path) -> None:
    names = ("LibriTTS_1089", "LibriTTS_121", "LibriTTS_260")
    many = Synthesizer.from_checkpoint(write_voice(tmp_path / "many", speakers=names))
    mels = [many.synthesize(SHORT, speaker=name, noise_scale=0)[0].mel for name in names[:2]]
    assert mels[0].shape != mels[1].shape or not np.allclose(*mels)
    mixed = many.synthesize([SHORT, SHORT], speaker=list(names[:2]), noise_scale=0)
    for speech, mel in zip(mixed, mels, strict=True):
        np.testing.assert_allclose(speech.mel, mel, atol=1e-4)
    with pytest.raises(UserError, match=r"no speaker 'LibriTTS_1098'; did you mean LibriTTS_1089"):
        many.synthesize(SHORT, speaker="LibriTTS_1098")
    with pytest.raises(UserError, match="has 3 speakers, name one"):
        many.synthesize(SHORT)
    with pytest.raises(UserError, match="one speaker"):
        synthesizer.synthesize(SHORT, speaker="LibriTTS_1089")
    assert synthesizer.synthesize(SHORT, speaker="LJSpeech")


def test_phones_only_voice(tmp_path: Path) -> None:
    symbols = SymbolTable(["_", " ", ".", "@AA1", "@HH", "@B"], pad="_", blank=None)
    folder = write_voice(
        tmp_path / "v", symbols=symbols, text={"phonemizer": "none", "add_blank": False}
    )
    synthesizer = Synthesizer.from_checkpoint(folder)
    (speech,) = synthesizer.synthesize("[[HH AA1]].")
    assert speech.symbols == ["@HH", "@AA1", "."]
    assert [timing.phone for timing in speech.timings()] == ["@HH", "@AA1", "."]
    with pytest.raises(UserError, match=r"phones only.*\[\["):
        synthesizer.synthesize("Hello.")


def test_a_voice_with_centered_mels_speaks_too(tmp_path: Path) -> None:
    synthesizer = Synthesizer.from_checkpoint(write_voice(tmp_path / "v", mel={"center": True}))
    (speech,) = synthesizer.synthesize(SHORT)
    assert synthesizer.vocoder.center
    assert len(speech.waveform) == speech.mel.shape[1] * 256


def test_which_checkpoint_and_vocoder(voice: Path, tmp_path: Path) -> None:
    folder = next((voice / "checkpoint").iterdir())
    for path, which in ((voice, "best"), (folder, "latest"), (voice, folder)):
        assert Synthesizer.from_checkpoint(path, checkpoint=which).voice.name == (
            f"glowtts_tiny/{folder.name}"
        )
    with pytest.raises(UserError, match="no usable checkpoint"):
        Synthesizer.from_checkpoint(tmp_path / "nowhere")
    with pytest.raises(UserError, match="no such vocoder folder"):
        Synthesizer.from_checkpoint(voice, vocoder_dir=tmp_path / "nowhere")


@pytest.mark.parametrize("kind", ["hifigan", "vocos"])
def test_a_trained_vocoder_speaks_for_a_voice(voice: Path, tmp_path: Path, kind: str) -> None:
    write_run(tmp_path / "vocoder", tiny_generator(kind), kind)
    synthesizer = Synthesizer.from_checkpoint(voice, vocoder_dir=tmp_path / "vocoder")
    short, long = synthesizer.synthesize(["Hello.", "Hello there, this is longer."], seed=3)
    again = synthesizer.synthesize("Hello.", seed=3)[0]
    assert synthesizer.vocoder.name.startswith("vocoder/epoch-")
    assert 1000 < len(short.waveform) < len(long.waveform)
    np.testing.assert_allclose(short.waveform, again.waveform, atol=1e-5)


def test_devices() -> None:
    assert choose_device("cpu").type == "cpu"
    assert choose_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")
    with pytest.raises(UserError, match="no such device"):
        choose_device("gpu0")
    with pytest.raises(UserError, match="usable GPUs"):
        choose_device("cuda:99")


def test_synthesis_touches_no_files(
    synthesizer: Synthesizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    synthesizer.synthesize(SHORT)
    assert not list(tmp_path.iterdir())


def test_a_voice_may_have_a_noise_scale_of_its_own(voice: Path, tmp_path: Path) -> None:
    calm = shutil.copytree(voice, tmp_path / "calm")
    for path in calm.rglob("args.json"):
        write_json(path, read_json(path) | {"synthesis": {"noise_scale": 0}})
    usual, own = map(Synthesizer.from_checkpoint, (voice, calm))
    assert (usual.voice.noise_scale, own.voice.noise_scale) == (0.667, 0)
    first, second = (own.synthesize(SHORT, seed=seed)[0].mel for seed in (0, 1))
    assert np.array_equal(first, second)  # no noise
    asked = [one.synthesize(SHORT, noise_scale=0.667)[0].mel for one in (usual, own)]
    assert np.array_equal(*asked)
    assert not np.array_equal(asked[0], first)


def test_a_voice_may_have_a_contrast_of_its_own(voice: Path, tmp_path: Path) -> None:
    vivid = shutil.copytree(voice, tmp_path / "vivid")
    for path in vivid.rglob("args.json"):
        write_json(path, read_json(path) | {"synthesis": {"contrast": 1.3}})
    plain, own = (
        Synthesizer.from_checkpoint(folder).synthesize(SHORT)[0].mel for folder in (voice, vivid)
    )
    expected = contrast_matrix(80, 1.3).numpy() @ plain
    assert np.abs(expected - plain).max() > 0.01
    np.testing.assert_allclose(own, expected, atol=1e-4)
