"""Silence at the ends and inside."""

import pytest
import torch

from processors.audio.silence import peak_db, shorten_pauses, trim_silence
from tests.processors.audio.test_io import tone


def test_trim_cuts_both_ends_and_keeps_the_margin():
    silence = torch.zeros(11025)
    speech = torch.from_numpy(tone(22050, 1.0)).float()
    waveform = torch.cat([silence, speech, silence])
    trimmed = trim_silence(waveform, 22050, top_db=50, margin=0.05)
    assert len(trimmed) / 22050 == pytest.approx(1.1, abs=0.021)
    pieces = [trim_silence(waveform, 22050, 50, margin) for margin in (0.0, 0.1)]
    assert len(pieces[1]) - len(pieces[0]) == 2 * 2205
    assert len(trim_silence(waveform, 22050, 50, margin=9.0)) == len(waveform)
    assert len(trim_silence(silence, 22050, 50, margin=0.0)) == len(silence)


def spoken(*seconds: float) -> torch.Tensor:
    """Pauses of those lengths between half seconds of a tone, in a room with some noise."""
    generator = torch.Generator().manual_seed(0)
    speech = torch.from_numpy(tone(22050)).float()
    parts = [speech]
    for length in seconds:
        parts += [torch.zeros(round(length * 22050)), speech]
    waveform = torch.cat(parts)
    return waveform + 1e-4 * torch.randn(len(waveform), generator=generator)


def test_long_pauses_lose_their_middle():
    waveform = spoken(2.0, 0.3, 1.0)
    shorter, cut = shorten_pauses(waveform, 22050, top_db=40, max_pause=0.5)
    assert cut == pytest.approx(1.5 + 0.5, abs=0.04)  # the pauses are measured in hundredths
    assert len(waveform) - len(shorter) == round(cut * 22050)
    # Speech stays as it is, and a quarter of a second on either side of it too.
    head = round(0.74 * 22050)
    torch.testing.assert_close(shorter[:head], waveform[:head])
    middle = waveform[round(2.26 * 22050) : round(3.54 * 22050)]
    assert middle.numpy().tobytes() in shorter.numpy().tobytes()
    torch.testing.assert_close(shorter[-head:], waveform[-head:])


def test_pauses_are_faded_into_each_other():
    waveform = spoken(2.0)
    waveform += torch.linspace(-0.003, 0.003, len(waveform))  # a joint without fade would jump
    shorter, cut = shorten_pauses(waveform, 22050, top_db=40, max_pause=0.5)
    assert cut == pytest.approx(1.5, abs=0.02)
    pause = shorter[round(0.55 * 22050) : round(0.95 * 22050)]
    assert pause.diff().abs().max() < 0.0012  # without: 0.003 and the noise


def test_short_pauses_and_the_ends_are_left():
    waveform = torch.cat([torch.zeros(44100), spoken(0.3, 0.49), torch.zeros(44100)])
    shorter, cut = shorten_pauses(waveform, 22050, top_db=40, max_pause=0.5)
    assert cut == 0
    assert torch.equal(shorter, waveform)
    silence = torch.zeros(44100)
    assert torch.equal(shorten_pauses(silence, 22050, 40, 0.5)[0], silence)


def test_peak_in_decibels():
    assert peak_db(torch.tensor([0.0, -1.0])) == pytest.approx(0.0)
    assert peak_db(torch.tensor([0.1])) == pytest.approx(-20.0)
    assert peak_db(torch.zeros(5)) == pytest.approx(-200.0)
