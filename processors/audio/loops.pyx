# cython: language_level=3
# cython: boundscheck=False, wraparound=False
"""Mel bands frame by frame: what lies between samples and bands never leaves the nearest cache.

The Fourier transform is Stockham's, of radix 4: of all of it only the magnitudes are wanted, and
those of a library wait in main memory, a thousand frames of them, for the rest to be done.
"""

from libc.stddef cimport ptrdiff_t

cdef extern from *:
    """
    #include <math.h>
    #include <stddef.h>

    #if defined(__GNUC__) && defined(__x86_64__) && defined(__linux__)
    #define LOOPS_CLONES __attribute__((target_clones("avx512f", "avx2,fma", "default")))
    #else
    #define LOOPS_CLONES
    #endif
    #ifdef __GNUC__
    #define LOOPS_INLINE static inline __attribute__((always_inline))
    #else
    #define LOOPS_INLINE static inline
    #endif

    /* What is written in the loop after it is not what is read there. */
    #if defined(__clang__)
    #define LOOPS_APART _Pragma("clang loop vectorize(assume_safety)")
    #elif defined(__GNUC__)
    #define LOOPS_APART _Pragma("GCC ivdep")
    #else
    #define LOOPS_APART
    #endif

    enum { LANES = 8 }; /* bins whose products are summed side by side */

    /* Values of neighboring butterflies, worked on together. */
    #ifdef __GNUC__
    typedef float few __attribute__((vector_size(16), aligned(4), may_alias));
    typedef float many __attribute__((vector_size(64), aligned(4), may_alias));
    #else
    typedef float few, many;
    #endif

    /* One pass of radix 4 over n values, of which groups of ``stride`` belong to one butterfly.
    Real parts come first, imaginary ones ``size`` behind; ``turns`` (6, n / 4): real and imaginary
    parts of three powers of a root of unity. */
    #define PASS_OF_FOUR(name, TYPE) \\
        LOOPS_INLINE void name( \\
            const float *x, float *y, ptrdiff_t size, ptrdiff_t n, ptrdiff_t stride, \\
            const float *turns \\
        ) { \\
            const ptrdiff_t m = n / 4, part = stride * m, step = sizeof(TYPE) / sizeof(float); \\
            for (ptrdiff_t p = 0; p < m; p++) { \\
                const float u1 = turns[p], v1 = turns[m + p], u2 = turns[2 * m + p]; \\
                const float v2 = turns[3 * m + p], u3 = turns[4 * m + p], v3 = turns[5 * m + p]; \\
                for (ptrdiff_t q = 0; q < stride; q += step) { \\
                    const float *re = x + stride * p + q, *im = re + size; \\
                    float *to_re = y + 4 * stride * p + q, *to_im = to_re + size; \\
                    const TYPE re0 = AT(TYPE, re), re1 = AT(TYPE, re + part); \\
                    const TYPE re2 = AT(TYPE, re + 2 * part), re3 = AT(TYPE, re + 3 * part); \\
                    const TYPE im0 = AT(TYPE, im), im1 = AT(TYPE, im + part); \\
                    const TYPE im2 = AT(TYPE, im + 2 * part), im3 = AT(TYPE, im + 3 * part); \\
                    const TYPE a = re0 + re2, b = im0 + im2, c = re0 - re2, d = im0 - im2; \\
                    const TYPE e = re1 + re3, f = im1 + im3, g = re1 - re3, h = im1 - im3; \\
                    const TYPE r1 = c + h, i1 = d - g, r2 = a - e, i2 = b - f; \\
                    const TYPE r3 = c - h, i3 = d + g; \\
                    AT(TYPE, to_re) = a + e; \\
                    AT(TYPE, to_im) = b + f; \\
                    AT(TYPE, to_re + stride) = u1 * r1 - v1 * i1; \\
                    AT(TYPE, to_im + stride) = u1 * i1 + v1 * r1; \\
                    AT(TYPE, to_re + 2 * stride) = u2 * r2 - v2 * i2; \\
                    AT(TYPE, to_im + 2 * stride) = u2 * i2 + v2 * r2; \\
                    AT(TYPE, to_re + 3 * stride) = u3 * r3 - v3 * i3; \\
                    AT(TYPE, to_im + 3 * stride) = u3 * i3 + v3 * r3; \\
                } \\
            } \\
        }
    #define AT(TYPE, address) (*(TYPE *)(address))
    PASS_OF_FOUR(pass_of_few, few)
    PASS_OF_FOUR(pass_of_many, many)

    /* The first pass, whose butterflies lie side by side. */
    LOOPS_INLINE void first_pass_of_four(
        const float * x, float * y, ptrdiff_t size, const float * turns
    ) {
        const ptrdiff_t m = size / 4;
        const float *re = x, *im = x + size;
        float *to_re = y, *to_im = y + size;
        LOOPS_APART for (ptrdiff_t p = 0; p < m; p++) {
            const float a = re[p] + re[p + 2 * m], b = im[p] + im[p + 2 * m];
            const float c = re[p] - re[p + 2 * m], d = im[p] - im[p + 2 * m];
            const float e = re[p + m] + re[p + 3 * m], f = im[p + m] + im[p + 3 * m];
            const float g = re[p + m] - re[p + 3 * m], h = im[p + m] - im[p + 3 * m];
            const float r1 = c + h, i1 = d - g, r2 = a - e, i2 = b - f, r3 = c - h, i3 = d + g;
            to_re[4 * p] = a + e;
            to_im[4 * p] = b + f;
            to_re[4 * p + 1] = turns[p] * r1 - turns[m + p] * i1;
            to_im[4 * p + 1] = turns[p] * i1 + turns[m + p] * r1;
            to_re[4 * p + 2] = turns[2 * m + p] * r2 - turns[3 * m + p] * i2;
            to_im[4 * p + 2] = turns[2 * m + p] * i2 + turns[3 * m + p] * r2;
            to_re[4 * p + 3] = turns[4 * m + p] * r3 - turns[5 * m + p] * i3;
            to_im[4 * p + 3] = turns[4 * m + p] * i3 + turns[5 * m + p] * r3;
        }
    }

    /* Transform of ``size`` complex values, a power of two of at least 16; returns x or y,
    whichever holds the result. */
    LOOPS_INLINE float *transform(float *x, float *y, ptrdiff_t size, const float *turns) {
        float *swap;
        first_pass_of_four(x, y, size, turns);
        swap = x, x = y, y = swap;
        turns += size / 4 * 6;
        ptrdiff_t n = size / 4, stride = 4;
        for (; n >= 4; n /= 4, stride *= 4) {
            if (stride == 4)
                pass_of_few(x, y, size, n, stride, turns);
            else
                pass_of_many(x, y, size, n, stride, turns);
            swap = x, x = y, y = swap;
            turns += n / 4 * 6;
        }
        if (n == 2) {
            for (ptrdiff_t part = 0; part < 2 * size; part += size)
                LOOPS_APART for (ptrdiff_t q = part; q < part + stride; q++) {
                    y[q] = x[q] + x[q + stride];
                    y[q + stride] = x[q] - x[q + stride];
                }
            return y;
        }
        return x;
    }

    LOOPS_CLONES static void mel_of_frames(
        const float *waveform, ptrdiff_t samples, ptrdiff_t padding, const float *window,
        ptrdiff_t length, ptrdiff_t hop, const float *turns, const float *halves, ptrdiff_t bins,
        const int *starts, const int *groups, const float *weights, ptrdiff_t n_bands,
        float power_floor, float mel_floor, float *memory, float *mel, ptrdiff_t frames
    ) {
        const ptrdiff_t size = length / 2;
        float *x = memory, *y = memory + length + 2, *magnitudes = memory + 2 * (length + 2);
        for (ptrdiff_t t = 0; t < frames; t++) {
            const ptrdiff_t first = t * hop - padding;
            /* Even samples as real parts, odd ones as imaginary parts. */
            if (first >= 0 && first + length <= samples) {
                const float *frame = waveform + first;
                LOOPS_APART for (ptrdiff_t i = 0; i < size; i++) {
                    x[i] = window[2 * i] * frame[2 * i];
                    x[i + size] = window[2 * i + 1] * frame[2 * i + 1];
                }
            } else {
                for (ptrdiff_t i = 0; i < length; i++) {
                    ptrdiff_t at = first + i < 0 ? -(first + i) : first + i;
                    if (at >= samples) at = 2 * (samples - 1) - at;
                    x[i / 2 + i % 2 * size] = window[i] * waveform[at];
                }
            }
            const float *re = transform(x, y, size, turns), *im = re + size;
            /* Spectra of even and odd samples, apart again, then put together. */
            magnitudes[0] = sqrtf((re[0] + im[0]) * (re[0] + im[0]) + power_floor);
            const ptrdiff_t last = bins < size ? bins : size;
            LOOPS_APART for (ptrdiff_t k = 1; k < last; k++) {
                const float even_re = re[k] + re[size - k], even_im = im[k] - im[size - k];
                const float odd_re = im[k] + im[size - k], odd_im = re[size - k] - re[k];
                const float u = halves[k], v = halves[k + size];
                const float a = even_re + u * odd_re - v * odd_im;
                const float b = even_im + u * odd_im + v * odd_re;
                magnitudes[k] = sqrtf(0.25f * (a * a + b * b) + power_floor);
            }
            if (bins > size)
                magnitudes[size] = sqrtf((re[0] - im[0]) * (re[0] - im[0]) + power_floor);
            const float *weight = weights;
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
    void mel_of_frames(
        const float* waveform, ptrdiff_t samples, ptrdiff_t padding, const float* window,
        ptrdiff_t length, ptrdiff_t hop, const float* turns, const float* halves, ptrdiff_t bins,
        const int* starts, const int* groups, const float* weights, ptrdiff_t n_bands,
        float power_floor, float mel_floor, float* memory, float* mel, ptrdiff_t frames
    ) noexcept nogil

WIDTH = LANES
SMALLEST = 32  # samples of a frame; more are a power of two


def sum_bands(
    const float[::1] waveform,
    ptrdiff_t padding,
    const float[::1] window,
    ptrdiff_t hop,
    const float[::1] turns,
    const float[::1] halves,
    ptrdiff_t bins,
    const int[::1] starts,
    const int[::1] groups,
    const float[::1] weights,
    float power_floor,
    float mel_floor,
    float[::1] memory,
    float[:, ::1] mel,
):
    """Sums over bands of magnitudes sqrt(|x|^2 + power_floor), at least mel_floor.

    Shapes: waveform (N,), mirrored at both ends by less than N, the first frame ``padding``
    samples before it; window (n_fft,), a power of two; turns: for n = n_fft / 2, and for a quarter
    of it while that is 4 or more, (6, n / 4), real and imaginary parts of exp(-2 pi i j p / n),
    j = 1, 2, 3; halves (2, n_fft / 2), of exp(-2 pi i k / n_fft); starts and groups (n_mels,),
    the bin where a band begins, all before ``bins``, and of how many times WIDTH bins it is;
    weights, of one band behind the other; memory (3 * n_fft + 64,), a place for what is between,
    zeros; mel (n_mels, T), the result.
    """
    with nogil:
        mel_of_frames(
            &waveform[0], waveform.shape[0], padding, &window[0], window.shape[0], hop,
            &turns[0], &halves[0], bins, &starts[0], &groups[0], &weights[0], starts.shape[0],
            power_floor, mel_floor, &memory[0], &mel[0, 0], mel.shape[1],
        )
