"""Teacher-aligned mels: the alignment, the last odd frame, and exports that are broken off."""

from pathlib import Path

import numpy as np
import pytest
import torch

from config.glowtts import ExperimentConfig
from models.tts.base.aligned_mels import write_aligned_mels
from models.tts.base.voice import Voice
from modules.noise import noise_generator
from processors.processed.aligned_mels import MANIFEST, check_aligned_mels
from processors.processed.paths import mel_path
from processors.processed.rows import load_rows
from tests.models.tts.glowtts.processed import N_MELS, tiny_config, write_processed
from tests.models.tts.glowtts.tiny import one_of, randomized, tiny_batch, tiny_model
from tests.models.tts.glowtts.tiny_voice import write_voice
from utils.errors import UserError
from utils.files import read_json


@pytest.mark.parametrize("n_sqz", [1, 2])
@pytest.mark.parametrize("noise_scale", [0.0, 0.5])
def test_as_long_as_the_truth_and_alone_as_in_a_batch(n_sqz: int, noise_scale: float) -> None:
    model, batch = randomized(tiny_model(n_sqz=n_sqz)), tiny_batch()

    def make(inputs: dict, uids: list[str]) -> torch.Tensor:
        sources = [noise_generator(3, uid) for uid in uids]
        return model.synthesize_aligned(**inputs, noise_scale=noise_scale, generators=sources)

    together = make(batch, ["a", "b", "c"])
    assert together.shape == batch["mel"].shape
    for i, uid in enumerate("abc"):
        alone = make(one_of(batch, i), [uid])
        length = int(batch["mel_lengths"][i])
        assert alone.shape[2] == length  # 21 too, which is odd
        torch.testing.assert_close(together[i : i + 1, :, :length], alone, atol=1e-5, rtol=1e-5)


def test_the_mean_is_the_prior_through_the_flow() -> None:
    model, batch = randomized(tiny_model()), one_of(tiny_batch(), 1)  # 14 frames
    output = model(**batch)
    expected, _ = model.decoder.inverse(output.prior_mean, output.mel_mask, None)
    made = model.synthesize_aligned(**batch, noise_scale=0.0)
    torch.testing.assert_close(made, expected)
    # With the very noise that the truth has, it is the truth.
    noise = output.z - output.prior_mean
    restored, _ = model.decoder.inverse(output.prior_mean + noise, output.mel_mask, None)
    torch.testing.assert_close(restored, batch["mel"], atol=1e-4, rtol=1e-4)


def test_an_odd_last_frame_is_heard_and_spoken(monkeypatch) -> None:
    model, batch = randomized(tiny_model()), one_of(tiny_batch(), 0)  # 21 frames
    heard, forward = [], model.forward

    def spy(phone_ids, phone_lengths, mel, mel_lengths, speaker_ids):
        heard.append((mel, mel_lengths))
        return forward(phone_ids, phone_lengths, mel, mel_lengths, speaker_ids)

    monkeypatch.setattr(model, "forward", spy)
    assert model.synthesize_aligned(**batch, noise_scale=0.0).shape[2] == 21
    (mel, lengths), last = heard[0], batch["mel"][:, :, -1:]
    assert lengths.tolist() == [22]
    assert torch.equal(mel[:, :, :22], torch.cat([batch["mel"], last], 2))


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    config = tiny_config(tmp_path)
    write_processed(config)
    folder = write_voice(
        tmp_path / "voice",
        speakers=("Toy",),
        mel={"n_mels": N_MELS},
        dataset=["Toy"],
        dataset_path=config.dataset_path,
        train={"num_workers": 0},
    )
    return Voice.from_checkpoint(folder)


def rows_of(config: ExperimentConfig) -> list[dict]:
    splits = ("train", "valid", "test")
    return [row for split in splits for row in load_rows(config.processed_dir, "Toy", split)]


def test_export_and_again(voice: Voice, tmp_path: Path) -> None:
    folder, origin = tmp_path / "aligned", {"checkpoint": "voice/epoch-0001"}
    report = write_aligned_mels(voice, origin, folder, batch_size=4)
    rows = rows_of(voice.config)
    assert (report.made, report.there) == (len(rows), 0)
    assert report.mel_error > 0
    for row in rows:
        made = np.load(mel_path(folder, "Toy", row["Uid"]))
        assert made.shape == (N_MELS, row["Frames"])
        assert made.dtype == np.float32
    assert any(row["Frames"] % 2 for row in rows)
    manifest = check_aligned_mels(folder, voice.config.preprocess, rows)
    assert manifest["origin"]["checkpoint"] == "voice/epoch-0001"
    assert manifest["mel_fingerprint"] == voice.config.preprocess.mel.fingerprint()

    lost = mel_path(folder, "Toy", rows[3]["Uid"])
    before = np.load(lost)
    lost.unlink()
    again = write_aligned_mels(voice, origin, folder, batch_size=3)
    assert (again.made, again.there) == (1, len(rows) - 1)
    np.testing.assert_allclose(np.load(lost), before, atol=1e-5)
    with pytest.raises(UserError, match=r"mels of another origin .*choose another folder"):
        write_aligned_mels(voice, origin, folder, seed=1)


def test_what_is_no_whole_export_is_refused(voice: Voice, tmp_path: Path, monkeypatch) -> None:
    rows, preprocess = rows_of(voice.config), voice.config.preprocess
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match="not empty and no export"):
        write_aligned_mels(voice, {}, tmp_path / "mine")
    with pytest.raises(UserError, match=f"no {MANIFEST} here; make these mels with bins/tts"):
        check_aligned_mels(tmp_path / "mine", preprocess, rows)

    folder = tmp_path / "aligned"
    with monkeypatch.context() as patch:
        patch.setattr("models.tts.base.aligned_mels._make_batch", _broken)
        with pytest.raises(KeyboardInterrupt):
            write_aligned_mels(voice, {}, folder)
    assert read_json(folder / MANIFEST)["complete"] is False
    with pytest.raises(UserError, match="the export was not finished"):
        check_aligned_mels(folder, preprocess, rows)
    write_aligned_mels(voice, {}, folder)
    mel_path(folder, "Toy", rows[0]["Uid"]).unlink()
    with pytest.raises(
        UserError, match=f"1 of {len(rows)} clips have no mel here.*{rows[0]['Uid']}"
    ):
        check_aligned_mels(folder, preprocess, rows)
    other = preprocess.model_copy(
        update={"mel": preprocess.mel.model_copy(update={"f_max": 7600.0})}
    )
    with pytest.raises(UserError, match=r"other settings .*mel.f_max is 7600.0, was 8000.0"):
        check_aligned_mels(folder, other, rows)


def _broken(*arguments) -> None:
    raise KeyboardInterrupt
