# cython: language_level=3
# cython: boundscheck=False, wraparound=False
"""From spectra to mel bands in one pass over each frame."""

from libc.stddef cimport ptrdiff_t
from libc.stdint cimport intptr_t

cdef extern from *:
    """
    #include <math.h>
    #include <stddef.h>
    #include <string.h>

    #if defined(__GNUC__) && defined(__x86_64__) && defined(__linux__)
    #define BANDS_CLONES __attribute__((target_clones("avx512f", "avx2,fma", "default")))
    #else
    #define BANDS_CLONES
    #endif

    enum { BANDS_WIDTH = 8 }; /* bins whose products are summed side by side */

    /* Shapes: spectra (frames, bins, 2); starts and sizes (n_bands), sizes in groups of
    BANDS_WIDTH; weights one band behind the other; bands (n_bands, frames); magnitudes (at
    least bins, and what the last groups reach beyond) is zero there. */
    BANDS_CLONES static void bands_of_spectra(
        const float *spectra, ptrdiff_t stride, ptrdiff_t frames, ptrdiff_t bins,
        const int *starts, const int *sizes, const float *weights, ptrdiff_t n_bands, float floor,
        float *magnitudes, float *bands
    ) {
        for (ptrdiff_t t = 0; t < frames; t++) {
            const float *spectrum = spectra + t * stride;
            for (ptrdiff_t k = 0; k < bins; k++) {
                const float real = spectrum[2 * k], imaginary = spectrum[2 * k + 1];
                magnitudes[k] = sqrtf(real * real + imaginary * imaginary + floor);
            }
            const float *weight = weights;
            for (ptrdiff_t b = 0; b < n_bands; b++) {
                float sums[BANDS_WIDTH] = {0};
                const float *magnitude = magnitudes + starts[b];
                for (int i = 0; i < sizes[b]; i++) {
                    for (int j = 0; j < BANDS_WIDTH; j++) sums[j] += weight[j] * magnitude[j];
                    weight += BANDS_WIDTH;
                    magnitude += BANDS_WIDTH;
                }
                bands[b * frames + t] = ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
                                        ((sums[4] + sums[5]) + (sums[6] + sums[7]));
            }
        }
    }
    """
    enum:
        BANDS_WIDTH
    void bands_of_spectra(
        const float* spectra, ptrdiff_t stride, ptrdiff_t frames, ptrdiff_t bins,
        const int* starts, const int* sizes, const float* weights, ptrdiff_t n_bands, float floor,
        float* magnitudes, float* bands
    ) noexcept nogil

WIDTH = BANDS_WIDTH  # bins of a group


def sum_bands(
    const float[:, ::1] spectra,
    ptrdiff_t bins,
    const int[::1] starts,
    const int[::1] sizes,
    const float[::1] weights,
    float floor,
    float[::1] magnitudes,
    float[:, ::1] bands,
):
    """Weighted sums of magnitudes sqrt(|x|^2 + floor) of the first bins of each spectrum.

    Shapes: spectra (T, 2 * n), real and imaginary parts side by side; starts and sizes (n_bands,),
    sizes in groups of WIDTH bins; weights (WIDTH * sum of sizes,); magnitudes, a place for what is
    between, as long as the furthest group reaches and zero from ``bins`` on; bands (n_bands, T).
    """
    with nogil:
        bands_of_spectra(
            &spectra[0, 0], spectra.shape[1], spectra.shape[0], bins, &starts[0], &sizes[0],
            &weights[0], starts.shape[0], floor, &magnitudes[0], &bands[0, 0],
        )
