"""The phase of a voice's fundamental, sample by sample: what a pulse train must follow."""

import numpy as np

from utils.errors import UserError

LOWEST, HIGHEST = 60.0, 600.0  # Hz
FRAME = 128  # samples between two estimates of F0
D4C_SIZE = 2048  # samples of the transform that voicing is judged by
UNVOICED = 0.999  # aperiodicity from which on a frame has no voice
SMOOTHING = 0.008  # seconds, standard deviation of the window that phases are averaged over
FEWEST = 3  # voiced frames; with fewer there is no voice in a clip
NO_VOICE = 100.0  # Hz, what the pitch of such a clip is said to be
FAINT = 1e-5  # noise added to the samples: digital silence has no pitch


def pitch_phase(waveform: np.ndarray, sample_rate: int, spacing: int) -> np.ndarray:
    """Phase of the fundamental and voicing at every ``spacing``-th sample of a recording (N,).

    F0 is WORLD's (Morise et al., 2016: DIO, StoneMask, D4C's voicing). Its integral drifts from
    the fundamental; what the waveform has in phase beside it is added, so that pulses at whole
    cycles stay in step with the recording. Where there is no voice the phase runs on.
    Shapes: result (2, N // spacing + 1), float64: cycles, counted from the beginning, and voicing
    from 0 to 1.
    """
    samples = waveform.astype(np.float64)
    f0, voiced = _world(samples, sample_rate)
    count = len(samples)
    places = np.arange(0, count + 1, spacing)
    if voiced.sum() < FEWEST:
        return np.stack([places * (NO_VOICE / sample_rate), np.zeros(len(places))])
    centers = np.arange(len(f0)) * FRAME
    hertz = np.interp(np.arange(count), centers[voiced], f0[voiced])
    voicing = np.interp(np.arange(count), centers, voiced.astype(float))
    cycles = np.cumsum(hertz) / sample_rate
    fundamental = _smooth(voicing * samples * np.exp(-2j * np.pi * cycles), sample_rate)
    inside = np.minimum(places, count - 1)
    clear = voicing[inside] > 0.5
    offset = np.unwrap(np.angle(fundamental[inside][clear])) / (2 * np.pi)
    result = cycles[inside] + np.interp(places, places[clear], offset)
    result += (places - inside) * hertz[-1] / sample_rate
    return np.stack([result, voicing[inside]])


def require_pitch() -> None:
    """Raise UserError where the package pyworld is not installed."""
    try:
        import pyworld  # noqa: F401 - only whether it is there
    except ImportError:
        raise UserError(
            "pitch of recordings needs the package pyworld: pip install -e '.[pitch]'"
        ) from None


def _world(samples: np.ndarray, sample_rate: int) -> tuple[np.ndarray, np.ndarray]:
    """F0 in Hz and whether there is a voice, every ``FRAME`` samples."""
    require_pitch()
    import pyworld

    noise = np.random.default_rng(0).standard_normal(len(samples))
    noisy = samples + FAINT * noise
    period = 1000 * FRAME / sample_rate  # milliseconds
    limits = {"f0_floor": LOWEST, "f0_ceil": HIGHEST}
    f0, times = pyworld.dio(noisy, sample_rate, **limits, frame_period=period, allowed_range=0.15)
    f0 = pyworld.stonemask(noisy, f0, times, sample_rate)
    aperiodicity = pyworld.d4c(noisy, f0, times, sample_rate, threshold=0.6, fft_size=D4C_SIZE)
    return f0, (f0 > 0) & (aperiodicity[:, 2] < UNVOICED)


def _smooth(values: np.ndarray, sample_rate: int) -> np.ndarray:
    """Average over a Gaussian window; the other harmonics lie outside of what passes."""
    from scipy.signal import fftconvolve

    width = SMOOTHING * sample_rate
    window = np.exp(-np.square(np.arange(-int(3.5 * width), int(3.5 * width) + 1) / width) / 2)
    return fftconvolve(values, window / window.sum(), "same")
