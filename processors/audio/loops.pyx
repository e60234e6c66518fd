# cython: language_level=3
# cython: boundscheck=False, wraparound=False
"""The mel-spectrogram before and after its Fourier transform, in one pass each."""

from libc.stddef cimport ptrdiff_t

cdef extern from *:
    """
    #include <math.h>
    #include <stddef.h>
    #include <string.h>

    #if defined(__GNUC__) && defined(__x86_64__) && defined(__linux__)
    #define LOOPS_CLONES __attribute__((target_clones("avx512f", "avx2,fma", "default")))
    #else
    #define LOOPS_CLONES
    #endif

    enum { LANES = 8 }; /* bins whose products are summed side by side */

    LOOPS_CLONES static void multiply_frames(
        const float *waveform, ptrdiff_t samples, ptrdiff_t padding, const float *window,
        ptrdiff_t length, ptrdiff_t hop, ptrdiff_t count, float *frames
    ) {
        for (ptrdiff_t t = 0; t < count; t++, frames += length) {
            const ptrdiff_t first = t * hop - padding;
            if (first >= 0 && first + length <= samples) {
                const float *x = waveform + first;
                for (ptrdiff_t i = 0; i < length; i++) frames[i] = window[i] * x[i];
            } else {
                for (ptrdiff_t i = 0; i < length; i++) {
                    ptrdiff_t at = first + i < 0 ? -(first + i) : first + i;
                    if (at >= samples) at = 2 * (samples - 1) - at;
                    frames[i] = window[i] * waveform[at];
                }
            }
        }
    }

    LOOPS_CLONES static void add_up_bands(
        const float *spectra, ptrdiff_t stride, ptrdiff_t frames, ptrdiff_t bins,
        const int *starts, const int *groups, const float *weights, ptrdiff_t n_bands,
        float power_floor, float mel_floor, float *magnitudes, float *mel
    ) {
        for (ptrdiff_t t = 0; t < frames; t++) {
            const float *spectrum = spectra + t * stride, *weight = weights;
            for (ptrdiff_t k = 0; k < bins; k++) {
                const float real = spectrum[2 * k], imaginary = spectrum[2 * k + 1];
                magnitudes[k] = sqrtf(real * real + imaginary * imaginary + power_floor);
            }
            for (ptrdiff_t b = 0; b < n_bands; b++) {
                float sums[LANES] = {0};
                const float *magnitude = magnitudes + starts[b];
                for (int i = 0; i < groups[b]; i++, weight += LANES, magnitude += LANES)
                    for (int j = 0; j < LANES; j++) sums[j] += weight[j] * magnitude[j];
                const float sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
                                  ((sums[4] + sums[5]) + (sums[6] + sums[7]));
                mel[b * frames + t] = sum < mel_floor ? mel_floor : sum;
            }
        }
    }
    """
    enum:
        LANES
    void multiply_frames(
        const float* waveform, ptrdiff_t samples, ptrdiff_t padding, const float* window,
        ptrdiff_t length, ptrdiff_t hop, ptrdiff_t count, float* frames
    ) noexcept nogil
    void add_up_bands(
        const float* spectra, ptrdiff_t stride, ptrdiff_t frames, ptrdiff_t bins,
        const int* starts, const int* groups, const float* weights, ptrdiff_t n_bands,
        float power_floor, float mel_floor, float* magnitudes, float* mel
    ) noexcept nogil


WIDTH = LANES


def window_frames(
    const float[::1] waveform, ptrdiff_t padding, const float[::1] window, ptrdiff_t hop,
    float[:, ::1] frames
):
    """Windowed frames of a waveform (N,) that is mirrored at both ends; the first begins
    ``padding`` samples before it. N is more than is mirrored at either end.

    Shapes: window (n_fft,); frames (T, n_fft), the result.
    """
    with nogil:
        multiply_frames(
            &waveform[0], waveform.shape[0], padding, &window[0], window.shape[0], hop,
            frames.shape[0], &frames[0, 0],
        )


def sum_bands(
    const float[:, ::1] spectra,
    ptrdiff_t bins,
    const int[::1] starts,
    const int[::1] groups,
    const float[::1] weights,
    float power_floor,
    float mel_floor,
    float[::1] magnitudes,
    float[:, ::1] mel,
):
    """Weighted sums of magnitudes sqrt(|x|^2 + power_floor) of each spectrum, at least mel_floor.

    Shapes: spectra (T, 2 * n), real and imaginary parts side by side, of which the first ``bins``
    matter; starts and groups (n_mels,), where a band begins and of how many times WIDTH bins it
    is; weights, of one band behind the other; magnitudes, a place for what is between, zero from
    ``bins`` to where the last group ends; mel (n_mels, T), the result.
    """
    with nogil:
        add_up_bands(
            &spectra[0, 0], spectra.shape[1], spectra.shape[0], bins, &starts[0], &groups[0],
            &weights[0], starts.shape[0], power_floor, mel_floor, &magnitudes[0], &mel[0, 0],
        )
